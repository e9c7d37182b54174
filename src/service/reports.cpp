#include "service/reports.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "access/access_list.hpp"
#include "access/commitments.hpp"
#include "access/people.hpp"
#include "audit/query.hpp"
#include "audit/sample.hpp"
#include "lang/dates.hpp"
#include "service/review.hpp"
#include "service/who_has_looked.hpp"

namespace arkki::service {
namespace {

constexpr std::size_t most_rows = 10'000;

/// One report in the making.
struct Work {
    Office& office;
    const access::Desk& desk;
    const ReportWish& wish;
    audit::Filter filter{};  ///< also what the log says was read
    Report report{};

    void columns(std::vector<std::string> codes) { report.columns = std::move(codes); }
    void row(std::vector<std::string> cells) { report.rows.push_back(std::move(cells)); }
    [[nodiscard]] std::string local(Instant at) const {
        const auto time = desk.wall_clock()(at);
        char clock[16];
        std::snprintf(clock, sizeof clock, " %02d:%02d:%02d", time.hour, time.minute, time.second);
        return iso(time.day) + clock;
    }
    [[nodiscard]] std::string user(PersonId person) {
        auto& known = names[person.value()];
        if (known.empty() && person.value() > 0)
            known = desk.database().read([&](db::Read& read) {
                return read.row<std::string>("SELECT user_name FROM person WHERE id = :id", {{"id", person}})
                    .value_or(std::to_string(person.value()));
            });
        return known;
    }

