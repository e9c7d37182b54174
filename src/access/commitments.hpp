#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "access/standing.hpp"

namespace arkki::access {

/// A confidentiality commitment that somebody signed by hand (letter kind confidentiality-commitment).
struct NewCommitment {
    PersonId person;
    std::string text_version;  ///< which text was signed
    Day signed_on;
    std::optional<Day> valid_to;  ///< last day; none: until revoked
    std::string sheet_sha256;     ///< of the scan or file of the signed sheet, 64 hex digits
    PersonId witnessed_by;        ///< somebody else
};

struct Commitment {
    CommitmentId id;
    PersonId person;
    std::string text_version;
    Day signed_on;
    std::optional<Day> valid_to;
    std::string sheet_sha256;
    PersonId witnessed_by;
    std::optional<Instant> revoked_at;
};

/// Commitments gate everything: no open account, access entry or session without a valid one, here and in the
/// database. They are immutable but for one revocation and outlive employment (Act 1050/2018, section 35).
class Commitments {
public:
    explicit Commitments(const Desk& desk) : desk_{desk} {}

    /// @throws Error{Fault::invalid, "commitment.no_text" | "commitment.future" | "commitment.bad_sheet" |
    ///         "commitment.bad_end" | "commitment.own_witness"}
    CommitmentId record(const NewCommitment& commitment);

    /// Ends the person's sessions and the access entries resting on it, and closes the account if there is no other
    /// commitment, all in the same transaction.
    /// @throws Error{Fault::conflict, "commitment.revoked_already" | "person.last_admin"}
    void revoke(CommitmentId commitment, const PersonalText& reason);

    [[nodiscard]] std::vector<Commitment> list() const;
    [[nodiscard]] std::vector<Commitment> of(PersonId person) const;

private:
    const Desk& desk_;
};

/// The commitment of a person that is valid on a day, the one that lasts longest.
[[nodiscard]] std::optional<CommitmentId> valid_commitment(db::Read& read, PersonId person, Day day);

}  // namespace arkki::access
