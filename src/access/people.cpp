#include "access/people.hpp"

#include <regex>

#include "access/employment.hpp"
#include "access/line.hpp"
#include "access/notices.hpp"
#include "access/standing.hpp"

namespace arkki::access {

namespace {

std::int64_t end_sessions(db::Write& write, PersonId person, Instant now, std::string_view reason) {
    return write.run(
        "UPDATE login_session SET ended_at = :at, end_reason = :reason WHERE person = :person"
        " AND ended_at IS NULL",
        {{"at", now}, {"reason", reason}, {"person", person}});
}

void must_exist(db::Read& read, PersonId person) {
    if (read.one<std::int64_t>("SELECT count(*) FROM person WHERE id = :id AND kind = 'human'", {{"id", person}}) == 0)
        throw Error{Fault::not_found, "person.unknown"};
}

/// Refuses what would leave the house without an administrator.
void must_not_be_last_admin(db::Read& read, PersonId person, Day today) {
    if (standing(read, person, Role::admin, today).empty() && !another_admin(read, person, today))
        throw Error{Fault::conflict, "person.last_admin"};
}

void must_have_reason(const PersonalText& reason) {
    if (trimmed(reason.reveal()).empty()) throw Error{Fault::invalid, "person.no_reason", {}, "reason"};
}

audit::Event event_about(const Desk& desk, std::string_view action, PersonId person) {
    audit::Event event = desk.event(action);
    event.object = object_name(person);
    return event;
}

std::vector<GivenRole> roles_of(db::Read& read, PersonId person) {
    std::vector<GivenRole> roles;
    for (const auto& [role, from, to, reason] : read.rows<std::string, Day, Day, PersonalText>(
             "SELECT role, from_day, to_day, reason FROM role_entry WHERE person = :person AND ended_at IS NULL"
             " ORDER BY id",
             {{"person", person}}))
        roles.push_back({role_from(role), from, until(to), reason});
    return roles;
}

}  // namespace

void check_person(const NewPerson& person) {
    static const std::regex user_name{"[a-z0-9][a-z0-9._-]{1,39}"};
    if (!std::regex_match(person.user_name, user_name))
        throw Error{Fault::invalid, "person.bad_user_name", {}, "user_name"};
    if (trimmed(person.name.reveal()).empty()) throw Error{Fault::invalid, "person.no_name", {}, "name"};
    if (trimmed(person.employer).empty()) throw Error{Fault::invalid, "person.no_employer", {}, "employer"};
}

PersonId People::add(const NewPerson& person) {
    desk_.require("person.add");
    check_person(person);
    PersonId id{0};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        know_processor(write, desk_, person.employer, person.employed_from);
        id = write.one<PersonId>(
            "INSERT INTO person(user_name, kind, name, title, employer, employed_from, employed_to, added_at)"
            " VALUES(:user_name, 'human', :name, :title, :employer, :from, :to, :at) RETURNING id",
            {{"user_name", person.user_name},
             {"name", person.name},
             {"title", person.title},
             {"employer", person.employer},
             {"from", person.employed_from},
             {"to", no_end},
             {"at", desk_.now()}});
        record_employment(write, desk_, id, {});
        return appender.append(event_about(desk_, "person.added", id));
    });
    return id;
}

void People::give_role(PersonId person, Role role, Day from, std::optional<Day> to, const PersonalText& reason) {
    desk_.require("role.give", object_name(person));
    if (role == Role::anyone || role == Role::machine) throw Error{Fault::invalid, "role.not_for_people", {}, "role"};
    if (person == desk_.session().actor) throw Error{Fault::conflict, "role.own_grant"};
    if (to && *to < from) throw Error{Fault::invalid, "role.bad_end", {}, "to"};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        must_exist(write, person);
        write.run(
            "INSERT INTO role_entry(person, role, from_day, to_day, given_by, given_at, reason)"
            " VALUES(:person, :role, :from, :to, :by, :at, :reason)",
            {{"person", person},
             {"role", code(role)},
             {"from", from},
             {"to", to.value_or(no_end)},
             {"by", desk_.session().actor},
             {"at", desk_.now()},
             {"reason", reason}});
        audit::Event event = event_about(desk_, "role.changed", person);
        event.reason = reason;
        event.args = {{"given", std::string{code(role)}}};
        return appender.append(event);
    });
}

void People::end_role(PersonId person, Role role, const PersonalText& reason) {
    desk_.require("role.end", object_name(person));
    must_have_reason(reason);
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        if (role == Role::admin) must_not_be_last_admin(write, person, desk_.today());
        const auto ended = write.run(
            "UPDATE role_entry SET ended_at = :at, ended_by = :by, end_reason = :reason"
            " WHERE person = :person AND role = :role AND ended_at IS NULL",
            {{"at", desk_.now()},
             {"by", desk_.session().actor},
             {"reason", reason},
             {"person", person},
             {"role", code(role)}});
        if (ended == 0) throw Error{Fault::not_found, "role.not_given"};
        audit::Event event = event_about(desk_, "role.changed", person);
        event.reason = reason;
        event.args = {{"ended", std::string{code(role)}}};
        return appender.append(event);
    });
}

