#include "access/glass.hpp"

#include <algorithm>
#include <array>

#include "access/line.hpp"
#include "access/notices.hpp"
#include "audit/query.hpp"

namespace arkki::access {

namespace {

constexpr std::string_view columns =
    "SELECT g.id, g.person, p.name, g.object, g.rule, g.reason, g.broken_at, g.until_at, g.review_by, g.ended_at,"
    " g.reviewed_at, g.verdict, g.review FROM break_glass g JOIN person p ON p.id = g.person";

std::vector<GlassCase> rows(db::Read& read, const std::string& condition, const db::Parameters& parameters) {
    std::vector<GlassCase> cases;
    for (auto& [id, person, name, object, rule, reason, broken, until, by, ended, reviewed, verdict, review] :
         read.rows<std::int64_t, PersonId, PersonalText, std::string, std::string, PersonalText, Instant, Instant,
                   Instant, std::optional<Instant>, std::optional<Instant>, std::string, PersonalText>(
             std::string{columns} + condition, parameters))
        cases.push_back({id, person, name, object, rule, reason, broken, until, by, ended, reviewed, verdict, review});
    return cases;
}

GlassCase demand(db::Read& read, std::int64_t glass) {
    auto found = rows(read, " WHERE g.id = :id", {{"id", glass}});
    if (found.empty()) throw Error{Fault::not_found, "glass.unknown"};
    return std::move(found.front());
}

std::string name_of(const Object& object) { return object.kind + ":" + std::to_string(object.id); }

std::string name_of(std::int64_t glass) { return "glass:" + std::to_string(glass); }

void check(const NewGlass& glass) {
    static constexpr std::array<std::string_view, 3> kinds{"document", "customer", "request"};
    if (std::find(kinds.begin(), kinds.end(), glass.object.kind) == kinds.end())
        throw Error{Fault::invalid, "glass.bad_object"};
    if (trimmed(glass.reason.reveal()).size() < 10) throw Error{Fault::invalid, "glass.no_reason", {}, "reason"};
    if (glass.minutes < 1 || glass.minutes > 60) throw Error{Fault::invalid, "glass.bad_minutes", {}, "minutes"};
}

/// The last thing the log says of this person and this record: it must be a refusal that glass can get past.
audit::Entry refusal_before(db::Read& read, const Desk& desk, const std::string& object) {
    audit::Filter filter;
    filter.actor = desk.session().actor;
    filter.object = object;
    filter.from = desk.now() - std::chrono::hours{1};
    auto last = audit::entries(read, filter, {}, 1);
    const bool fits = !last.empty() && last.front().event.result == "denied" &&
                      (last.front().event.rule == "not-on-list" || last.front().event.rule == "conflict");
    if (!fits) throw Error{Fault::conflict, "glass.not_refused"};
    last.front().event.subjects = audit::subjects_of(read, last.front().seq);
    return std::move(last.front());
}

/// Whose data an earlier line of this glass was about.
std::vector<CustomerId> subjects_of(db::Read& read, const GlassCase& glass) {
    audit::Filter filter;
    filter.actor = glass.person;
    filter.object = glass.object;
    filter.action = "glass.broken";
    const auto last = audit::entries(read, filter, {}, 1);
    return last.empty() ? std::vector<CustomerId>{} : audit::subjects_of(read, last.front().seq);
}

audit::Event line(db::Read& read, const Desk& desk, std::string_view action, const GlassCase& glass) {
    audit::Event event = desk.event(action);
    event.object = glass.object;
    event.subjects = subjects_of(read, glass);
    event.basis = name_of(glass.id);
    event.args = {{"for", object_name(glass.person)}};
    return event;
}

audit::Receipt write_end(db::Write& write, audit::Appender& appender, const Desk& desk, const GlassCase& glass,
                         std::string_view why) {
    write.run("UPDATE break_glass SET ended_at = :at WHERE id = :id",
              {{"at", std::min(desk.now(), glass.until)}, {"id", glass.id}});
    audit::Event event = line(write, desk, "glass.ended", glass);
    event.args.emplace_back("why", why);
    return appender.append(event);
}

/// Whoever can judge it is told: the responsible person, and for his own glass the second person.
void tell(db::Write& write, const Desk& desk, std::int64_t glass, int minutes) {
    const Role judge = desk.session().role == Role::responsible ? Role::second : Role::responsible;
    notify(write, {Addressee::to(Role::responsible), "glass.review", name_of(glass), minutes}, desk.now());
    if (judge != Role::responsible)
        notify(write, {Addressee::to(judge), "glass.review", name_of(glass), minutes}, desk.now());
}

}  // namespace

std::int64_t Glass::ask(const NewGlass& glass) const {
    const std::string object = name_of(glass.object);
    desk_.require("glass.break", object);
    check(glass);
    std::int64_t id = 0;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto refused = refusal_before(write, desk_, object);
        const Instant now = desk_.now();
        const Instant until = now + std::chrono::minutes{glass.minutes};
        id = write.one<std::int64_t>(
            "INSERT INTO break_glass(person, object, rule, reason, broken_at, until_at, review_by)"
            " VALUES(:person, :object, :rule, :reason, :now, :until, :review_by) RETURNING id",
            {{"person", desk_.session().actor},
             {"object", object},
             {"rule", refused.event.rule},
             {"reason", glass.reason},
             {"now", now},
             {"until", until},
             {"review_by", Instant{until + std::chrono::hours{24 * days_to_review}}}});
        tell(write, desk_, id, glass.minutes);
        audit::Event event = desk_.event("glass.broken");
        event.object = object;
        event.subjects = refused.event.subjects;
        event.basis = name_of(id);
        event.reason = glass.reason;
        event.args = {{"minutes", std::to_string(glass.minutes)}, {"past", refused.event.rule}};
        return appender.append(event);
    });
    return id;
}

