#include "access/commitments.hpp"

#include <algorithm>
#include <array>

#include "access/employment.hpp"
#include "access/line.hpp"
#include "access/notices.hpp"

namespace arkki::access {

namespace {

/// In the order of `Commitment`, then of `SigningWay`.
constexpr std::string_view columns =
    "SELECT id, person, text_version, signed_on, valid_to, sheet_sha256, witnessed_by, revoked_at, revoked_by,"
    " coalesce(revoke_reason, ''), recorded_by, way, text_language, text_sha256, document, signed_text, signature,"
    " signer_sha256 FROM commitment";

std::vector<Commitment> commitments_in(db::Read& read, const std::string& where, const db::Parameters& parameters) {
    std::vector<Commitment> commitments;
    for (auto& [id, person, text, signed_on, valid_to, sheet, witness, revoked_at, revoked_by, why, recorder, way,
                language, text_sha, scan, signed_text, signature, signer] :
         read.rows<CommitmentId, PersonId, std::string, Day, Day, std::string, PersonId, std::optional<Instant>,
                   std::optional<PersonId>, PersonalText, PersonId, std::string, std::string, std::string,
                   std::optional<DocumentId>, PersonalText, std::string, std::string>(
             std::string{columns} + where + " ORDER BY id", parameters))
        commitments.push_back({id,
                               person,
                               text,
                               signed_on,
                               until(valid_to),
                               sheet,
                               witness,
                               revoked_at,
                               revoked_by,
                               why,
                               {way, language, text_sha, scan, signed_text, signature, signer},
                               recorder});
    return commitments;
}

std::string object_of(CommitmentId commitment) { return "commitment:" + std::to_string(commitment.value()); }

struct Warning {
    int days;
    std::string_view kind;
};
/// The smallest that fits is given, so that a night without power costs no warning.
constexpr std::array warnings{Warning{1, "commitment.ends_1"}, Warning{7, "commitment.ends_7"},
                              Warning{30, "commitment.ends_30"}};

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

void must_be_own_key(db::Read& read, const NewCommitment& commitment) {
    if (commitment.signing.way != "key") return;
    const auto others =
        read.one<std::int64_t>("SELECT count(*) FROM commitment WHERE signer_sha256 = :signer AND person <> :person",
                               {{"signer", commitment.signing.signer_sha256}, {"person", commitment.person}});
    if (others > 0) throw Error{Fault::conflict, "commitment.key_of_another", {}, "cms"};
}

CommitmentId insert(db::Write& write, const Desk& desk, const NewCommitment& commitment) {
    const SigningWay& signing = commitment.signing;
    return write.one<CommitmentId>(
        "INSERT INTO commitment(person, text_version, signed_on, valid_to, sheet_sha256, witnessed_by, recorded_by,"
        " recorded_at, way, text_language, text_sha256, document, signed_text, signature, signer_sha256)"
        " VALUES(:person, :text, :signed_on, :valid_to, :sheet, :witness, :by, :at, :way, :language, :text_sha,"
        " :document, :signed_text, :signature, :signer) RETURNING id",
        {{"person", commitment.person},
         {"text", commitment.text_version},
         {"signed_on", commitment.signed_on},
         {"valid_to", commitment.valid_to.value_or(no_end)},
         {"sheet", commitment.sheet_sha256},
         {"witness", commitment.witnessed_by},
         {"by", desk.session().actor},
         {"at", desk.now()},
         {"way", signing.way},
         {"language", signing.language},
         {"text_sha", signing.text_sha256},
         {"document", signing.scan},
         {"signed_text", signing.signed_text},
         {"signature", signing.signature},
         {"signer", signing.signer_sha256}});
}

/// Who signed anew is not warned of the old one any more.
void settle_warnings(db::Write& write, const Desk& desk, PersonId person) {
    for (const auto id :
         write.rows<CommitmentId>("SELECT id FROM commitment WHERE person = :person", {{"person", person}}))
        for (const auto& [days, kind] : warnings) settle(write, kind, object_of(id), desk.session().actor, desk.now());
}

/// One warning, to the responsible person and to whom it concerns; an earlier one that nobody has read gives way.
std::int64_t warn(const Desk& desk, const Ending& ending, std::string_view kind) {
    return desk.database().write([&](db::Write& write) -> std::int64_t {
        const std::string object = object_of(ending.commitment);
        const Notice notice{Addressee::to(Role::responsible), std::string{kind}, object, ending.days};
        if (!notify_once(write, notice, desk.now())) return 0;
        for (const auto& [days, other] : warnings)
            if (other != kind) settle(write, other, object, desk.session().actor, desk.now());
        static_cast<void>(
            notify_once(write, {Addressee::to(ending.person), std::string{kind}, object, ending.days}, desk.now()));
        audit::Event event = desk.event("notice.sent");
        event.object = object;
        event.args = {{"kind", std::string{kind}}, {"days", std::to_string(ending.days)}};
        desk.log().appender(write).append(event);
        return 1;
    });
}

Resting resting(db::Read& read, CommitmentId commitment, PersonId person) {
    const auto [sessions, tokens, entries, others] = read.one<std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
        "SELECT (SELECT count(*) FROM login_session WHERE person = :person AND ended_at IS NULL),"
        " (SELECT count(*) FROM api_token WHERE person = :person AND ended_at IS NULL),"
        " (SELECT count(*) FROM access_entry WHERE commitment = :id AND ended_at IS NULL),"
        " (SELECT count(*) FROM commitment WHERE person = :person AND revoked_at IS NULL AND id <> :id)",
        {{"person", person}, {"id", commitment}});
    return {sessions, tokens, entries, others == 0};
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
        must_be_own_key(write, commitment);
        id = insert(write, desk_, commitment);
        settle_warnings(write, desk_, commitment.person);
        audit::Event event = desk_.event("commitment.signed");
        event.object = object_of(id);
        event.sha256 = commitment.sheet_sha256;
        event.args = {{"for", object_name(commitment.person)},
                      {"witness", object_name(commitment.witnessed_by)},
                      {"way", commitment.signing.way},
                      {"text", commitment.text_version}};
        return appender.append(event);
    });
    return id;
}

