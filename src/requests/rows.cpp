#include "requests/rows.hpp"

#include "lang/text.hpp"
#include "requests/letter_forms.hpp"
#include "requests/rules.hpp"

namespace arkki::requests {
namespace {

Overview head(db::Read& read, RequestId id) {
    const auto row = read.row<CaseId, std::string, std::string, std::string, CustomerId, std::string, std::string,
                              std::string, std::string, std::optional<DocumentId>, Day, Day, Day, Day, Day, Day,
                              std::string, std::optional<Day>, std::string, std::string>(
        "SELECT c.id, c.number, r.kind, r.state, c.subject, c.language, c.channel, c.signature, r.identity, c.document,"
        " coalesce(nullif(r.received_on, ''), c.received_on), r.target_on, r.safe_on, r.last_on, r.ext_safe_on, r.ext_last_on, r.outcome, r.answered_on,"
        " r.holidays, r.rule"
        " FROM request r JOIN request_case c ON c.id = r.request_case WHERE r.id = :id",
        {{"id", id}});
    if (!row) throw Error{Fault::not_found, "request.unknown"};
    const auto& [case_id, number, kind, state, subject, language, channel, signature, identity, document, received,
                 target, safe, last, ext_safe, ext_last, outcome, answered, holidays, rule] = *row;
    return {id,
            case_id,
            number,
            kind_from(kind),
            state_from(state),
            subject,
            language_from(language),
            channel,
            signature,
            identity,
            document,
            received,
            {target, safe, last, ext_safe, ext_last},
            outcome.empty() ? std::nullopt : std::optional{outcome_from(outcome)},
            answered,
            {},
            {},
            {},
            {},
            {},
            {},
            holidays,
            rule};
}

void add_clock(db::Read& read, Overview& request) {
    const db::Parameters of{{"id", request.id}};
    if (const auto row = read.row<std::string, PersonalText, Day, Day, Day, PersonId>(
            "SELECT reason, explanation, told_on, until, last_on, extended_by FROM request_extension"
            " WHERE request = :id",
            of)) {
        const auto& [reason, explanation, told, until, last, by] = *row;
        request.extension = Extension{{reason, explanation, told, until}, last, by};
    }
    for (const auto& [why, asked, answered, grey] :
         read.rows<std::string, Day, std::optional<Day>, std::optional<Day>>(
             "SELECT why, asked_on, answered_on, grey_on FROM request_pause WHERE request = :id ORDER BY id", of))
        request.pauses.push_back({why, asked, answered, grey});
}

}  // namespace

void check_text(const PersonalText& text, const char* field) {
    constexpr std::size_t longest = 5'000;  // bytes
    if (!is_clean_utf8(text.reveal()) || text.reveal().size() > longest)
        throw Error{Fault::invalid, "request.bad_text", {}, field};
    if (lang::holds_identity_code(text.reveal())) throw Error{Fault::invalid, "request.identity_code", {}, field};
}

Overview load(db::Read& read, RequestId id) {
    Overview request = head(read, id);
    const db::Parameters of{{"id", id}};
    for (const auto& [number, datum, old_value, wanted, ground, outcome, reason, finding, law] :
         read.rows<int, std::string, PersonalText, PersonalText, PersonalText, std::string, std::string, PersonalText,
                   std::string>("SELECT number, datum, old_value, wanted_value, ground, outcome, reason, finding, law_text"
                                " FROM request_item WHERE request = :id ORDER BY number",
                                of))
        request.items.push_back(
            {number, datum, old_value, wanted, ground, item_outcome_from(outcome), reason, finding, law});
    for (const auto& [method, result, at, by] : read.rows<std::string, std::string, Instant, PersonId>(
             "SELECT method, result, checked_at, checked_by FROM identity_check WHERE request = :id ORDER BY id", of))
        request.checks.push_back({method, result, at, by});
    for (const auto& [from, to, at, by] : read.rows<std::string, std::string, Instant, PersonId>(
             "SELECT from_state, to_state, moved_at, moved_by FROM request_step WHERE request = :id ORDER BY id", of))
        request.steps.push_back({state_from(from), state_from(to), at, by});
    for (const auto& [letter, number, kind, dated, signer] :
         read.rows<LetterId, std::string, std::string, Day, PersonId>(
             "SELECT id, number, kind, dated_on, signer FROM letter WHERE request = :id ORDER BY id", of)) {
        const auto form = newest_form(read, letter);
        request.letters.push_back({letter, number, kind, dated, form.level, form.sha256, form.size, signer});
    }
    add_clock(read, request);
    return request;
}

void move(db::Write& write, const access::Desk& desk, RequestId id, State from, State to) {
    const auto kind = write.one<std::string>("SELECT kind FROM request WHERE id = :id", {{"id", id}});
    if (!may_move(kind_from(kind), from, to)) throw Error{Fault::conflict, "request.transition"};
    const auto moved = write.run("UPDATE request SET state = :to_state WHERE id = :id AND state = :from_state",
                                 {{"to_state", code(to)}, {"id", id}, {"from_state", code(from)}});
    if (moved != 1) throw Error{Fault::conflict, "request.changed_meanwhile"};
    write.run(
        "INSERT INTO request_step (request, from_state, to_state, moved_at, moved_by)"
        " VALUES (:id, :from_state, :to_state, :now, :person)",
        {{"id", id},
         {"from_state", code(from)},
         {"to_state", code(to)},
         {"now", desk.now()},
         {"person", desk.session().actor}});
}

audit::Event event_of(const access::Desk& desk, std::string_view action, const Overview& request) {
    auto event = desk.event(action);
    event.object = "request:" + std::to_string(request.id.value());
    event.case_ref = event.object;
    event.subjects = {request.subject};
    return event;
}

}  // namespace arkki::requests
