// The responsible person decides: every refused item has a reason of the law and the facts behind it.
#include <algorithm>
#include <set>

#include "archive/redactions.hpp"
#include "lang/text.hpp"
#include "register/barred.hpp"
#include "register/customers.hpp"
#include "requests/requests.hpp"
#include "requests/rights.hpp"
#include "requests/rows.hpp"

namespace arkki::requests {
namespace {

bool positive(ItemOutcome outcome) { return outcome == ItemOutcome::corrected || outcome == ItemOutcome::supplied; }
bool negative(ItemOutcome outcome) { return outcome == ItemOutcome::refused || outcome == ItemOutcome::withheld; }

}  // namespace

Outcome outcome_of(const std::vector<ItemDecision>& items) {
    const auto any = [&](bool (*what)(ItemOutcome)) {
        return std::any_of(items.begin(), items.end(), [&](const auto& item) { return what(item.outcome); });
    };
    if (any(positive)) return any(negative) ? Outcome::partly : Outcome::granted;
    return any(negative) ? Outcome::refused : Outcome::no_data;
}

namespace {

/// The requests of everybody else than these, as a condition on `c.subject`.
std::string of_others(const std::vector<CustomerId>& barred) {
    std::string list;
    for (const auto id : barred) list += (list.empty() ? "" : ",") + std::to_string(id.value());
    return list.empty() ? "1 = 1" : "c.subject NOT IN (" + list + ")";
}

/// What may be said of an item of this kind. That a datum is not held is an answer to "what do you have", not to
/// "correct it": there it is the reason R2.
bool fits(ItemOutcome outcome, Kind kind) {
    if (kind == Kind::rectify) return outcome == ItemOutcome::corrected || outcome == ItemOutcome::refused;
    // An extract without a single look says so; it is not a case of "no data".
    if (kind == Kind::log_extract) return outcome == ItemOutcome::supplied || outcome == ItemOutcome::withheld;
    return outcome == ItemOutcome::supplied || outcome == ItemOutcome::withheld || outcome == ItemOutcome::not_held;
}

/// A refusal must have a reason the law allows for the kind, and the facts that were checked.
void check(const ItemDecision& item, Kind kind) {
    if (!fits(item.outcome, kind)) throw Error{Fault::invalid, "request.outcome_does_not_fit", {}, "outcome"};
    check_text(item.finding, "finding");
    check_text(PersonalText{item.law_text}, "law_text");
    if (!negative(item.outcome)) return;
    if (item.reason.empty()) throw Error{Fault::invalid, "request.no_reason", {}, "reason"};
    const auto& allowed = reasons_for(kind);
    if (std::find(allowed.begin(), allowed.end(), item.reason) == allowed.end())
        throw Error{Fault::invalid, "request.bad_reason", {}, "reason"};
    if (lang::clean_text(item.finding.reveal()).empty())
        throw Error{Fault::invalid, "request.no_finding", {}, "finding"};
}

/// Each item of the request is decided, and once.
void check_complete(const Overview& request, const Decision& decision) {
    std::set<int> decided;
    for (const auto& item : decision.items) decided.insert(item.number);
    for (const auto& item : request.items)
        if (!decided.contains(item.number)) throw Error{Fault::invalid, "request.items_left", {}, "outcome"};
    if (decided.size() != decision.items.size() || decided.size() != request.items.size())
        throw Error{Fault::invalid, "request.bad_item", {}, "item"};
}

void check(const Overview& request, const Decision& decision) {
    if (!answered_here(request.kind)) throw Error{Fault::conflict, "request.not_answered_here"};
    if (request.answered_on) throw Error{Fault::conflict, "request.answered"};
    check_complete(request, decision);
    for (const auto& item : decision.items) check(item, request.kind);
    if (outcome_of(decision.items) != decision.outcome)
        throw Error{Fault::invalid, "request.outcome_does_not_fit", {}, "outcome"};
    // The letter of "no data" says that nothing at all is held; of one datum alone that would be untrue.
    const bool all_asked = request.items.size() == 1 && request.items.front().datum == "all";
    if (decision.outcome == Outcome::no_data && !all_asked)
        throw Error{Fault::invalid, "request.outcome_does_not_fit", {}, "outcome"};
    const bool gives = decision.outcome == Outcome::granted || decision.outcome == Outcome::partly;
    if (gives && request.identity != "proved") throw Error{Fault::conflict, "request.identity_not_proved"};
}

/// Through the states that lie between here and the signature.
void bring_to_sign(db::Write& write, const access::Desk& desk, const Overview& request) {
    State state = request.state;
    const auto step = [&](State to) {
        move(write, desk, request.id, state, to);
        state = to;
    };
    if (state == State::sign) step(State::review);
    if (state == State::received || state == State::identify || state == State::clarify) step(State::work);
    if (state == State::work) step(State::review);
    step(State::sign);
}

}  // namespace

void Requests::decide(const access::Grant<access::Decide>& grant, const Decision& decision) const {
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const Overview request = load(write, grant.object());
        check(request, decision);
        // Copies with something taken out are not all that was asked for.
        const bool partly = decision.outcome == Outcome::granted && request.kind == Kind::access &&
                            archive::takes_out(write, request.id);
        const Outcome outcome = partly ? Outcome::partly : decision.outcome;
        if (decision.outcome == Outcome::no_data && !searched_in_vain(searches(write, request.id)))
            throw Error{Fault::conflict, "request.no_search", {}, "outcome"};
        for (const auto& item : decision.items) {
            write.run(
                "UPDATE request_item SET outcome = :outcome, reason = :reason, finding = :finding, law_text = :law"
                " WHERE request = :request AND number = :number",
                {{"outcome", code(item.outcome)},
                 {"reason", negative(item.outcome) ? std::string_view{item.reason} : ""},
                 {"finding", item.finding},
                 {"law", item.law_text},
                 {"request", request.id},
                 {"number", item.number}});
        }
        write.run("UPDATE request SET outcome = :outcome, decided_at = :now, decided_by = :person WHERE id = :id",
                  {{"outcome", code(outcome)},
                   {"now", desk_.now()},
                   {"person", desk_.session().actor},
                   {"id", request.id}});
        bring_to_sign(write, desk_, request);
        auto event = event_of(desk_, "request.decided", request);
        event.args = {{"outcome", std::string{code(outcome)}}};
        return appender.append(event);
    });
}

