#include "service/night_work.hpp"

#include <fstream>
#include <sstream>

#include "access/glass.hpp"
#include "access/notices.hpp"
#include "access/people.hpp"
#include "audit/prune.hpp"
#include "audit/sample.hpp"
#include "jobs/prune.hpp"
#include "lang/dates.hpp"
#include "service/commitment_work.hpp"
#include "service/deep_check.hpp"
#include "service/review.hpp"

namespace arkki::service {
namespace {

using namespace std::chrono_literals;

constexpr auto hour_of_night = 2h;

/// The last two o'clock that has passed.
Instant begin_of_night(const Office& office) {
    const Instant now = office.world().clock();
    const Day today = office.world().wall_clock(now).day;
    const Instant two = lang::start_of_day(today) + hour_of_night;
    return now >= two ? two : lang::start_of_day(add_days(today, -1)) + hour_of_night;
}

/// "2026-10" on any day of November.
std::string month_before(Day day) {
    return iso(add_months(Day{day.year(), day.month(), std::chrono::day{1}}, -1)).substr(0, 7);
}

/// The sealer's keys, as many as there have been; none before it was set up.
std::vector<tlog::VerifierKey> pinned_keys(const Settings& settings) {
    std::vector<tlog::VerifierKey> keys;
    std::ifstream in{settings.sealer_vkeys()};
    for (std::string line; std::getline(in, line);)
        if (!trimmed(line).empty()) keys.push_back(tlog::VerifierKey::from_text(trimmed(line)));
    return keys;
}

std::int64_t prune_now(Office& office, const std::atomic<bool>* stop) {
    const auto desk = office.machine_desk("maintenance");
    std::ifstream in{office.settings().home / "config" / "policy.properties", std::ios::binary};
    std::ostringstream policy;
    policy << in.rdbuf();
    const audit::PrunePolicy by{office.settings().keeping, hex(sha256(view(policy.str())))};
    const auto pruned = audit::prune(office.log(), desk.event("log.pruned"), by, desk.now(), stop).entries;
    if (pruned > 0) office.database().write([](db::Write& write) { audit::forget_erased(write); });
    return pruned;
}

bool draw_last_month(Office& office) {
    const auto desk = office.machine_desk("maintenance");
    try {
        return audit::draw_sample(office.log(), desk.event("log.sampled"), month_from(month_before(desk.today())),
                                  office.settings().review.sample_size, desk.now())
            .has_value();
    } catch (const Error& error) {
        if (error.key() == "sample.empty_month") return false;
        throw;
    }
}

/// Findings that nobody judged in time are told to those who may; the notice ends when none is left.
std::int64_t tell_of_overdue(Office& office) {
    const auto desk = office.machine_desk("maintenance");
    const Instant limit = desk.now() - std::chrono::days{office.settings().review.overdue_days};
    const auto counts = desk.database().read([&](db::Read& read) { return audit::counts_by_rule(read, {}, limit); });
    std::int64_t overdue = 0;
    for (const auto& one : counts) overdue += one.overdue;
    constexpr const char* kind = "finding.overdue";
    desk.database().write([&](db::Write& write) {
        access::settle(write, kind, "", desk.session().actor, desk.now());
        if (overdue == 0) return;
        for (const auto role : {access::Role::auditor, access::Role::responsible})
            access::notify(write, {access::Addressee::to(role), kind, "", overdue}, desk.now());
    });
    return overdue;
}

}  // namespace

audit::Verification verification(Office& office) {
    audit::VerifyOptions options;
    options.keys = pinned_keys(office.settings());
    options.minimum = office.settings().keeping;
    return audit::verify(office.database(), office.world().wall_clock, options);
}

audit::Verification verify_now(Office& office, audit::Event by) {
    auto found = verification(office);
    by.action = "log.verified";
    by.result = found.ok ? "allowed" : "error";
    by.args = {{"size", std::to_string(found.size)}, {"root", found.root}};
    if (!found.problems.empty()) {
        const auto& first = found.problems.front();
        by.args.emplace_back("problem", first.key);
        if (first.seq) by.args.emplace_back("seq", std::to_string(first.seq->value()));
        by.args.emplace_back("problems", std::to_string(found.problem_count));
    }
    office.log().append(by);
    return found;
}

Night work_of_a_night(Office& office, const std::function<void(const std::string&)>& report,
                      const std::atomic<bool>* stop) {
    Night night;
    const auto part = [&](const char* what, const std::function<void()>& work) {
        if (stop != nullptr && stop->load()) return;
        try {
            work();
        } catch (const std::exception& fault) {  // what() of an Error holds no personal data
            report(std::string{"night work: "} + what + ": " + fault.what());
        }
    };
    const auto desk = office.machine_desk("maintenance");
    part("prune", [&] { night.pruned = prune_now(office, stop); });
    part("verify", [&] {
        night.verification = verify_now(office, desk.event("log.verified"));
        if (!night.verification.ok) report("the access log does not hold: " + night.verification.problems.front().key);
    });
    part("review", [&] { night.review = review_now(office, stop); });
    part("sample", [&] { night.drawn = draw_last_month(office); });
    part("commitments", [&] { night.warnings = warn_of_endings(office); });
    part("glass", [&] { access::end_expired_glass(desk); });
    part("orphans", [&] { night.swept = sweep_blobs(office); });
    part("overdue", [&] { night.overdue = tell_of_overdue(office); });
    part("jobs", [&] {
        night.forgotten = jobs::prune(office.database(), desk.now() - jobs::kept_for, jobs::slice_of_prune, stop);
    });
    return night;
}

void NightWork::start() {
    thread_ = std::thread{[this] { run(); }};
}

void NightWork::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopped_ = true;
    }
    stopping_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool NightWork::pause(std::chrono::seconds time) {
    std::unique_lock lock{mutex_};
    return !stopping_.wait_for(lock, time, [this] { return stopped_.load(); });
}

bool NightWork::due() const {
    return office_.database().read([&](db::Read& read) {
        return read.one<std::int64_t>(
                   "SELECT count(*) FROM audit_entry WHERE ts >= :from AND action = 'log.verified' AND via = 'job'",
                   {{"from", begin_of_night(office_)}}) == 0;
    });
}

/// Looks every five minutes: a machine that slept through two o'clock does its work when it wakes.
void NightWork::run() {
    for (auto wait = 60s; pause(wait); wait = 300s) {
        try {
            if (due()) work_of_a_night(office_, report_, &stopped_);
        } catch (const std::exception& fault) {
            report_(std::string{"night work: "} + fault.what());
        }
    }
}

}  // namespace arkki::service
