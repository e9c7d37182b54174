// The auditor's first page: does the log hold, what is to be judged, where to look.
#include <algorithm>

#include "audit/findings.hpp"
#include "audit/query.hpp"
#include "audit/sample.hpp"
#include "service/night_work.hpp"
#include "service/seal_status.hpp"
#include "web/finding_view.hpp"
#include "web/lobby.hpp"
#include "web/notice_rows.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr int days_looked_back = 7;

/// Verifies the whole log and remembers what was found.
LogCheck check_log(const Lobby& lobby, const access::Desk& desk) {
    desk.require("log.verify");
    LogCheck check{desk.now(), service::verify_now(lobby.office, desk.event("log.verified"))};
    lobby.last_check.keep(check);
    return check;
}

std::string seal_text(const Words& in, const access::Desk& desk, const LogCheck& check) {
    if (!check.result.ok)
        return in("audit.seal_broken", {{"count", number_text(static_cast<std::int64_t>(check.result.problem_count))}});
    return in("audit.seal", {{"seq", number_text(static_cast<std::int64_t>(check.result.size) - 1)},
                             {"moment", moment_text(in, desk, check.at)}});
}

/// The last verification of the week, by whomever: of this service since its start, else as the log remembers it.
std::optional<LogCheck> last_check(const Lobby& lobby, const access::Desk& desk) {
    if (auto check = lobby.last_check.read()) return check;
    audit::Filter verified;
    verified.action = "log.verified";
    verified.from = desk.now() - std::chrono::hours{24} * days_looked_back;
    const auto found =
        desk.database().read([&](db::Read& read) { return audit::entries(read, verified, std::nullopt, 1); });
    if (found.empty()) return std::nullopt;
    LogCheck check{found.front().at, {}};
    check.result.ok = found.front().event.result == "allowed";
    const auto problems = arg_of(found.front().event, "problems");
    check.result.problem_count = problems.empty() ? 0 : std::stoull(problems);
    const auto size = arg_of(found.front().event, "size");
    check.result.size = size.empty() ? 0 : std::stoull(size);
    return check;
}

void add_alarm(Value& rows, const std::string& text, const char* mark) { rows.add({{"mark", mark}, {"alarm", text}}); }

/// What is wrong with the seal, the worst first; what is only weak comes last.
Value alarm_rows(const Words& in, const service::SealStatus& seal) {
    Value rows = Value::list();
    for (const auto& code : seal.alarms) add_alarm(rows, told(in, "seal.alarm.", code), "bad");
    if (seal.same_user) add_alarm(rows, in("audit.same_user"), "warn");
    if (seal.folder_here) add_alarm(rows, in("audit.folder_here"), "warn");
    return rows;
}

/// How far each way off the machine has got.
Value channel_rows(const Words& in, const access::Desk& desk, const service::SealStatus& seal) {
    Value rows = Value::list();
    for (const auto& channel : seal.channels) {
        const auto& record = channel.record;
        if (!channel.is_set && !record.acknowledged_size) continue;
        const bool arrived = record.acknowledged_size && record.acknowledged_at;
        rows.add(
            {{"mark", channel.failing ? "bad"
                      : arrived       ? "good"
                                      : "wait"},
             {"channel", told(in, "audit.channel.", channel.name)},
             {"reached", arrived ? in("audit.channel_reached",
                                      {{"seq", number_text(static_cast<std::int64_t>(*record.acknowledged_size) - 1)},
                                       {"moment", moment_text(in, desk, *record.acknowledged_at)}})
                                 : in("audit.channel_waits")}});
    }
    return rows;
}

std::string sealed_text(const Words& in, const access::Desk& desk, const service::SealStatus& seal) {
    if (!seal.sealed_size || !seal.sealed_at) return in("audit.not_sealed");
    const auto outside = std::ranges::count_if(
        seal.channels, [](const auto& channel) { return channel.record.acknowledged_size.has_value(); });
    return in("audit.sealed", {{"seq", number_text(static_cast<std::int64_t>(*seal.sealed_size) - 1)},
                               {"moment", moment_text(in, desk, *seal.sealed_at)}}) +
           " " + in.count("audit.delivered", outside);
}