Overview Requests::show(const access::Grant<access::ViewRequest>& grant) const {
    return desk_.database().read([&](db::Read& read) { return load(read, grant.object()); });
}

Overview Requests::show(const access::Grant<access::Decide>& grant) const {
    return desk_.database().read([&](db::Read& read) { return load(read, grant.object()); });
}

std::vector<RequestId> Requests::list(int limit) const {
    desk_.require("request.view");
    const db::Parameters at_most{{"limit", std::clamp(limit, 1, 1'000)}};
    return desk_.database().read([&](db::Read& read) {
        if (!customers::may_read_cards(read, desk_)) return std::vector<RequestId>{};
        const std::string from = "SELECT r.id FROM request r JOIN request_case c ON c.id = r.request_case WHERE " +
                                 of_others(customers::barred_from_requests(read, desk_));
        auto ids =
            read.rows<RequestId>(from + " AND r.answered_on IS NULL ORDER BY coalesce((SELECT e.until FROM"
                                        " request_extension e WHERE e.request = r.id), r.safe_on), r.id LIMIT :limit",
                                 at_most);
        const auto done = read.rows<RequestId>(
            from + " AND r.answered_on IS NOT NULL ORDER BY r.answered_on DESC, r.id DESC LIMIT :limit", at_most);
        ids.insert(ids.end(), done.begin(), done.end());
        return ids;
    });
}

std::vector<Line> Requests::lines(const access::Shown<RequestId>& shown) const {
    return desk_.database().read([&](db::Read& read) {
        std::vector<Line> lines;
        for (const auto id : shown.objects()) {
            const Overview request = load(read, id);
            lines.push_back({id, request.number, request.kind, request.state, request.subject, request.received_on,
                             request.answer_by(), request.last_day(), request.answered_on.has_value()});
        }
        return lines;
    });
}

access::Facts facts(db::Read& read, RequestId id) {
    access::Facts facts;
    const auto row = read.row<CustomerId, std::string>(
        "SELECT c.subject, r.state FROM request r JOIN request_case c ON c.id = r.request_case WHERE r.id = :id",
        {{"id", id}});
    if (!row) return facts;
    const auto& [subject, state] = *row;
    facts.exists = true;
    facts.subjects = {subject};
    facts.explained = "request:" + std::to_string(id.value());
    facts.restricted = customers::facts(read, subject).restricted;
    if (state == code(State::closed) || state == code(State::withdrawn)) facts.flags = {"closed"};
    return facts;
}

std::string explanation(db::Read& read, CustomerId subject) {
    const auto open = read.rows<RequestId>(
        "SELECT r.id FROM request r JOIN request_case c ON c.id = r.request_case"
        " WHERE c.subject = :subject AND r.answered_on IS NULL ORDER BY r.id LIMIT 1",
        {{"subject", subject}});
    return open.empty() ? "none" : "request:" + std::to_string(open.front().value());
}

}  // namespace arkki::requests
