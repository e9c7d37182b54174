#include "access/commitments.hpp"

#include <algorithm>

#include "access/line.hpp"

namespace arkki::access {

namespace {

using Row = std::tuple<CommitmentId, PersonId, std::string, Day, Day, std::string, PersonId, std::optional<Instant>>;

Commitment commitment_of(const Row& row) {
    const auto& [id, person, text, signed_on, valid_to, sheet, witness, revoked_at] = row;
    return {id,    person,  text,      signed_on, valid_to == no_end ? std::nullopt : std::optional{valid_to},
            sheet, witness, revoked_at};
}

std::vector<Commitment> commitments_of(const std::vector<Row>& rows) {
    std::vector<Commitment> commitments;
    std::transform(rows.begin(), rows.end(), std::back_inserter(commitments), commitment_of);
    return commitments;
}

[[noreturn]] void refuse(const char* key, const char* field) { throw Error{Fault::invalid, key, {}, field}; }

void check(const NewCommitment& commitment, Day today) {
    if (trimmed(commitment.text_version).empty()) refuse("commitment.no_text", "text_version");
    if (commitment.signed_on > today) refuse("commitment.future", "signed_on");
    if (commitment.valid_to && *commitment.valid_to < commitment.signed_on) refuse("commitment.bad_end", "valid_to");
    if (commitment.sheet_sha256.size() != 64 ||
        commitment.sheet_sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
        refuse("commitment.bad_sheet", "sheet_sha256");
    if (commitment.witnessed_by == commitment.person) refuse("commitment.own_witness", "witnessed_by");
}

}  // namespace

CommitmentId Commitments::record(const NewCommitment& commitment) {
    desk_.require("commitment.record", object_name(commitment.person));
    check(commitment, desk_.today());
    CommitmentId id{0};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        if (write.one<std::int64_t>("SELECT count(*) FROM person WHERE id IN (:person, :witness) AND kind = 'human'",
                                    {{"person", commitment.person}, {"witness", commitment.witnessed_by}}) != 2)
            throw Error{Fault::not_found, "person.unknown"};
        id = write.one<CommitmentId>(
            "INSERT INTO commitment(person, text_version, signed_on, valid_to, sheet_sha256, witnessed_by, recorded_by,"
            " recorded_at) VALUES(:person, :text, :signed_on, :valid_to, :sheet, :witness, :by, :at) RETURNING id",
            {{"person", commitment.person},
             {"text", commitment.text_version},
             {"signed_on", commitment.signed_on},
             {"valid_to", commitment.valid_to.value_or(no_end)},
             {"sheet", commitment.sheet_sha256},
             {"witness", commitment.witnessed_by},
             {"by", desk_.session().actor},
             {"at", desk_.now()}});
        audit::Event event = desk_.event("commitment.signed");
        event.object = "commitment:" + std::to_string(id.value());
        event.sha256 = commitment.sheet_sha256;
        event.args = {{"for", object_name(commitment.person)}, {"witness", object_name(commitment.witnessed_by)}};
        return appender.append(event);
    });
    return id;
}

void Commitments::revoke(CommitmentId commitment, const PersonalText& reason) {
    const std::string object = "commitment:" + std::to_string(commitment.value());
    desk_.require("commitment.revoke", object);
    if (trimmed(reason.reveal()).empty()) refuse("commitment.no_reason", "reason");
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto person = write.row<PersonId>("SELECT person FROM commitment WHERE id = :id", {{"id", commitment}});
        if (!person) throw Error{Fault::not_found, "commitment.unknown"};
        const bool is_admin = standing(write, *person, Role::admin, desk_.today()).empty();
        // What rests on it (entries, sessions, account) ends by a trigger of the table, in this very statement.
        write.run("UPDATE commitment SET revoked_at = :at, revoked_by = :by, revoke_reason = :reason WHERE id = :id",
                  {{"at", desk_.now()}, {"by", desk_.session().actor}, {"reason", reason}, {"id", commitment}});
        const bool still_admin = standing(write, *person, Role::admin, desk_.today()).empty();
        if (is_admin && !still_admin && !another_admin(write, *person, desk_.today()))
            throw Error{Fault::conflict, "person.last_admin"};
        audit::Event event = desk_.event("commitment.revoked");
        event.object = object;
        event.reason = reason;
        event.args = {{"for", object_name(*person)}};
        return appender.append(event);
    });
}

std::vector<Commitment> Commitments::list() const {
    desk_.require("person.view");
    return commitments_of(desk_.database().read([](db::Read& read) {
        return read.rows<CommitmentId, PersonId, std::string, Day, Day, std::string, PersonId, std::optional<Instant>>(
            "SELECT id, person, text_version, signed_on, valid_to, sheet_sha256, witnessed_by, revoked_at FROM "
            "commitment"
            " ORDER BY id");
    }));
}

std::vector<Commitment> Commitments::of(PersonId person) const {
    if (person != desk_.session().actor) desk_.require("person.view");
    return commitments_of(desk_.database().read([&](db::Read& read) {
        return read.rows<CommitmentId, PersonId, std::string, Day, Day, std::string, PersonId, std::optional<Instant>>(
            "SELECT id, person, text_version, signed_on, valid_to, sheet_sha256, witnessed_by, revoked_at FROM "
            "commitment"
            " WHERE person = :person ORDER BY id",
            {{"person", person}});
    }));
}

std::optional<CommitmentId> valid_commitment(db::Read& read, PersonId person, Day day) {
    return read.row<CommitmentId>(
        "SELECT id FROM commitment WHERE person = :person AND revoked_at IS NULL"
        " AND :day BETWEEN signed_on AND valid_to ORDER BY valid_to DESC, id LIMIT 1",
        {{"person", person}, {"day", day}});
}

}  // namespace arkki::access
