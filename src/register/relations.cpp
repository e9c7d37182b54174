#include "register/relations.hpp"

#include <algorithm>
#include <array>

#include "access/line.hpp"
#include "lang/text.hpp"
#include "register/customers.hpp"

namespace arkki::customers {

namespace {

/// As the register keeps an address: its lines one after the other, with commas.
std::string one_line(const std::string& text) {
    std::string address = lang::clean_lines(text);
    for (auto cut = address.find('\n'); cut != std::string::npos; cut = address.find('\n', cut))
        address.replace(cut, 1, ", ");
    return address;
}

audit::Event line(const access::Desk& desk, PersonId person, CustomerId customer, const std::string& kind) {
    audit::Event event = desk.event("relation.recorded");
    event.object = "customer:" + std::to_string(customer.value());
    event.subjects = {customer};
    event.args = {{"for", access::object_name(person)}, {"kind", kind}};
    return event;
}

}  // namespace

void Relations::demand_right(PersonId person) const {
    desk_.require("relation.record", access::object_name(person));
    if (person != desk_.session().actor) desk_.require("relation.record_other", access::object_name(person));
}

std::int64_t Relations::record(PersonId person, CustomerId customer, const std::string& kind) const {
    static constexpr std::array<std::string_view, 3> kinds{"own", "family", "other"};
    demand_right(person);
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
        throw Error{Fault::invalid, "relation.bad_kind", {}, "kind"};
    std::int64_t id = 0;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        if (number_of(write, customer).empty()) throw Error{Fault::not_found, "customer.unknown", {}, "customer"};
        if (!write.row<std::int64_t>("SELECT id FROM person WHERE id = :id AND kind = 'human'", {{"id", person}}))
            throw Error{Fault::not_found, "person.unknown", {}, "person"};
        id = write.one<std::int64_t>(
            "INSERT INTO person_relation(person, customer, kind, recorded_by, recorded_at)"
            " VALUES(:person, :customer, :kind, :by, :at) RETURNING id",
            {{"person", person},
             {"customer", customer},
             {"kind", kind},
             {"by", desk_.session().actor},
             {"at", desk_.now()}});
        return appender.append(line(desk_, person, customer, kind));
    });
    return id;
}

void Relations::end(std::int64_t relation, const PersonalText& reason) const {
    desk_.require("relation.record_other", "relation:" + std::to_string(relation));
    if (trimmed(reason.reveal()).empty()) throw Error{Fault::invalid, "list.no_reason", {}, "reason"};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto known = write.row<PersonId, CustomerId, std::string, std::optional<Instant>>(
            "SELECT person, customer, kind, ended_at FROM person_relation WHERE id = :id", {{"id", relation}});
        if (!known) throw Error{Fault::not_found, "relation.unknown"};
        const auto& [person, customer, kind, ended_at] = *known;
        if (person == desk_.session().actor) throw Error{Fault::conflict, "relation.own"};
        if (ended_at) throw Error{Fault::conflict, "relation.ended"};
        write.run("UPDATE person_relation SET ended_at = :at, ended_by = :by WHERE id = :id",
                  {{"at", desk_.now()}, {"by", desk_.session().actor}, {"id", relation}});
        audit::Event event = line(desk_, person, customer, kind);
        event.action = "relation.ended";
        event.reason = reason;
        return appender.append(event);
    });
}

std::vector<Relation> Relations::of(PersonId person) const {
    demand_right(person);
    return desk_.database().read([&](db::Read& read) {
        std::vector<Relation> relations;
        for (const auto& [id, customer, kind, at] : read.rows<std::int64_t, CustomerId, std::string, Instant>(
                 "SELECT id, customer, kind, recorded_at FROM person_relation WHERE person = :person"
                 " AND ended_at IS NULL ORDER BY id",
                 {{"person", person}}))
            relations.push_back({id, person, customer, kind, at});
        return relations;
    });
}

void Relations::set_home(PersonId person, const PersonalText& address) const {
    demand_right(person);
    if (!is_clean_utf8(address.reveal()) || address.reveal().size() > 500)
        throw Error{Fault::invalid, "relation.bad_home", {}, "home"};
    const std::string key = lang::search_key(one_line(address.reveal()));
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        write.run("DELETE FROM person_home WHERE person = :person", {{"person", person}});
        if (!key.empty())
            write.run(
                "INSERT INTO person_home(person, address_key, recorded_by, recorded_at)"
                " VALUES(:person, :key, :by, :at)",
                {{"person", person}, {"key", key}, {"by", desk_.session().actor}, {"at", desk_.now()}});
        audit::Event event = desk_.event("person.home");
        event.object = access::object_name(person);
        event.args = {{"known", key.empty() ? "no" : "yes"}};
        return appender.append(event);
    });
}

bool Relations::has_home(PersonId person) const {
    demand_right(person);
    return desk_.database().read([&](db::Read& read) {
        return read.one<bool>("SELECT EXISTS(SELECT 1 FROM person_home WHERE person = :person)", {{"person", person}});
    });
}

}  // namespace arkki::customers