/// The seal in one sentence, then what is wrong with it.
void add_seal(Value& values, const Lobby& lobby, const Words& in, const access::Desk& desk) {
    const auto check = last_check(lobby, desk);
    const auto seal = service::seal_status(lobby.office);
    const bool broken = (check && !check->result.ok) || !seal.alarms.empty();
    values.set("look", broken ? "bad" : check && seal.good() ? "good" : "warn");
    values.set("seal",
               check ? seal_text(in, desk, *check)
                     : in("audit.seal_unchecked", {{"count", number_text(static_cast<std::int64_t>(seal.log_size))}}));
    values.set("sealed", sealed_text(in, desk, seal));
    values.set("alarms", alarm_rows(in, seal)).set("channels", channel_rows(in, desk, seal));
}

/// The rules with something to judge, most first.
void add_waiting(Value& values, const Lobby& lobby, const Words& in, const access::Desk& desk) {
    auto [rules, samples] = desk.database().read([&](db::Read& read) {
        return std::pair{audit::counts_by_rule(read, {}, overdue_before(lobby, desk)), audit::unanswered(read)};
    });
    std::ranges::stable_sort(rules, std::greater{}, &audit::RuleCount::open);
    Value rows = Value::list();
    for (const auto& rule : rules) {
        if (rule.open == 0) continue;
        rows.add({{"href", "/findings?rule=" + rule.rule},
                  {"count", number_text(rule.open)},
                  {"text", rule_text(in, rule.rule)},
                  {"overdue",
                   rule.overdue == 0 ? "" : in("finding.overdue_count", {{"count", number_text(rule.overdue)}})}});
    }
    if (samples > 0)
        rows.add({{"href", "/sample"}, {"count", number_text(samples)}, {"text", in("sample.waits")}, {"overdue", ""}});
    values.set("something_waits", !rows.rows()->empty()).set("waits", std::move(rows));
}

Reply verify(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const LogCheck check = check_log(lobby, desk);
    Value problems = Value::list();
    for (const auto& problem : check.result.problems) {
        const std::string seq = problem.seq ? number_text(problem.seq->value()) : in("verify_log.whole");
        problems.add({{"seq", seq}, {"text", in(problem.key, {{"seq", seq}})}});
    }
    Value values{{"look", check.result.ok ? "good" : "bad"},
                 {"result", seal_text(in, desk, check)},
                 {"root", check.result.root},
                 {"has_problems", !check.result.problems.empty()},
                 {"problems", std::move(problems)}};
    return lobby.press.print(request, &desk, {"verify", in("verify_log.title"), std::move(values)});
}

}  // namespace

Reply auditor_start(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    const Words in = lobby.press.words(request);
    Value values{{"today", moment_text(in, desk, desk.now())}};
    add_seal(values, lobby, in, desk);
    add_notices(values, in, desk);
    add_waiting(values, lobby, in, desk);
    Value links = Value::list();
    links.add({{"href", "/findings?state="}, {"text", in("finding.list.title")}});
    links.add({{"href", "/sample"}, {"text", in("sample.title")}});
    links.add({{"href", "/certificate"}, {"text", in("certificate.page.title")}});
    links.add({{"href", "/reports"}, {"text", in("audit.reports_title")}});
    links.add({{"href", "/seal"}, {"text", in("audit.to_seal")}});
    values.set("links", std::move(links));
    auto event = desk.event("log.read");
    event.args = {{"list", "start"}};
    desk.log().append(event);
    return lobby.press.print(request, &desk, {"audit", in("audit.title"), std::move(values)});
}

void add_auditor_start(Table& table) { table.add("POST", "/log/verify", auditor, verify); }

}  // namespace arkki::web
