#pragma once
#include <optional>
#include <string>

#include "access/commitments.hpp"
#include "base/bytes.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// The commitment of one person, ready to be signed.
struct CommitmentSheet {
    std::string version;
    std::string text_sha256;  ///< of the version's text, as printed on the sheet
    PersonalText text;        ///< filled in: the very bytes that a key signs (UTF-8)
    Bytes pdf;                ///< the same, laid out, to be printed and signed by hand
};

/// Prints the text that is in use in a language for a person; logged.
/// @throws Error{Fault::conflict, "profile.missing"}  while the register has no name or the controller none
[[nodiscard]] CommitmentSheet commitment_sheet(Office& office, const access::Desk& desk, PersonId person,
                                               Language language);

/// A sheet that was signed by hand: its scan is a document here, or only its SHA-256 is kept.
struct SignedSheet {
    PersonId person;
    Language language = Language::fi;
    Day signed_on;
    std::optional<Day> valid_to;
    PersonId witness;
    std::string version;             ///< "" for the text in use
    std::optional<DocumentId> scan;  ///< either this
    std::string sheet_sha256;        ///< or this
};
/// @throws as access::Commitments::record; Error{Fault::not_found, "document.unknown"}
CommitmentId record_sheet(Office& office, const access::Desk& desk, const SignedSheet& sheet);

/// A commitment signed with the person's own key: a detached CMS over `CommitmentSheet::text`.
struct SignedText {
    PersonId person;
    Language language = Language::fi;
    std::optional<Day> valid_to;
    PersonId witness;
    Bytes cms;  ///< DER
};
/// @throws Error{Fault::invalid, "commitment.bad_signature"}  with the verifier's codes as detail
/// @throws Error{Fault::conflict, "commitment.key_of_another"}  somebody else has signed with this key
CommitmentId record_signature(Office& office, const access::Desk& desk, const SignedText& signed_text);

/// What a revocation or a departure would end, to be said before it is done.
struct Consequences {
    access::Resting resting;
    std::int64_t papers = 0;  ///< out in the person's hands
};
[[nodiscard]] Consequences consequences_of(const access::Desk& desk, const access::Commitment& commitment);

/// access::Commitments::revoke with the recall of paper; the way both doors take.
void revoke_commitment(const access::Desk& desk, CommitmentId commitment, const PersonalText& reason);
/// access::People::leave with the recall of paper.
void let_go(const access::Desk& desk, PersonId person, Day last_day, const PersonalText& reason);

/// Night work: warns of commitments that end soon, and takes the texts of the letter in as a version.
/// @returns how many warnings were given
std::int64_t warn_of_endings(Office& office);

/// The version of the commitment's text that is in use, taken in if nobody ever used it.
[[nodiscard]] std::string commitment_version(Office& office, const access::Desk& desk);

}  // namespace arkki::service
