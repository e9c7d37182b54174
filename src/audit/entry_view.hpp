#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/body.hpp"
#include "base/bytes.hpp"
#include "base/time.hpp"
#include "db/database.hpp"

/// Entries seen in passing, for whoever goes through the whole log: nothing is copied, nothing is kept. What they say
/// is what `stored_entries` would say.
namespace arkki::audit {

/// An entry of `audit_entry`; its texts live until the next one.
struct EntryView {
    std::int64_t seq = 0;
    Instant at;
    std::int64_t local_hour = 0;
    std::string_view leaf;
    std::array<std::string_view, 4> salts;        ///< A, S, C, F; base64, empty once pruned
    std::array<std::string_view, 4> commitments;  ///< base64, empty while open
    Who who;
    Whom whom;                  ///< without the subjects' commitments
    std::string_view subjects;  ///< ids as they stand
    Circumstances circumstances;
    Typed typed;

    [[nodiscard]] bool is_pruned(std::size_t group) const { return !commitments[group].empty(); }
    /// One bit for each group whose contents were erased, A the lowest.
    [[nodiscard]] unsigned pruned_mask() const;
};

/// The entries from <= seq < to, in order.
void each_entry(db::Read& read, std::int64_t from, std::int64_t to, const std::function<void(const EntryView&)>& take);

/// What an entry hashes to. One for each thread: it keeps its buffers.
class EntryHasher {
public:
    /// The leaf hash of what the columns say; nothing if they cannot have been written by an Appender: a salt that is
    /// no base64, subjects out of order, args without a key.
    [[nodiscard]] std::optional<Digest> leaf(const EntryView& entry);
    /// The data subjects of the entry seen last, ascending, each once.
    [[nodiscard]] const std::vector<std::int64_t>& subjects() const noexcept { return subjects_; }

private:
    using Encoded = std::array<char, 44>;

    [[nodiscard]] bool read_subjects(std::string_view listed);
    template <class Group>
    [[nodiscard]] Digest commitment(ByteView salt, const Group& group);
    [[nodiscard]] bool commit(const EntryView& entry, std::size_t group, Digest& result);
    void commit_subjects(ByteView seed);

    Sha256 hash_;
    std::string buffer_;
    std::vector<std::int64_t> subjects_;
    std::vector<Encoded> encoded_;
    std::vector<std::string_view> views_;
};

}  // namespace arkki::audit
