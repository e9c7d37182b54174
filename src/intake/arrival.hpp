#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/document.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace arkki::intake {

/// received -> reading -> read -> filed | separator; duplicate and quarantined wait for a person (table in
/// 0014_batches.sql). `read` waits for the rest of its batch; a `separator` only told where documents begin or stand; of an
/// `unpacked` mail the attachments are the sheets.
enum class State { received, reading, read, filed, separator, unpacked, duplicate, quarantined, discarded };
[[nodiscard]] std::string_view code(State state) noexcept;
[[nodiscard]] State state_from(std::string_view code);

/// A file's name as it can be stored and shown: bytes that are no UTF-8 and control characters become `\xNN`, and then
/// a backslash becomes `\\`, so that the name can be told from it. A clean name stays as it is.
[[nodiscard]] std::string readable_name(std::string_view bytes);

/// How something came in, and what is said about it from outside.
struct Source {
    std::string way;    ///< folder | upload | command | scan | mail | api
    PersonalText name;  ///< file name as the system gives it; it may hold somebody's name
    std::string claim;  ///< name of the claimed file of the hot folder or the like: the same claim is the same arrival
    std::optional<UnitId> unit;
    std::optional<archive::Series> series;
    std::optional<BatchId> batch = {};  ///< an open one it belongs to; without, it is one of its own, closed at once
    int sheet = 0;                      ///< its place in the batch from 1; 0: the next
};

/// Something that came in, as the inbox shows it.
struct Arrival {
    ArrivalId id{0};
    BatchId batch{0};
    int sheet;
    std::string way;
    PersonalText name;
    Instant received_at;
    PersonId received_by{0};
    std::int64_t size;
    State state;
    std::string reason;  ///< message key of a quarantine
    std::optional<DocumentId> same_as;
    std::optional<DocumentId> document;
    int pages_total, pages_read;
};

/// How many arrivals wait, for the start page and `arkki status`.
struct Tally {
    std::int64_t waiting;  ///< received or being read
    std::int64_t quarantined;
    std::int64_t duplicates;
    std::optional<Instant> oldest;  ///< of those that wait
};

}  // namespace arkki::intake
