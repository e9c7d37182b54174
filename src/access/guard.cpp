#include "access/guard.hpp"

#include <algorithm>

#include "access/judgement.hpp"
#include "access/line.hpp"

namespace arkki::access {

struct Guard::Verdict : Judgement {};

namespace {

std::string name_of_object(const Object& object) {
    return object.id == 0 ? std::string{} : object.kind + ":" + std::to_string(object.id);
}

/// The Error of a refusal whose line is already durable.
Error denied(const std::string& rule, EventId event) {
    return Error{Fault::denied, "access.denied." + rule, "event " + std::to_string(event.value())};
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

void describe(audit::Event& event, const Judgement& judgement) {
    const Facts& facts = judgement.facts;
    event.version = facts.version;
    event.count = facts.count;
    event.subjects = facts.subjects;
    event.args.emplace_back("explained", facts.explained);
    if (auto flags = flags_of(facts); !flags.empty()) event.args.emplace_back("flag", std::move(flags));
    if (!judgement.ground.empty()) event.args.emplace_back("ground", judgement.ground);
}

}  // namespace

Guard::Guard(audit::Log& log, Clock clock, WallClock wall_clock, FactsOf facts_of)
    : log_{log}, clock_{std::move(clock)}, wall_clock_{std::move(wall_clock)}, facts_of_{std::move(facts_of)} {}

Guard::Verdict Guard::judge_person(db::Read& read, const Session& session, std::string_view action) const {
    const Instant now = clock_();
    Verdict verdict;
    verdict.rule = fault_of_person(read, {session, rule_of(action), facts_of_, now, wall_clock_(now).day});
    return verdict;
}

Guard::Verdict Guard::judge(db::Read& read, const Session& session, const Object& object,
                            std::string_view action) const {
    const Instant now = clock_();
    const Question question{session, rule_of(action), facts_of_, now, wall_clock_(now).day};
    Verdict verdict;
    verdict.rule = fault_of_person(read, question);
    if (!verdict.rule.empty()) return verdict;
    verdict.facts = facts_of_(read, object, {session.actor, question.today});
    verdict.missing = !verdict.facts.exists;
    if (!verdict.missing && session.role != Role::machine) judge_thing(read, question, object, verdict);
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
        if (found.facts.exists) describe(event, found);
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
