#include "register/barred.hpp"

#include <algorithm>

#include "access/grounds.hpp"
#include "lang/text.hpp"

namespace arkki::customers {

namespace {

constexpr std::string_view newest =
    " NOT EXISTS (SELECT 1 FROM customer_item later WHERE later.customer = i.customer AND later.datum = i.datum"
    " AND later.id > i.id)";

std::string key_of(db::Read& read, CustomerId customer, std::string_view datum) {
    return read
        .row<std::string>(
            "SELECT i.search_key FROM customer_item i WHERE i.customer = :customer AND i.datum = :datum AND" +
                std::string{newest},
            {{"customer", customer}, {"datum", datum}})
        .value_or("");
}

std::string last_word(const std::string& key) { return key.substr(key.rfind(' ') + 1); }
std::string first_word(const std::string& key) { return key.substr(0, key.find(' ')); }

std::string surname_of(db::Read& read, PersonId person) {
    const auto name = read.row<PersonalText>("SELECT name FROM person WHERE id = :id", {{"id", person}});
    return name ? last_word(lang::search_key(name->reveal())) : std::string{};
}

/// A card may say "Aino Esimerkki" or "Esimerkki Aino".
bool named_so(const std::string& key, const std::string& surname) {
    return !surname.empty() && (last_word(key) == surname || first_word(key) == surname);
}

std::string home_of(db::Read& read, PersonId person) {
    return read.row<std::string>("SELECT address_key FROM person_home WHERE person = :person", {{"person", person}})
        .value_or("");
}

/// Registered relations, and whoever has this person's surname at his address.
std::vector<CustomerId> near(db::Read& read, PersonId person) {
    auto customers = read.rows<CustomerId>(
        "SELECT customer FROM person_relation WHERE person = :person AND ended_at IS NULL", {{"person", person}});
    const std::string home = home_of(read, person);
    if (home.empty()) return customers;
    const std::string surname = surname_of(read, person);
    for (const auto id : read.rows<CustomerId>("SELECT i.customer FROM customer_item i WHERE i.datum = 'postal_address'"
                                               " AND i.search_key = :home AND" +
                                                   std::string{newest},
                                               {{"home", home}}))
        if (named_so(key_of(read, id, "name"), surname)) customers.push_back(id);
    return customers;
}

/// Whether restricted data of this customer is open to the session by what it says itself.
bool has_ground(db::Read& read, const access::Session& session, CustomerId customer) {
    if (session.role != access::Role::responsible) return false;
    return session.purpose == "legal-claim" || !access::ground_named(read, session, customer).empty();
}

}  // namespace

Marks marks(db::Read& read, CustomerId customer, Day today) {
    Marks marks;
    for (const auto& [id, kind] : read.rows<std::int64_t, std::string>(
             "SELECT id, kind FROM hold WHERE customer = :id AND lifted_at IS NULL ORDER BY id", {{"id", customer}})) {
        if (kind == "restriction") marks.restricted = true;
        if (kind != "restriction" && !marks.hold) marks.hold = id;
    }
    marks.ended = read.one<bool>("SELECT EXISTS (SELECT 1 FROM customer WHERE id = :id AND ended_on < :today)",
                                 {{"id", customer}, {"today", today}});
    return marks;
}

std::vector<std::string> ties(db::Read& read, PersonId person, CustomerId customer) {
    std::vector<std::string> flags;
    bool colleague = false;
    for (const auto& [who, kind] : read.rows<PersonId, std::string>(
             "SELECT person, kind FROM person_relation WHERE customer = :customer AND ended_at IS NULL ORDER BY id",
             {{"customer", customer}})) {
        if (who == person) flags.push_back(kind == "other" ? "relation" : kind);
        if (who != person && kind == "own") colleague = true;
    }
    if (named_so(key_of(read, customer, "name"), surname_of(read, person))) flags.emplace_back("surname");
    const std::string home = home_of(read, person);
    if (!home.empty() && key_of(read, customer, "postal_address") == home) flags.emplace_back("address");
    if (colleague) flags.emplace_back("colleague");
    return flags;
}

std::vector<CustomerId> barred(db::Read& read, const access::Desk& desk) {
    auto customers = near(read, desk.session().actor);
    for (const auto id : read.rows<CustomerId>(
             "SELECT DISTINCT customer FROM hold WHERE kind = 'restriction' AND lifted_at IS NULL ORDER BY customer"))
        if (!has_ground(read, desk.session(), id)) customers.push_back(id);
    return customers;
}

std::vector<CustomerId> barred_from_requests(db::Read& read, const access::Desk& desk) {
    return desk.session().role == access::Role::responsible ? near(read, desk.session().actor) : barred(read, desk);
}

bool is_barred(db::Read& read, const access::Desk& desk, CustomerId customer) {
    const auto own = near(read, desk.session().actor);
    if (std::find(own.begin(), own.end(), customer) != own.end()) return true;
    const bool at_request = desk.session().role == access::Role::responsible && desk.session().purpose == "request";
    return marks(read, customer, desk.today()).restricted && !at_request && !has_ground(read, desk.session(), customer);
}

}  // namespace arkki::customers
