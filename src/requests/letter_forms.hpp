#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "access/desk.hpp"
#include "blobs/vault.hpp"
#include "signing/long_term.hpp"

namespace arkki::requests {

inline constexpr std::string_view lift_job = "lift";

/// A letter as it stands: the form that was signed, or the newest that came after it.
struct LetterForm {
    std::int64_t number;  ///< of the row of letter_form; 0 for the form that was signed
    std::string level;    ///< "B-B" and on
    std::string sha256;
    std::int64_t size;
    blobs::WrappedKey key;
    blobs::BlobId blob;
};
/// @throws Error{Fault::not_found, "letter.unknown"}
[[nodiscard]] LetterForm newest_form(db::Read& read, LetterId letter);

/// Orders that the letter gets its time stamp when there is somebody who gives it.
void order_lift(db::Write& write, LetterId letter, Instant now);
/// It stays as it is.
void give_up_lift(db::Write& write, LetterId letter);

/// With whose help a letter becomes provable for longer.
struct Lifting {
    signing::StampingAuthority authority;
    std::string roots;                                         ///< PEM: of signers
    std::optional<signing::RevocationSources> sources{};       ///< without them B-T is the end
};

/// Gives a letter at B-B its time stamp, in the room left behind the signature (B-T), then evidence and an archive time
/// stamp behind it (B-LTA). Each step keeps its form beside the old ones and is written into the log. Of two who do it at
/// the same time the second changes nothing; a step that fails leaves what was reached.
/// @param with  what follows in the last transaction, such as the end of a job
/// @returns the level the letter then has
/// @throws as signing::with_time_stamp and signing::lifted_to_archive
std::string lift(const access::Desk& desk, blobs::Vault& vault, LetterId letter,
                 const Lifting& lifting, const std::function<void(db::Write&)>& with = {});

}  // namespace arkki::requests
