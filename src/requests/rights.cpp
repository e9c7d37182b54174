// One letter may ask several things; what was searched and decided of each is kept.
#include "requests/rights.hpp"

#include <algorithm>

#include "requests/opening.hpp"
#include "requests/rows.hpp"

namespace arkki::requests {
namespace {

/// The day of the letter that opened the case.
Day opened_on(db::Read& read, CaseId id) {
    return read.one<Day>("SELECT received_on FROM request_case WHERE id = :id", {{"id", id}});
}

void check(const NewRight& right, Day today) {
    if (!right.received_on.ok()) throw Error{Fault::invalid, "day.bad", {}, "received"};
    if (right.received_on > today) throw Error{Fault::invalid, "request.received_in_future", {}, "received"};
    check_items(right.items, right.kind);
}

/// The same asked twice of one case while the first is open is one request; further data to correct are others.
void check_new(db::Read& read, CaseId id, Kind kind) {
    if (kind == Kind::rectify) return;
    const auto open = read.one<std::int64_t>(
        "SELECT count(*) FROM request WHERE request_case = :id AND kind = :kind AND answered_on IS NULL"
        " AND state NOT IN ('withdrawn','closed')",
        {{"id", id}, {"kind", code(kind)}});
    if (open > 0) throw Error{Fault::conflict, "request.asked_already", {}, "kind"};
}

}  // namespace

RequestId add_right(const access::Desk& desk, const access::Grant<access::WorkOnRequest>& grant, const NewRight& right,
                    const lang::Holidays& holidays, const DeadlinePolicy& policy) {
    check(right, desk.today());
    const Counted counted{deadlines(right.received_on, right.kind == Kind::rectify, holidays, policy),
                          holidays.version(), rule_of(policy)};
    std::optional<RequestId> added;
    desk.log().change([&](db::Write& write, audit::Appender& appender) {
        const Overview first = load(write, grant.object());
        const Day letter = opened_on(write, first.case_id);
        if (right.received_on < letter)
            throw Error{Fault::invalid, "request.receipt_before_the_letter", {}, "received"};
        check_new(write, first.case_id, right.kind);
        added = insert_request(write, first.case_id, right.kind, counted,
                               right.received_on == letter ? "" : iso(right.received_on));
        insert_items(write, *added, right.items);
        auto event = event_of(desk, "request.opened", load(write, *added));
        event.args = {{"kind", std::string{code(right.kind)}}, {"safe", iso(counted.dates.safe)}};
        return appender.append(event);
    });
    return *added;
}

std::vector<RequestId> of_case(db::Read& read, CaseId id) {
    return read.rows<RequestId>("SELECT id FROM request WHERE request_case = :id ORDER BY id", {{"id", id}});
}

void record_search(const access::Desk& desk, const access::Grant<access::WorkOnRequest>& grant, const std::string& place,
                   bool found) {
    if (std::find(search_places.begin(), search_places.end(), place) == search_places.end())
        throw Error{Fault::invalid, "request.bad_place", {}, "place"};
    desk.log().change([&](db::Write& write, audit::Appender& appender) {
        const Overview request = load(write, grant.object());
        if (request.answered_on) throw Error{Fault::conflict, "request.answered"};
        write.run(
            "INSERT INTO search_record (request, place, result, searched_at, searched_by)"
            " VALUES (:request, :place, :result, :now, :person)",
            {{"request", request.id},
             {"place", place},
             {"result", found ? "found" : "nothing"},
             {"now", desk.now()},
             {"person", desk.session().actor}});
        auto event = event_of(desk, "request.searched", request);
        event.args = {{"place", place}, {"result", found ? "found" : "nothing"}};
        return appender.append(event);
    });
}

std::vector<Search> searches(db::Read& read, RequestId id) {
    std::vector<Search> found;
    for (const auto& [place, result, at, by] : read.rows<std::string, std::string, Instant, PersonId>(
             "SELECT s.place, s.result, s.searched_at, s.searched_by FROM search_record s WHERE s.request = :id AND s.id ="
             " (SELECT max(t.id) FROM search_record t WHERE t.request = s.request AND t.place = s.place) ORDER BY s.id",
             {{"id", id}}))
        found.push_back({place, result, at, by});
    return found;
}

bool searched_in_vain(const std::vector<Search>& searches) {
    return searches.size() == search_places.size() &&
           std::all_of(searches.begin(), searches.end(), [](const Search& one) { return one.result == "nothing"; });
}

std::vector<Decided> decisions(db::Read& read, RequestId id) {
    std::vector<Decided> found;
    for (const auto& [outcome, preparer, signer, sha256, day] :
         read.rows<std::string, PersonId, PersonId, std::string, Day>(
             "SELECT outcome, preparer, signer, letter_sha256, answered_on FROM decision WHERE request = :id ORDER BY id",
             {{"id", id}}))
        found.push_back({outcome_from(outcome), preparer, signer, sha256, day});
    return found;
}

void keep_decision(db::Write& write, const access::Desk& desk, RequestId id, Outcome outcome,
                   const std::string& letter_sha256) {
    write.run(
        "INSERT INTO decision (request, outcome, preparer, signer, letter_sha256, answered_on, decided_at)"
        " SELECT id, :outcome, decided_by, :person, :sha256, :day, :now FROM request WHERE id = :id",
        {{"outcome", code(outcome)},
         {"person", desk.session().actor},
         {"sha256", letter_sha256},
         {"day", desk.today()},
         {"now", desk.now()},
         {"id", id}});
}

Waits waits_for(const Overview& request) {
    if (request.answered_on || request.state == State::withdrawn || request.state == State::closed) return Waits::nobody;
    const bool asked = !request.pauses.empty() && !request.pauses.back().answered_on;
    if (asked || request.state == State::clarify) return Waits::person;
    if (request.state == State::review || request.state == State::sign) return Waits::responsible;
    return answered_here(request.kind) && request.identity == "proved" ? Waits::responsible : Waits::staff;
}

std::string_view code(Waits waits) noexcept {
    constexpr std::array<std::string_view, 4> codes{"person", "staff", "responsible", "nobody"};
    return codes[static_cast<std::size_t>(waits)];
}

}  // namespace arkki::requests