void Commitments::revoke(CommitmentId commitment, const PersonalText& reason, const RecallPaper& recall) {
    desk_.require("commitment.revoke", object_of(commitment));
    if (trimmed(reason.reveal()).empty()) refuse("commitment.no_reason", "reason");
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto person = person_bound_by(write, commitment);
        if (!person) throw Error{Fault::not_found, "commitment.unknown"};
        const bool is_admin = standing(write, *person, Role::admin, desk_.today()).empty();
        const Resting ended = resting(write, commitment, *person);
        // What rests on it (entries, sessions, tokens, account) ends by triggers of the table, in this very statement.
        write.run("UPDATE commitment SET revoked_at = :at, revoked_by = :by, revoke_reason = :reason WHERE id = :id",
                  {{"at", desk_.now()}, {"by", desk_.session().actor}, {"reason", reason}, {"id", commitment}});
        const bool still_admin = standing(write, *person, Role::admin, desk_.today()).empty();
        if (is_admin && !still_admin && !another_admin(write, *person, desk_.today()))
            throw Error{Fault::conflict, "person.last_admin"};
        const auto papers = recall ? recall(write, appender, desk_, *person, "commitment.revoked") : 0;
        notify(write, {Addressee::to(Role::responsible), "commitment.revoked", object_name(*person), papers},
               desk_.now());
        audit::Event event = desk_.event("commitment.revoked");
        event.object = object_of(commitment);
        event.reason = reason;
        event.args = {{"for", object_name(*person)},
                      {"sessions", std::to_string(ended.sessions)},
                      {"tokens", std::to_string(ended.tokens)},
                      {"entries", std::to_string(ended.entries)},
                      {"papers", std::to_string(papers)}};
        return appender.append(event);
    });
}

Resting Commitments::resting_on(CommitmentId commitment) const {
    desk_.require("person.view");
    return desk_.database().read([&](db::Read& read) {
        const auto person = person_bound_by(read, commitment);
        if (!person) throw Error{Fault::not_found, "commitment.unknown"};
        return resting(read, commitment, *person);
    });
}

std::int64_t Commitments::warn_of_endings() const {
    std::int64_t given = 0;
    const auto endings = desk_.database().read([&](db::Read& read) { return commitments_ending(read, desk_.today()); });
    for (const auto& ending : endings) {
        const auto* const warning =
            std::find_if(warnings.begin(), warnings.end(), [&](const Warning& one) { return ending.days <= one.days; });
        if (warning != warnings.end()) given += warn(desk_, ending, warning->kind);
    }
    return given;
}

std::vector<Commitment> Commitments::list() const {
    desk_.require("person.view");
    return desk_.database().read([](db::Read& read) { return commitments_in(read, "", {}); });
}

std::vector<Commitment> Commitments::of(PersonId person) const {
    if (person != desk_.session().actor) desk_.require("person.view");
    return desk_.database().read([&](db::Read& read) {
        return commitments_in(read, " WHERE person = :person", {{"person", person}});
    });
}

Commitment Commitments::find(CommitmentId commitment) const {
    desk_.require("person.view");
    auto found = desk_.database().read([&](db::Read& read) {
        return commitments_in(read, " WHERE id = :id", {{"id", commitment}});
    });
    if (found.empty()) throw Error{Fault::not_found, "commitment.unknown"};
    return std::move(found.front());
}

std::string_view Commitment::state(Day today) const noexcept {
    if (revoked_at) return "revoked";
    return valid_to && *valid_to < today ? "expired" : "valid";
}

std::vector<Ending> commitments_ending(db::Read& read, Day today) {
    std::vector<Ending> endings;
    for (const auto& [id, person, last] : read.rows<CommitmentId, PersonId, Day>(
             "SELECT c.id, c.person, c.valid_to FROM commitment c JOIN person p ON p.id = c.person"
             " JOIN account a ON a.person = p.id AND a.active = 1"
             " WHERE c.revoked_at IS NULL AND c.valid_to BETWEEN :today AND :horizon"
             " AND :today BETWEEN p.employed_from AND p.employed_to AND NOT EXISTS(SELECT 1 FROM commitment o"
             "  WHERE o.person = c.person AND o.revoked_at IS NULL AND (o.valid_to > c.valid_to"
             "   OR (o.valid_to = c.valid_to AND o.id > c.id))) ORDER BY c.valid_to, c.id",
             {{"today", today}, {"horizon", add_days(today, warnings.back().days)}}))
        endings.push_back({id, person, last, days_between(today, last)});
    return endings;
}

std::optional<PersonId> person_bound_by(db::Read& read, CommitmentId commitment) {
    return read.row<PersonId>("SELECT person FROM commitment WHERE id = :id", {{"id", commitment}});
}

std::optional<CommitmentId> valid_commitment(db::Read& read, PersonId person, Day day) {
    return read.row<CommitmentId>(
        "SELECT id FROM commitment WHERE person = :person AND revoked_at IS NULL"
        " AND :day BETWEEN signed_on AND valid_to ORDER BY valid_to DESC, id LIMIT 1",
        {{"person", person}, {"day", day}});
}

}  // namespace arkki::access
