#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "intake/arrival.hpp"
#include "intake/intake.hpp"

namespace arkki::intake {

/// A file that somebody sends, open and whole.
struct SentFile {
    int file = -1;
    PersonalText name;
    std::string sha256;  ///< of its bytes as the sender says, hex; "" if nothing was said
};

/// Files that are sent together: one batch, in this order.
struct Delivery {
    std::string way;  ///< upload | api
    std::string key;  ///< the sender's word for this very delivery, so that repeating it doubles nothing; "" without
    std::optional<UnitId> unit;
    std::optional<archive::Series> series;
    std::vector<SentFile> files;
};

struct Delivered {
    BatchId batch{0};
    std::vector<ArrivalId> arrivals;  ///< in the order of the files; of a mail its own, not its attachments'
    bool repeated = false;            ///< all of it had come before
};

/// Takes all files in, or says why not before anything is made. When the disk fills up on the way, what is in stays in, and
/// the same delivery sent again goes on where it broke off. A mail among them is unpacked as in a hot folder: its attachments
/// are sheets of the batch, before the mail itself (mail_drop.hpp).
/// @param spool  where attachments are put together
/// @throws Error{Fault::invalid, "upload.no_file" | "upload.empty_file" | "upload.other_bytes" | "intake.too_large", "file"}
/// @throws Error{Fault::invalid, "upload.bad_key", "key"}  over 200 bytes, or not printable
/// @throws Error{Fault::conflict, "upload.key_used", "key"}  by the same person for other files
Delivered deliver(const access::Desk& desk, const Intake& intake, const std::filesystem::path& spool,
                  const Delivery& delivery);

/// The arrivals of a batch in the order of its sheets.
/// @throws Error{Fault::not_found, "batch.unknown"}
[[nodiscard]] std::vector<Arrival> arrivals_of(const access::Desk& desk, const Intake& intake, BatchId batch);

/// Closes what was sent and broke off, so that its files go on: batches of uploads and mails that were opened long ago.
/// @returns how many
int close_forgotten(const access::Desk& desk, std::chrono::minutes older_than);

}  // namespace arkki::intake
