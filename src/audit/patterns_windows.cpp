#include <algorithm>
#include <charconv>
#include <chrono>

#include "audit/patterns.hpp"

namespace arkki::audit {
namespace {

using namespace std::chrono_literals;

template <class Times>
void forget_before(Times& times, Instant limit) {
    while (!times.empty() && times.front() < limit) times.pop_front();
}

bool is_list(const Seen& seen) { return seen.is("search.page") || seen.is("list.page"); }

/// "document:812" as its kind and number; number 0 if it is none.
std::pair<std::string, std::int64_t> kind_and_number(const std::string& object) {
    const auto colon = object.find(':');
    std::int64_t number = 0;
    if (colon != std::string::npos) std::from_chars(object.data() + colon + 1, object.data() + object.size(), number);
    return {object.substr(0, colon), number};
}

}  // namespace

void Windows::see(db::Read& read, const Seen& seen, Notices& out) {
    if (!seen.person) return;
    Person& person = people_[seen.actor()];
    if (person.day != seen.day) {
        person.day = seen.day;
        person.opened_day.clear();
        person.pages = 0;
        person.many.reset();
    }
    volume(read, seen, person, out);
    fishing(seen, person, out);
    sequence(seen, person, out);
    denied(seen, person, out);
    borrowed(seen, out);
    copies(seen, person, out);
    shared(seen, person, out);
}

void Windows::volume(db::Read& read, const Seen& seen, Person& person, Notices& out) {
    if (!seen.opening) return;
    const auto& limits = surroundings_.thresholds;
    const Instant now = seen.entry.at;
    for (const auto subject : seen.event.subjects) {
        person.opened.emplace_back(now, subject);
        ++person.opened_hour[subject];
        person.opened_day.insert(subject);
    }
    for (; !person.opened.empty() && person.opened.front().first <= now - 1h; person.opened.pop_front())
        if (const auto it = person.opened_hour.find(person.opened.front().second); --it->second == 0)
            person.opened_hour.erase(it);
    const auto tell = [&](const char* what, std::size_t amount, Instant from, std::string mark) {
        auto noticed = seen.notice("volume", what, std::move(mark) + ":" + what);
        noticed.from = from;
        noticed.subject.reset();
        noticed.object.clear();
        noticed.amount = static_cast<std::int64_t>(amount);
        out.push_back(std::move(noticed));
    };
    if (std::cmp_greater(person.opened_hour.size(), limits.subjects_hour))
        tell("subjects_hour", person.opened_hour.size(), person.opened.front().first, seen.mark_of_hour());
    const std::size_t today = person.opened_day.size();
    const std::string day = std::to_string(seen.actor()) + ":" + seen.day;
    if (std::cmp_greater(today, limits.subjects_day)) tell("subjects_day", today, now, day);
    if (std::cmp_less_equal(today, limits.median_floor)) return;
    if (!person.many) person.many = many_of(read, seen);
    if (*person.many > 0 && today > *person.many) tell("median", today, now, day);
}

/// How many different customers a day are too many for this person: times the median of the days he worked in the 90
/// before this one; 0, no limit, before he has worked five.
std::size_t Windows::many_of(db::Read& read, const Seen& seen) const {
    std::string acts;
    for (const auto act : opening_acts()) acts += (acts.empty() ? "'" : ",'") + std::string{act} + "'";
    std::map<Day, std::set<CustomerId>> days;
    for (const auto& [at, subject] : read.rows<Instant, CustomerId>(
             "SELECT e.ts, s.subject FROM audit_entry e JOIN audit_subject s ON s.seq = e.seq"
             " WHERE e.actor IS NOT NULL AND e.actor = :actor AND e.ts >= :from AND e.ts < :to"
             " AND e.result = 'allowed' AND e.action IN (" +
                 acts + ")",
             {{"actor", seen.event.actor}, {"from", seen.entry.at - std::chrono::days{90}}, {"to", seen.entry.at}})) {
        const Day day = surroundings_.wall_clock(at).day;
        if (day != seen.local.day) days[day].insert(subject);
    }
    if (days.size() < 5) return 0;
    std::vector<std::size_t> counts;
    for (const auto& [day, subjects] : days) counts.push_back(subjects.size());
    const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
    std::nth_element(counts.begin(), middle, counts.end());
    return *middle * static_cast<std::size_t>(surroundings_.thresholds.median_times);
}

void Windows::fishing(const Seen& seen, Person& person, Notices& out) const {
    if (seen.opening) person.searches.clear();
    if (!is_list(seen) || !seen.allowed) return;
    const auto& limits = surroundings_.thresholds;
    person.searches.push_back(seen.entry.at);
    forget_before(person.searches, seen.entry.at - std::chrono::minutes{limits.searches_minutes});
    if (std::cmp_less(person.searches.size(), limits.searches)) return;
    auto noticed = seen.notice("fishing", "searches", seen.mark_of_hour());
    noticed.from = person.searches.front();
    noticed.subject.reset();
    noticed.amount = static_cast<std::int64_t>(person.searches.size());
    out.push_back(std::move(noticed));
}

/// Opening the same thing again (its pages, its text) neither goes on nor breaks off.
void Windows::sequence(const Seen& seen, Person& person, Notices& out) const {
    if (!seen.opening) return;
    const auto [kind, number] = kind_and_number(seen.event.object);
    Run& run = person.runs[kind];
    if (number == 0 || number == run.last) return;
    const auto distance = number - run.last;
    const int step = distance == 1 ? 1 : distance == -1 ? -1 : 0;
    if (step == 0) run.times.clear();
    // Turning back begins a new run at the thing before.
    if (step != 0 && run.step != 0 && step != run.step && run.times.size() > 1)
        run.times.erase(run.times.begin(), run.times.end() - 1);
    run.last = number;
    run.step = step;
    run.times.push_back(seen.entry.at);
    const auto& limits = surroundings_.thresholds;
    const auto length = static_cast<std::size_t>(limits.sequence);
    if (run.times.size() > length) run.times.pop_front();
    if (run.times.size() < length || seen.entry.at - run.times.front() > std::chrono::minutes{limits.sequence_minutes})
        return;
    auto noticed = seen.notice("sequence", "numbers", seen.mark_of_hour() + ":" + kind);
    noticed.from = run.times.front();
    noticed.amount = limits.sequence;
    out.push_back(std::move(noticed));
}

/// A session that ran out refuses whatever comes next; that is nobody's attempt.
void Windows::denied(const Seen& seen, Person& person, Notices& out) {
    if (seen.event.result != "denied" || seen.event.rule == "session") return;
    const auto& limits = surroundings_.thresholds;
    if (!seen.event.address.empty())
        denials_[seen.event.address].push_back({seen.entry.at, seen.event.actor, seen.event.object});
    person.denials.push_back(seen.entry.at);
    forget_before(person.denials, seen.entry.at - std::chrono::minutes{limits.denied_minutes});
    if (std::cmp_less(person.denials.size(), limits.denied)) return;
    auto noticed = seen.notice("denied", "refused", seen.mark_of_hour());
    noticed.from = person.denials.front();
    noticed.amount = static_cast<std::int64_t>(person.denials.size());
    out.push_back(std::move(noticed));
}

/// A refusal, then another account from the same address that signs in or gets the same thing. Whoever else works
/// behind one address meanwhile is not noticed: a small office has one.
void Windows::borrowed(const Seen& seen, Notices& out) {
    const auto found = denials_.find(seen.event.address);
    if (!seen.allowed || found == denials_.end()) return;
    auto& denials = found->second;
    const Instant limit = seen.entry.at - std::chrono::minutes{surroundings_.thresholds.borrowed_minutes};
    while (!denials.empty() && denials.front().at < limit) denials.pop_front();
    for (const auto& denial : denials) {
        if (denial.actor == seen.event.actor) continue;
        if (!seen.is("login.ok") && (denial.object.empty() || denial.object != seen.event.object)) continue;
        auto noticed =
            seen.notice("denied", "other_account",
                        std::to_string(denial.actor.value()) + "+" + std::to_string(seen.actor()) + ":" + seen.day);
        noticed.from = denial.at;
        noticed.other = denial.actor;
        out.push_back(std::move(noticed));
    }
}

void Windows::copies(const Seen& seen, Person& person, Notices& out) const {
    const bool copying = seen.is("document.copy") || seen.is("document.print");
    if (!copying || !seen.allowed) return;
    person.pages += std::max<std::int64_t>(seen.event.count, 1);
    if (person.pages <= surroundings_.thresholds.pages_day) return;
    auto noticed = seen.notice("copies", "pages", std::to_string(seen.actor()) + ":" + seen.day + ":pages");
    noticed.amount = person.pages;
    noticed.subject.reset();
    out.push_back(std::move(noticed));
}

void Windows::shared(const Seen& seen, Person& person, Notices& out) const {
    if (seen.event.address.empty() || !seen.allowed) return;
    const Instant limit = seen.entry.at - std::chrono::minutes{surroundings_.thresholds.shared_minutes};
    for (const auto& [address, at] : person.addresses) {
        if (address == seen.event.address || at < limit) continue;
        auto noticed = seen.notice("shared", "addresses", seen.mark_of_hour());
        noticed.from = at;
        out.push_back(std::move(noticed));
    }
    std::erase_if(person.addresses, [&](const auto& one) { return one.second < limit; });
    person.addresses[seen.event.address] = seen.entry.at;
}

}  // namespace arkki::audit