void Glass::end(std::int64_t glass) const {
    desk_.require("glass.break", name_of(glass));
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto known = demand(write, glass);
        if (known.person != desk_.session().actor) throw Error{Fault::not_found, "glass.unknown"};
        if (known.ended_at) throw Error{Fault::conflict, "glass.over"};
        return write_end(write, appender, desk_, known, desk_.now() < known.until ? "done" : "time");
    });
}

void Glass::review(std::int64_t glass, bool justified, const PersonalText& why) const {
    desk_.require("glass.review", name_of(glass));
    if (trimmed(why.reveal()).empty()) throw Error{Fault::invalid, "glass.no_review", {}, "reason"};
    end_expired_glass(desk_);
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto known = demand(write, glass);
        if (known.person == desk_.session().actor) throw Error{Fault::conflict, "glass.own_review"};
        if (known.reviewed_at) throw Error{Fault::conflict, "glass.reviewed"};
        if (!known.ended_at) throw Error{Fault::conflict, "glass.not_over"};
        const std::string verdict = justified ? "justified" : "not";
        write.run(
            "UPDATE break_glass SET reviewed_at = :at, reviewed_by = :by, verdict = :verdict, review = :why"
            " WHERE id = :id",
            {{"at", desk_.now()}, {"by", desk_.session().actor}, {"verdict", verdict}, {"why", why}, {"id", glass}});
        settle(write, "glass.review", name_of(glass), desk_.session().actor, desk_.now());
        audit::Event event = line(write, desk_, "glass.reviewed", known);
        event.reason = why;
        event.args.emplace_back("verdict", verdict);
        return appender.append(event);
    });
}

std::optional<GlassCase> Glass::active() const {
    auto found = desk_.database().read([&](db::Read& read) {
        return rows(read, " WHERE g.person = :person AND g.ended_at IS NULL AND g.until_at > :now",
                    {{"person", desk_.session().actor}, {"now", desk_.now()}});
    });
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<GlassCase> Glass::cases() const {
    desk_.require("glass.review");
    end_expired_glass(desk_);
    return desk_.database().read([&](db::Read& read) {
        return rows(read, " ORDER BY CASE WHEN g.reviewed_at IS NULL THEN 0 ELSE 1 END, g.id DESC LIMIT 100", {});
    });
}

std::optional<std::int64_t> glass_for(db::Read& read, PersonId person, std::string_view object, Instant now) {
    return read.row<std::int64_t>(
        "SELECT id FROM break_glass WHERE person = :person AND object = :object AND ended_at IS NULL"
        " AND until_at > :now ORDER BY id DESC LIMIT 1",
        {{"person", person}, {"object", object}, {"now", now}});
}

void end_expired_glass(const Desk& desk) {
    constexpr auto over = " WHERE g.ended_at IS NULL AND g.until_at <= :now ORDER BY g.id";
    const db::Parameters now{{"now", desk.now()}};
    if (desk.database().read([&](db::Read& read) { return rows(read, over, now).empty(); })) return;
    desk.database().write([&](db::Write& write) {
        auto appender = desk.log().appender(write);
        for (const auto& glass : rows(write, over, now))
            static_cast<void>(write_end(write, appender, desk, glass, "time"));
    });
}

}  // namespace arkki::access
