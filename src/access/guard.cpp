#include "access/guard.hpp"

#include <algorithm>
#include <charconv>

#include "access/access_list.hpp"
#include "access/line.hpp"
#include "access/rules.hpp"
#include "access/standing.hpp"

namespace arkki::access {

/// What the Guard found: the first rule that failed, or what the permission rests on.
struct Guard::Verdict {
    std::string rule;
    std::string basis = "role";
    bool missing = false;  ///< there is no such thing
    Facts facts;
};

namespace {

std::string name_of_object(const Object& object) {
    return object.id == 0 ? std::string{} : object.kind + ":" + std::to_string(object.id);
}

/// The Error of a refusal whose line is already durable.
Error denied(const std::string& rule, EventId event) {
    return Error{Fault::denied, "access.denied." + rule, "event " + std::to_string(event.value())};
}

/// A case of ours must exist; a case of another system ("order:2210") cannot be checked here.
bool case_exists(db::Read& read, const FactsOf& facts_of, std::string_view case_ref, const Asking& asking) {
    constexpr std::string_view ours = "request:";
    if (!case_ref.starts_with(ours)) return true;
    const auto number = case_ref.substr(ours.size());
    std::int64_t id = 0;
    const auto [end, fault] = std::from_chars(number.data(), number.data() + number.size(), id);
    return fault == std::errc{} && end == number.data() + number.size() &&
           facts_of(read, {"request", id}, asking).exists;
}

/// GDPR art. 18(2): what is restricted is only for the responsible person, with a request or a legal claim at hand.
bool may_touch_restricted(const Session& session) {
    return session.role == Role::responsible && (session.purpose == "request" || session.purpose == "legal-claim");
}

/// What a page of a list shows: `of=document`, `ids=812,813`, in as many `ids` as the length of one needs.
std::vector<std::pair<std::string, std::string>> shown(const std::vector<Object>& objects) {
    constexpr std::size_t longest = 180;
    if (objects.empty()) return {};
    std::vector<std::pair<std::string, std::string>> args{{"of", objects.front().kind}};
    for (const auto& object : objects) {
        const std::string id = std::to_string(object.id);
        if (args.size() == 1 || args.back().second.size() + id.size() >= longest)
            args.emplace_back("ids", id);
        else
            args.back().second += "," + id;
    }
    return args;
}

void describe(audit::Event& event, const Facts& facts) {
    event.version = facts.version;
    event.count = facts.count;
    event.subjects = facts.subjects;
    event.args.emplace_back("explained", facts.explained);
    if (facts.restricted) event.args.emplace_back("flag", "restricted");
}

}  // namespace

Guard::Guard(audit::Log& log, Clock clock, WallClock wall_clock, FactsOf facts_of)
    : log_{log}, clock_{std::move(clock)}, wall_clock_{std::move(wall_clock)}, facts_of_{std::move(facts_of)} {}

Guard::Verdict Guard::judge_person(db::Read& read, const Session& session, std::string_view action) const {
    const Rule& rule = rule_of(action);
    const Instant now = clock_();
    const Asking asking{session.actor, wall_clock_(now).day};
    Verdict verdict;
    verdict.rule = standing(read, session, now, asking.today);
    if (!verdict.rule.empty()) return verdict;
    const bool founds = session.role == Role::machine && rule.founding && founding(read);
    if (!rule.allows(session.role) && !founds) verdict.rule = "role";
    if (verdict.rule.empty()) verdict.rule = purpose_fault(read, session.role, session.purpose, session.case_ref);
    if (verdict.rule.empty() && !case_exists(read, facts_of_, session.case_ref, asking)) verdict.rule = "case";
    return verdict;
}

Guard::Verdict Guard::judge(db::Read& read, const Session& session, const Object& object,
                            std::string_view action) const {
    Verdict verdict = judge_person(read, session, action);
    if (!verdict.rule.empty()) return verdict;
    const Asking asking{session.actor, wall_clock_(clock_()).day};
    verdict.facts = facts_of_(read, object, asking);
    verdict.missing = !verdict.facts.exists;
    const Rule& rule = rule_of(action);
    if (verdict.missing || rule.list_act.empty() || session.role == Role::machine) return verdict;
    // Customers' cards stand at no place; on the list they are a type of their own. A request says what its card says.
    const bool of_card = object.kind == "customer" || object.kind == "request";
    const std::string series = of_card ? "card" : verdict.facts.series;
    const auto entry = entry_for(read, session.actor, rule.list_act, verdict.facts.path, series, asking.today);
    if (!entry) {
        verdict.rule = "not-on-list";
        return verdict;
    }
    verdict.basis = "list:" + std::to_string(entry->value());
    if (verdict.facts.restricted && !may_touch_restricted(session)) verdict.rule = "restricted";
    return verdict;
}

audit::Event Guard::line(const Session& session, std::string_view action, const Verdict& verdict) const {
    audit::Event event = line_of(session, action);
    event.basis = verdict.basis;
    if (!verdict.rule.empty()) event.result = "denied";
    event.rule = verdict.rule;
    if (verdict.missing) {
        event.result = "error";
        event.rule = "unknown";
    }
    return event;
}

EventId Guard::decide(const Session& session, const Object& object, std::string_view action) {
    auto [number, verdict] = log_.database().write([&](db::Write& write) {
        Verdict found = judge(write, session, object, action);
        audit::Event event = line(session, action, found);
        event.object = name_of_object(object);
        if (found.facts.exists) describe(event, found.facts);
        const EventId logged = log_.appender(write).append(event).event();
        return std::pair{logged, std::move(found)};
    });
    // Only now: a refusal thrown inside the transaction would roll its own line back.
    if (verdict.missing) throw Error{Fault::not_found, object.kind + ".unknown"};
    if (!verdict.rule.empty()) throw denied(verdict.rule, number);
    return number;
}

std::string Guard::refusal(db::Read& read, const Session& session, const Object& object,
                           std::string_view action) const {
    const Verdict verdict = judge(read, session, object, action);
    return verdict.missing ? "unknown" : verdict.rule;
}

EventId Guard::list(const Session& session, const std::vector<Object>& objects, const PersonalText& query,
                    std::vector<CustomerId> subjects) {
    const std::string_view action = query.empty() ? "list.page" : "search.page";
    for (const auto& object : objects)
        if (object.kind == "customer") subjects.emplace_back(object.id);
    std::sort(subjects.begin(), subjects.end());
    subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
    auto [number, verdict] = log_.database().write([&](db::Write& write) {
        Verdict found = judge_person(write, session, action);
        audit::Event event = line(session, action, found);
        event.query = query;
        event.count = static_cast<std::int64_t>(objects.size());
        if (found.rule.empty()) event.subjects = subjects;
        if (found.rule.empty()) event.args = shown(objects);
        const EventId logged = log_.appender(write).append(event).event();
        return std::pair{logged, std::move(found)};
    });
    if (!verdict.rule.empty()) throw denied(verdict.rule, number);
    return number;
}

void Guard::require(const Session& session, std::string_view action, const std::string& object) {
    const Verdict verdict = log_.database().read([&](db::Read& read) { return judge_person(read, session, action); });
    if (verdict.rule.empty()) return;
    audit::Event event = line(session, action, verdict);
    event.object = object;
    throw denied(verdict.rule, log_.append(event));
}

}  // namespace arkki::access