    std::map<std::int64_t, std::string> names{};
};

std::string listed(const std::vector<CustomerId>& subjects) {
    std::string text;
    for (const auto subject : subjects) text += (text.empty() ? "" : ", ") + std::to_string(subject.value());
    return text;
}

std::string arg(const audit::Event& event, std::string_view key) {
    for (const auto& [name, value] : event.args)
        if (name == key) return value;
    return {};
}

/// Entries by the filter, newest first; several acts one after the other.
void entries(Work& work, const std::vector<std::string>& acts = {""}) {
    work.columns({"seq", "utc", "local", "user", "role", "action", "purpose", "case", "subjects", "object", "result",
                  "rule", "explained", "flag"});
    std::vector<audit::Entry> found;
    for (const auto& act : acts) {
        auto filter = work.filter;
        filter.action = act;
        std::optional<EventId> before;
        for (bool more = true; more && found.size() <= most_rows;) {
            const auto page =
                work.desk.database().read([&](db::Read& read) { return audit::entries(read, filter, before, 1'000); });
            more = page.size() == 1'000;
            if (more) before = page.back().seq;
            found.insert(found.end(), page.begin(), page.end());
        }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.seq > b.seq; });
    for (const auto& entry : found) {
        const auto& event = entry.event;
        work.row({std::to_string(entry.seq.value()), iso(entry.at), work.local(entry.at), work.user(event.actor),
                  event.role, event.action, event.purpose, event.case_ref, listed(event.subjects), event.object,
                  event.result, event.rule, arg(event, "explained"), arg(event, "flag")});
    }
}

void of_user(Work& work) {
    if (work.wish.user.empty()) throw Error{Fault::invalid, "report.no_user", {}, "user"};
    const auto person = access::People{work.desk}.by_user_name(work.wish.user);
    if (!person) throw Error{Fault::not_found, "person.unknown", {}, "user"};
    work.filter.actor = person;
    entries(work);
}

void of_customer(Work& work) {
    if (!work.wish.customer) throw Error{Fault::invalid, "report.no_customer", {}, "customer"};
    work.filter.subject = work.wish.customer;
    entries(work);
}

/// What the person himself would be told, now.
void of_subject(Work& work) {
    if (!work.wish.customer) throw Error{Fault::invalid, "report.no_customer", {}, "customer"};
    work.filter = {};
    work.filter.subject = work.wish.customer;
    const auto extract = work.desk.database().read(
        [&](db::Read& read) { return requests::log_extract(read, *work.wish.customer, work.desk.now()); });
    add_subject_rows(work.report, extract, work.desk.wall_clock());
}

void denied(Work& work) {
    work.filter.result = "denied";
    entries(work);
}

void glass(Work& work) { entries(work, {"glass.broken", "glass.ended", "glass.reviewed"}); }

void originals(Work& work) {
    entries(work, {"original.take", "original.out", "original.in", "original.handed", "original.missing",
                   "original.found", "place.opened"});
}

void findings(Work& work) {
    work.columns({"id", "rule", "what", "opened", "seq", "user", "subject", "object", "amount", "state", "judged_by",
                  "judged", "note"});
    audit::FindingFilter filter;
    filter.from = work.filter.from;
    filter.to = work.filter.to;
    std::vector<std::pair<audit::Finding, std::string>> found;
    work.desk.database().read([&](db::Read& read) {
        for (auto& one : audit::findings(read, filter, {}, static_cast<int>(most_rows) + 1)) {
            auto note = audit::verdict_note(read, one).reveal();
            found.emplace_back(std::move(one), std::move(note));
        }
    });
    for (const auto& [one, note] : found)
        work.row({std::to_string(one.id.value()), one.rule, one.what, work.local(one.opened_at),
                  one.seq ? std::to_string(one.seq->value()) : "", work.user(one.actor),
                  one.subject ? std::to_string(one.subject->value()) : "", one.object, std::to_string(one.amount),
                  std::string{audit::code(one.state)}, work.user(one.judged_by),
                  one.judged_at ? work.local(*one.judged_at) : "", note});
}

void sample(Work& work) {
    const auto month = month_from(work.wish.month);
    work.filter.from = month.from;
    work.filter.to = month.to;
    work.columns({"seq", "i", "utc", "user", "action", "object", "purpose", "case", "state", "answered_by", "note"});
    struct Row {
        audit::Sampled one;
        std::optional<audit::Entry> entry;
        std::string note;
    };
    const auto rows = work.desk.database().read([&](db::Read& read) {
        std::vector<Row> found;
        for (const auto& one : audit::sample(read, month.name)) {
            const auto answer = one.answer ? audit::entry(read, *one.answer) : std::nullopt;
            found.push_back({one, audit::entry(read, one.seq), answer ? answer->event.note.reveal() : ""});
        }
        return found;
    });
    for (const auto& [one, entry, note] : rows) {
        const audit::Event event = entry ? entry->event : audit::Event{};
        work.row({std::to_string(one.seq.value()), std::to_string(one.i), entry ? iso(entry->at) : "",
                  work.user(event.actor), event.action, event.object, event.purpose, event.case_ref,
                  std::string{audit::code(one.state)}, work.user(one.answered_by), note});
    }
}

/// The access list against the commitments: who may do what, and what binds him.
void commitments(Work& work) {
    work.columns({"user", "name", "employer", "roles", "rights", "commitment", "text", "valid_to", "state"});
    const Day today = work.desk.today();
    std::map<std::int64_t, int> rights;
    for (const auto& entry : access::AccessList{work.desk}.in_force()) ++rights[entry.person.value()];
    for (const auto& person : access::People{work.desk}.list()) {
        std::string roles;
        for (const auto& given : person.roles)
            roles += (roles.empty() ? "" : ", ") + std::string{access::code(given.role)};
        const auto bound =
            work.desk.database().read([&](db::Read& read) { return access::valid_commitment(read, person.id, today); });
        std::string text, valid_to, state = person.active || rights[person.id.value()] > 0 ? "MISSING" : "none";
        for (const auto& one : access::Commitments{work.desk}.of(person.id)) {
            if (!bound || one.id != *bound) continue;
            text = one.text_version;
            valid_to = one.valid_to ? iso(*one.valid_to) : "";
            state = one.state(today);
        }
        work.row({person.user_name, person.name.reveal(), person.employer, roles,
                  std::to_string(rights[person.id.value()]), bound ? std::to_string(bound->value()) : "", text,
                  valid_to, state});
    }
}

void month(Work& work) {
    const auto of = month_from(work.wish.month);
    work.filter.from = of.from;
    work.filter.to = of.to;
    work.columns({"what", "name", "count", "open", "overdue", "justified", "misuse", "unclear"});
    const Instant limit = work.desk.now() - std::chrono::days{work.office.settings().review.overdue_days};
    work.desk.database().read([&](db::Read& read) {
        for (const auto& one : audit::counts(read, work.filter))
            work.row({"act", one.action, std::to_string(one.count), "", "", "", "", ""});
        audit::FindingFilter filter;
        filter.from = of.from;
        filter.to = of.to;
        for (const auto& one : audit::counts_by_rule(read, filter, limit))
            work.row({"rule", one.rule, std::to_string(one.all()), std::to_string(one.open),
                      std::to_string(one.overdue), std::to_string(one.justified), std::to_string(one.misuse),
                      std::to_string(one.unclear)});
    });
}

const std::map<std::string_view, std::function<void(Work&)>>& makers() {
    static const std::map<std::string_view, std::function<void(Work&)>> all{
        {"user", of_user},  {"customer", of_customer}, {"findings", findings},   {"sample", sample},
        {"denied", denied}, {"glass", glass},          {"originals", originals}, {"commitments", commitments},
        {"month", month},   {"subject", of_subject},
    };
    return all;
}

/// Days as asked for, both included; the last thirty if none is named.
void set_period(Work& work) {
    const Day today = work.desk.today();
    work.filter.from = lang::start_of_day(work.wish.from.value_or(add_days(today, -30)));
    work.filter.to = lang::start_of_day(add_days(work.wish.to.value_or(today), 1));
}

}  // namespace

const std::vector<std::string_view>& report_names() {
    static const std::vector<std::string_view> names{"user",  "customer",  "findings",    "sample", "denied",
                                                     "glass", "originals", "commitments", "month",  "subject"};
    return names;
}

Report make_report(Office& office, const access::Desk& desk, const ReportWish& wish) {
    desk.require(wish.name == "subject" ? "log.extract" : "log.read");
    const auto maker = makers().find(wish.name);
    if (maker == makers().end()) throw Error{Fault::invalid, "report.unknown", {}, "report"};
    if (trimmed(wish.reason.reveal()).empty()) throw Error{Fault::invalid, "report.no_reason", {}, "reason"};
    Work work{office, desk, wish};
    set_period(work);
    work.report.name = wish.name;
    maker->second(work);
    auto event =
        audit::log_read(desk.event("log.read"), work.filter, static_cast<std::int64_t>(work.report.rows.size()));
    event.args.emplace_back("report", wish.name);
    if (!wish.month.empty()) event.args.emplace_back("month", wish.month);
    event.reason = wish.reason;
    office.log().append(event);
    if (work.report.rows.size() > most_rows) {
        work.report.rows.resize(most_rows);
        work.report.rows.emplace_back(work.report.columns.size(), "...");
    }
    return std::move(work.report);
}

}  // namespace arkki::service
