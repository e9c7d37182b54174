// The responsible person decides: every refused item has a reason of the law and the facts behind it.
#include <algorithm>

#include "requests/requests.hpp"
#include "requests/rows.hpp"

namespace arkki::requests {
namespace {

bool positive(ItemOutcome outcome) { return outcome == ItemOutcome::corrected || outcome == ItemOutcome::supplied; }
bool negative(ItemOutcome outcome) { return outcome == ItemOutcome::refused || outcome == ItemOutcome::withheld; }

/// A positive outcome must be one of the kind's own, and a refusal must have a reason the law allows for it.
void check(const ItemDecision& item, Kind kind) {
    const bool fits = kind == Kind::rectify ? item.outcome != ItemOutcome::supplied && item.outcome != ItemOutcome::withheld
                                            : item.outcome != ItemOutcome::corrected && item.outcome != ItemOutcome::refused;
    if (!fits || item.outcome == ItemOutcome::open) throw Error{Fault::invalid, "request.outcome_does_not_fit", {}, "outcome"};
    if (!negative(item.outcome)) return;
    if (item.reason.empty()) throw Error{Fault::invalid, "request.no_reason", {}, "reason"};
    const auto& allowed = reasons_for(kind);
    if (std::find(allowed.begin(), allowed.end(), item.reason) == allowed.end())
        throw Error{Fault::invalid, "request.bad_reason", {}, "reason"};
    if (trimmed(item.finding.reveal()).empty()) throw Error{Fault::invalid, "request.no_finding", {}, "finding"};
}

void check(const Overview& request, const Decision& decision) {
    if (!answered_here(request.kind)) throw Error{Fault::conflict, "request.not_answered_here"};
    if (request.answered_on) throw Error{Fault::conflict, "request.answered"};
    if (decision.items.size() != request.items.size()) throw Error{Fault::invalid, "request.items_left", {}, "outcome"};
    for (const auto& item : decision.items) check(item, request.kind);
    if (outcome_of(decision.items) != decision.outcome)
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

Outcome outcome_of(const std::vector<ItemDecision>& items) {
    const auto all = [&](auto&& what) { return std::all_of(items.begin(), items.end(), what); };
    if (all([](const auto& item) { return item.outcome == ItemOutcome::not_held; })) return Outcome::no_data;
    if (all([](const auto& item) { return positive(item.outcome); })) return Outcome::granted;
    return all([](const auto& item) { return negative(item.outcome) || item.outcome == ItemOutcome::not_held; })
               ? Outcome::refused
               : Outcome::partly;
}

void Requests::decide(const access::Grant<access::Decide>& grant, const Decision& decision) const {
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const Overview request = load(write, grant.object());
        check(request, decision);
        for (const auto& item : decision.items) {
            const auto touched = write.run(
                "UPDATE request_item SET outcome = :outcome, reason = :reason, finding = :finding, law_text = :law"
                " WHERE request = :request AND number = :number",
                {{"outcome", code(item.outcome)}, {"reason", negative(item.outcome) ? item.reason : ""},
                 {"finding", item.finding}, {"law", item.law_text}, {"request", request.id}, {"number", item.number}});
            if (touched != 1) throw Error{Fault::invalid, "request.bad_item", {}, "item"};
        }
        write.run("UPDATE request SET outcome = :outcome, decided_at = :now, decided_by = :person WHERE id = :id",
                  {{"outcome", code(decision.outcome)}, {"now", desk_.now()}, {"person", desk_.session().actor},
                   {"id", request.id}});
        bring_to_sign(write, desk_, request);
        auto event = event_of(desk_, "request.decided", request);
        event.args = {{"outcome", std::string{code(decision.outcome)}}};
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
    return desk_.database().read([&](db::Read& read) {
        auto ids = read.rows<RequestId>(
            "SELECT id FROM request WHERE answered_on IS NULL ORDER BY safe_on, id LIMIT :limit", {{"limit", limit}});
        const auto done = read.rows<RequestId>(
            "SELECT id FROM request WHERE answered_on IS NOT NULL ORDER BY answered_on DESC, id DESC LIMIT :limit",
            {{"limit", limit}});
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
                             request.dates.safe, request.dates.last, request.answered_on.has_value()});
        }
        return lines;
    });
}

access::Facts facts(db::Read& read, RequestId id) {
    access::Facts facts;
    const auto subject = read.row<CustomerId>(
        "SELECT c.subject FROM request r JOIN request_case c ON c.id = r.request_case WHERE r.id = :id", {{"id", id}});
    if (!subject) return facts;
    facts.exists = true;
    facts.subjects = {*subject};
    facts.explained = "request:" + std::to_string(id.value());
    return facts;
}

std::string explanation(db::Read& read, CustomerId subject) {
    const auto open = read.rows<RequestId>(
        "SELECT r.id FROM request r JOIN request_case c ON c.id = r.request_case"
        " WHERE c.subject = :subject AND r.answered_on IS NULL ORDER BY r.id LIMIT 1", {{"subject", subject}});
    return open.empty() ? "none" : "request:" + std::to_string(open.front().value());
}

}  // namespace arkki::requests
