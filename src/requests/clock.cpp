// The clock of a request: told longer once, stopped while the person owes an answer. No stored day ever moves.
#include <algorithm>

#include "lang/text.hpp"
#include "requests/requests.hpp"
#include "requests/rows.hpp"

namespace arkki::requests {
namespace {

/// Nothing of the clock changes once somebody has the answer or wants none any more.
void check_open(const Overview& request) {
    if (request.answered_on || request.state == State::withdrawn || request.state == State::closed)
        throw Error{Fault::conflict, "request.answered"};
}

void check(const Overview& request, const NewExtension& extension, Day today) {
    check_open(request);
    if (request.extension) throw Error{Fault::conflict, "request.extended_already"};
    if (extension.reason != "complexity" && extension.reason != "number")
        throw Error{Fault::invalid, "request.bad_extension_reason", {}, "reason"};
    check_text(extension.explanation, "explanation");
    if (lang::clean_text(extension.explanation.reveal()).empty())
        throw Error{Fault::invalid, "request.no_explanation", {}, "explanation"};
    if (!extension.told_on.ok() || !extension.until.ok()) throw Error{Fault::invalid, "day.bad", {}, "told"};
    if (extension.told_on > today) throw Error{Fault::invalid, "request.told_in_future", {}, "told"};
    if (extension.told_on < request.received_on) throw Error{Fault::invalid, "request.extension_early", {}, "told"};
    if (extension.told_on > request.dates.safe) throw Error{Fault::conflict, "request.extension_late", {}, "told"};
    if (extension.until <= request.dates.safe || extension.until > request.dates.ext_safe)
        throw Error{Fault::invalid, "request.extension_days", {}, "until"};
}

/// Asking stops the clock only for doubt about who asks, or about what a request for everything means; a ban waits for
/// nothing (art. 21(3)).
bool stops(std::string_view why, const Overview& request) {
    if (request.kind == Kind::ban) return false;
    if (why == "identity") return request.identity != "proved";
    return why == "scope" && (request.kind == Kind::access || request.kind == Kind::log_extract);
}

void check_pause(const Overview& request, const std::string& why, Day asked_on, Day today) {
    check_open(request);
    if (!request.pauses.empty() && !request.pauses.back().answered_on)
        throw Error{Fault::conflict, "request.paused_already"};
    if (!stops(why, request)) throw Error{Fault::invalid, "request.pause_without_ground", {}, "why"};
    const bool overlaps = std::any_of(request.pauses.begin(), request.pauses.end(),
                                      [&](const Pause& before) { return *before.answered_on > asked_on; });
    if (!asked_on.ok() || asked_on < request.received_on || asked_on > request.dates.safe || asked_on > today ||
        overlaps)
        throw Error{Fault::invalid, "request.pause_days", {}, "asked"};
}

int days_paused(const Overview& request, Day now_answered) {
    int days = 0;
    for (const auto& pause : request.pauses)
        days += days_between(pause.asked_on, pause.answered_on.value_or(now_answered));
    return days;
}

}  // namespace

std::vector<std::string_view> questions_that_stop(const Overview& request) {
    std::vector<std::string_view> questions;
    const bool waits = !request.pauses.empty() && !request.pauses.back().answered_on;
    if (waits || request.answered_on) return questions;
    for (const std::string_view why : {"identity", "scope"})
        if (stops(why, request)) questions.push_back(why);
    return questions;
}

void Requests::extend(const access::Grant<access::Decide>& grant, const NewExtension& extension) const {
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const Overview request = load(write, grant.object());
        check(request, extension, desk_.today());
        write.run(
            "INSERT INTO request_extension (request, reason, explanation, told_on, until, last_on, extended_at,"
            " extended_by) VALUES (:request, :reason, :explanation, :told, :until, :last, :now, :person)",
            {{"request", request.id},
             {"reason", extension.reason},
             {"explanation", extension.explanation},
             {"told", extension.told_on},
             {"until", extension.until},
             {"last", std::min(last_day_for(extension.until, holidays_, policy_.eves_move), request.dates.ext_last)},
             {"now", desk_.now()},
             {"person", desk_.session().actor}});
        auto event = event_of(desk_, "request.extended", request);
        event.args = {{"reason", extension.reason}, {"until", iso(extension.until)}};
        return appender.append(event);
    });
}

void Requests::pause(const access::Grant<access::WorkOnRequest>& grant, const std::string& why, Day asked_on) const {
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const Overview request = load(write, grant.object());
        check_pause(request, why, asked_on, desk_.today());
        write.run(
            "INSERT INTO request_pause (request, why, asked_on, asked_at, asked_by)"
            " VALUES (:request, :why, :asked, :now, :person)",
            {{"request", request.id},
             {"why", why},
             {"asked", asked_on},
             {"now", desk_.now()},
             {"person", desk_.session().actor}});
        auto event = event_of(desk_, "request.paused", request);
        event.args = {{"why", why}, {"asked", iso(asked_on)}};
        return appender.append(event);
    });
}

void Requests::resume(const access::Grant<access::WorkOnRequest>& grant, Day answered_on) const {
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const Overview request = load(write, grant.object());
        check_open(request);
        if (request.pauses.empty() || request.pauses.back().answered_on)
            throw Error{Fault::conflict, "request.not_paused"};
        if (!answered_on.ok() || answered_on < request.pauses.back().asked_on || answered_on > desk_.today())
            throw Error{Fault::invalid, "request.pause_days", {}, "answered"};
        const Day grey = last_day_for(add_days(request.last_day(), days_paused(request, answered_on)), holidays_,
                                      policy_.eves_move);
        write.run(
            "UPDATE request_pause SET answered_on = :answered, answered_at = :now, answered_by = :person,"
            " grey_on = :grey WHERE request = :request AND answered_on IS NULL",
            {{"answered", answered_on},
             {"now", desk_.now()},
             {"person", desk_.session().actor},
             {"grey", grey},
             {"request", request.id}});
        auto event = event_of(desk_, "request.resumed", request);
        event.args = {{"answered", iso(answered_on)}};
        return appender.append(event);
    });
}

}  // namespace arkki::requests