void People::set_password(PersonId person, const PersonalText& password, const Passwords& passwords, Chosen chosen) {
    const bool own = person == desk_.session().actor;
    desk_.require(own ? "password.set_own" : "password.set", object_name(person));
    passwords.check_rules(password, find_open(person).user_name);
    const std::string hash = passwords.hash(passwords.enter(), password);
    // What another person chose or saw is good for one thing only: choosing one's own.
    const bool once = !own && (chosen == Chosen::by_another || desk_.session().role != Role::machine);
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        write.run(
            "INSERT INTO account(person, password_hash, active, active_on, changed_at, must_change)"
            " VALUES(:person, :hash, 1, :today, :at, :once) ON CONFLICT(person) DO UPDATE SET"
            " password_hash = excluded.password_hash, active = 1, active_on = excluded.active_on,"
            " changed_at = excluded.changed_at, must_change = excluded.must_change",
            {{"person", person}, {"hash", hash}, {"today", desk_.today()}, {"at", desk_.now()}, {"once", once}});
        audit::Event event = event_about(desk_, "password.changed", person);
        event.args = {{"sessions", std::to_string(end_sessions(write, person, desk_.now(), "password.changed"))}};
        if (once) event.args.emplace_back("once", "1");
        return appender.append(event);
    });
}

void People::disable(PersonId person, const PersonalText& reason) {
    desk_.require("account.close", object_name(person));
    must_have_reason(reason);
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        must_exist(write, person);
        must_not_be_last_admin(write, person, desk_.today());
        write.run("UPDATE account SET active = 0, changed_at = :at WHERE person = :person AND active = 1",
                  {{"at", desk_.now()}, {"person", person}});
        audit::Event event = event_about(desk_, "account.closed", person);
        event.reason = reason;
        event.args = {{"sessions", std::to_string(end_sessions(write, person, desk_.now(), "account.closed"))}};
        return appender.append(event);
    });
}

void People::leave(PersonId person, Day last_day, const PersonalText& reason, const RecallPaper& recall) {
    desk_.require("person.leave", object_name(person));
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        must_exist(write, person);
        must_not_be_last_admin(write, person, desk_.today());
        if (last_day < write.one<Day>("SELECT employed_from FROM person WHERE id = :id", {{"id", person}}))
            throw Error{Fault::invalid, "person.bad_last_day", {}, "last_day"};
        write.run("UPDATE person SET employed_to = :last_day WHERE id = :id", {{"last_day", last_day}, {"id", person}});
        record_employment(write, desk_, person, reason);
        if (last_day < desk_.today()) end_sessions(write, person, desk_.now(), "person.left");
        const std::int64_t papers = recall ? recall(write, appender, desk_, person, "person.left") : 0;
        if (papers > 0)
            notify(write, {Addressee::to(Role::responsible), "person.left", object_name(person), papers}, desk_.now());
        audit::Event event = event_about(desk_, "person.left", person);
        event.reason = reason;
        event.args = {{"last_day", iso(last_day)}, {"papers", std::to_string(papers)}};
        return appender.append(event);
    });
}

std::vector<Person> People::list() const {
    desk_.require("person.view");
    return desk_.database().read([](db::Read& read) {
        std::vector<Person> people;
        for (const auto id : read.rows<PersonId>("SELECT id FROM person WHERE kind = 'human' ORDER BY user_name"))
            people.push_back(*person_of(read, id));
        return people;
    });
}

Person People::find(PersonId person) const {
    if (person != desk_.session().actor) desk_.require("person.view", object_name(person));
    return find_open(person);
}

Person People::find_open(PersonId person) const {
    auto found = desk_.database().read([&](db::Read& read) { return person_of(read, person); });
    if (!found) throw Error{Fault::not_found, "person.unknown"};
    return std::move(*found);
}

std::optional<PersonId> People::by_user_name(const std::string& user_name) const {
    return desk_.database().read([&](db::Read& read) {
        return read.row<PersonId>("SELECT id FROM person WHERE user_name = :name", {{"name", user_name}});
    });
}

std::optional<Person> person_of(db::Read& read, PersonId id) {
    const auto row = read.row<std::string, PersonalText, PersonalText, std::string, Day, Day, bool>(
        "SELECT p.user_name, p.name, p.title, p.employer, p.employed_from, p.employed_to, coalesce(a.active, 0)"
        " FROM person p LEFT JOIN account a ON a.person = p.id WHERE p.id = :id",
        {{"id", id}});
    if (!row) return std::nullopt;
    const auto& [user_name, name, title, employer, from, to, active] = *row;
    return Person{id, user_name, name, title, employer, from, until(to), active, roles_of(read, id)};
}

PersonalText name_of(db::Read& read, PersonId person) {
    return read.row<PersonalText>("SELECT name FROM person WHERE id = :id", {{"id", person}}).value_or(PersonalText{});
}

}  // namespace arkki::access
