#pragma once
#include <string>
#include <vector>

#include "requests/annexes.hpp"
#include "requests/letter_fields.hpp"
#include "requests/letters.hpp"

/// The steps every letter goes through, whatever it says: number, material, layout, signature, keeping.
namespace arkki::requests {

/// What a letter is called: kept from the first look at it to its signature.
struct LetterName {
    std::string number, verify_code;
};
/// @param which  the kind, and which of its kind: `extension`, `party-notice/2`
[[nodiscard]] LetterName name_of(db::Write& write, const access::Desk& desk, RequestId request,
                                 const std::string& which, const Randomness& randomness);

/// What stands in the head and at the foot of every letter: card, profile and signer, each under its own grant.
/// @throws Error{Fault::conflict, "letter.authority_not_checked" | "letter.no_address" | "letter.no_title"}
[[nodiscard]] Material basics(const access::Desk& desk, const Overview& request);

/// A letter and the Markdown it was set from.
struct Composed {
    Draft draft;
    std::string body;
    Day dated;
};
/// @param fields  the values of its template
[[nodiscard]] Composed compose(const Stationery& stationery, const std::string& kind, const Material& material,
                               const lang::Value& fields);

/// A letter that may be kept.
struct Signed {
    Draft draft;
    Day dated;
    blobs::WrappedKey key;
    blobs::Stored stored;
    std::vector<SealedAnnex> annexes;  ///< of an access reply
};
/// Checks against PDF/A and PDF/UA, signs, seals.
/// @throws Error{Fault::corrupt, "letter.not_conformant"}  nothing is signed
[[nodiscard]] Signed seal(const Stationery& stationery, Composed letter, const signing::Signer& signer, Instant now);

/// The row of a signed letter, in the transaction of whatever it takes effect with.
[[nodiscard]] IssuedLetter keep(db::Write& write, const access::Desk& desk, const Overview& request,
                                const Signed& letter);

}  // namespace arkki::requests
