#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "access/recall.hpp"
#include "access/standing.hpp"

namespace arkki::access {

/// How a commitment was signed: by hand on paper, or with the person's own key.
struct SigningWay {
    std::string way = "paper";            ///< paper | key
    std::string language = {};            ///< fi | sv | en, "" if not known
    std::string text_sha256 = {};         ///< of that version's text in that language, "" if not known
    std::optional<DocumentId> scan = {};  ///< the signed sheet as a document of the archive
    PersonalText signed_text = {};        ///< with a key: what was signed, word for word
    std::string signature = {};           ///< with a key: the detached CMS, base64; checked before it comes here
    std::string signer_sha256 = {};       ///< with a key: of the certificate
};

/// A signed confidentiality commitment (letter kind confidentiality-commitment).
struct NewCommitment {
    PersonId person;
    std::string text_version;  ///< which text was signed
    Day signed_on;
    std::optional<Day> valid_to;  ///< last day; none: until revoked
    std::string sheet_sha256;     ///< of the scan, file or text that was signed, 64 hex digits
    PersonId witnessed_by;        ///< somebody else
    SigningWay signing = {};
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
    std::optional<PersonId> revoked_by;
    PersonalText revoke_reason;
    SigningWay signing;
    PersonId recorded_by;

    /// draft does not exist as a row: a sheet that nobody signed binds nobody.
    [[nodiscard]] std::string_view state(Day today) const noexcept;  ///< valid | expired | revoked
};

/// What a revocation ends besides the commitment.
struct Resting {
    std::int64_t sessions = 0;  ///< of the person, on whatever commitment
    std::int64_t tokens = 0;    ///< the same
    std::int64_t entries = 0;   ///< of the access list, resting on this commitment
    bool account = false;       ///< is closed, as there is no other commitment
};

/// Commitments gate everything: no open account, access entry or session without a valid one, here and in the
/// database. They are immutable but for one revocation and outlive employment (Act 1050/2018, section 35).
class Commitments {
public:
    explicit Commitments(const Desk& desk) : desk_{desk} {}

    /// @throws Error{Fault::invalid, "commitment.no_text" | "commitment.future" | "commitment.bad_sheet" |
    ///         "commitment.bad_end" | "commitment.own_witness"}
    /// @throws Error{Fault::conflict, "commitment.unknown_text"}  a text that is not in the list of texts
    CommitmentId record(const NewCommitment& commitment);

    /// Ends the person's sessions, tokens and the access entries resting on it, closes the account if there is no other
    /// commitment, recalls the paper the person holds and tells the responsible person, all in the same transaction.
    /// @throws Error{Fault::conflict, "commitment.revoked_already" | "person.last_admin"}
    void revoke(CommitmentId commitment, const PersonalText& reason, const RecallPaper& recall);
    /// What `revoke` would end now, to be said before it is done.
    [[nodiscard]] Resting resting_on(CommitmentId commitment) const;

    /// Warns of commitments that end within 30, 7 and 1 days: the person and the responsible person, once each.
    /// @returns how many warnings were given now
    std::int64_t warn_of_endings() const;

    [[nodiscard]] std::vector<Commitment> list() const;
    [[nodiscard]] std::vector<Commitment> of(PersonId person) const;
    /// @throws Error{Fault::not_found, "commitment.unknown"}
    [[nodiscard]] Commitment find(CommitmentId commitment) const;

private:
    const Desk& desk_;
};

/// A person whose last commitment ends soon.
struct Ending {
    CommitmentId commitment;
    PersonId person;
    Day last_day;
    int days;  ///< left, 0 on the last day
};
/// Who works here with an open account and is bound for 30 days more at most, the first to end first.
[[nodiscard]] std::vector<Ending> commitments_ending(db::Read& read, Day today);

/// Whose commitment it is.
[[nodiscard]] std::optional<PersonId> person_bound_by(db::Read& read, CommitmentId commitment);
/// The commitment of a person that is valid on a day, the one that lasts longest.
[[nodiscard]] std::optional<CommitmentId> valid_commitment(db::Read& read, PersonId person, Day day);

}  // namespace arkki::access
