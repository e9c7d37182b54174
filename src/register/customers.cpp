#include "register/customers.hpp"

#include <algorithm>
#include <cstdio>

#include "access/access_list.hpp"
#include "lang/text.hpp"
#include "register/new_card.hpp"

namespace arkki::customers {
namespace {

constexpr std::string_view newest =
    " NOT EXISTS (SELECT 1 FROM customer_item later WHERE later.customer = i.customer AND later.datum = i.datum"
    " AND later.id > i.id)";

template <class Codes>
bool known(const Codes& codes, std::string_view code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// Longest value and source name, bytes.
constexpr std::size_t longest_value = 2'000;
constexpr std::size_t longest_source_name = 200;

/// As letters print it: one line without control characters; the lines of an address become its parts.
std::string clean(const NewValue& value) {
    const std::string& text = value.value.reveal();
    if (!is_clean_utf8(text) || text.size() > longest_value)
        throw Error{Fault::invalid, "customer.bad_value", {}, value.datum};
    if (value.datum != "postal_address") return lang::clean_text(text);
    std::string address = lang::clean_lines(text);
    for (auto cut = address.find('\n'); cut != std::string::npos; cut = address.find('\n', cut))
        address.replace(cut, 1, ", ");
    return address;
}

std::string clean_source_name(const NewValue& value) {
    if (!is_clean_utf8(value.source_name) || value.source_name.size() > longest_source_name)
        throw Error{Fault::invalid, "customer.bad_value", {}, "source_name"};
    return lang::clean_text(value.source_name);
}

void record(db::Write& write, const access::Desk& desk, CustomerId customer, const NewValue& value) {
    check(value);
    const std::string text = clean(value);
    write.run(
        "INSERT INTO customer_item (customer, datum, value, search_key, sort_key, source, source_name, recorded_on,"
        " document, recorded_at, recorded_by) VALUES (:customer, :datum, :value, :search_key, :sort_key, :source,"
        " :source_name, :day, :document, :now, :person)",
        {{"customer", customer},
         {"datum", value.datum},
         {"value", text},
         {"search_key", lang::search_key(text)},
         {"sort_key", lang::sort_key(text)},
         {"source", value.source},
         {"source_name", clean_source_name(value)},
         {"day", desk.today()},
         {"document", value.document},
         {"now", desk.now()},
         {"person", desk.session().actor}});
}

/// Whether the newest row of the datum says the same already.
bool stands(db::Read& read, CustomerId customer, const NewValue& value) {
    const auto row = read.row<std::string, std::string, std::string, std::optional<DocumentId>>(
        "SELECT i.value, i.source, i.source_name, i.document FROM customer_item i WHERE i.customer = :customer"
        " AND i.datum = :datum AND" +
            std::string{newest},
        {{"customer", customer}, {"datum", value.datum}});
    if (!row) return clean(value).empty();
    const auto& [text, source, source_name, document] = *row;
    return text == clean(value) && source == value.source && source_name == clean_source_name(value) &&
           document == value.document;
}

audit::Event changed(const access::Desk& desk, CustomerId customer, const std::string& fields) {
    auto event = desk.event("card.changed");
    event.object = "customer:" + std::to_string(customer.value());
    event.subjects = {customer};
    event.args = {{"fields", fields}};
    return event;
}

std::string names_of(const std::vector<NewValue>& values) {
    std::string names;
    for (const auto& value : values) names += (names.empty() ? "" : "+") + value.datum;
    return names;
}

std::vector<Datum> data_of(db::Read& read, CustomerId customer, bool history) {
    std::vector<Datum> result;
    for (const auto& name : data)
        for (const auto& [value, source, source_name, day, document] :
             read.rows<PersonalText, std::string, std::string, Day, std::optional<DocumentId>>(
                 "SELECT i.value, i.source, i.source_name, i.recorded_on, i.document FROM customer_item i"
                 " WHERE i.customer = :customer AND i.datum = :datum" +
                     (history ? std::string{" ORDER BY i.id DESC"} : " AND i.value <> '' AND" + std::string{newest}),
                 {{"customer", customer}, {"datum", name}}))
            result.push_back({std::string{name}, value, source, source_name, day, document});
    return result;
}

PersonalText current(db::Read& read, CustomerId customer, std::string_view datum) {
    return read
        .row<PersonalText>("SELECT i.value FROM customer_item i WHERE i.customer = :customer AND i.datum = :datum AND" +
                               std::string{newest},
                           {{"customer", customer}, {"datum", datum}})
        .value_or(PersonalText{});
}

std::string in_capitals(std::string number) {
    for (auto& c : number)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return number;
}

}  // namespace

bool may_read_cards(db::Read& read, const access::Desk& desk) {
    return access::entry_for(read, desk.session().actor, "read", "/", "card", desk.today()).has_value();
}

PersonalText Card::value(std::string_view datum) const {
    const auto found = std::find_if(data.begin(), data.end(), [&](const Datum& entry) { return entry.datum == datum; });
    return found == data.end() ? PersonalText{} : found->value;
}

void check(const NewValue& value) {
    if (!known(data, value.datum)) throw Error{Fault::invalid, "customer.bad_datum", {}, "datum"};
    if (!known(sources, value.source)) throw Error{Fault::invalid, "customer.bad_source", {}, "source"};
    const bool by_customer = value.source == "registration" || value.source == "customer_notice";
    if (!by_customer && clean_source_name(value).empty())
        throw Error{Fault::invalid, "customer.no_source_name", {}, "source_name"};
    // Without a letter or digit a name would be found by nothing, and its empty search key by everything.
    if (value.datum == "name" && lang::search_key(clean(value)).empty())
        throw Error{Fault::invalid, "customer.no_name", {}, "name"};
    static_cast<void>(clean(value));
}

void demand_new_card(const access::Desk& desk, const std::vector<NewValue>& values) {
    desk.require("card.add");
    if (std::none_of(values.begin(), values.end(), [](const auto& value) { return value.datum == "name"; }))
        throw Error{Fault::invalid, "customer.no_name", {}, "name"};
}

std::pair<CustomerId, audit::Receipt> add_card(db::Write& write, audit::Appender& appender, const access::Desk& desk,
                                               const std::vector<NewValue>& values, Day since) {
    const auto count = write.one<std::int64_t>("SELECT count(*) FROM customer");
    std::array<char, 16> number{};
    std::snprintf(number.data(), number.size(), "AS-%06d", static_cast<int>(count + 1));
    const auto customer = write.one<CustomerId>(
        "INSERT INTO customer (number, since, created_at, created_by) VALUES (:number, :since, :now, :person)"
        " RETURNING id",
        {{"number", number.data()}, {"since", since}, {"now", desk.now()}, {"person", desk.session().actor}});
    for (const auto& value : values) record(write, desk, customer, value);
    return {customer, appender.append(changed(desk, customer, names_of(values)))};
}

CustomerId Cards::add(const std::vector<NewValue>& values, Day since) const {
    demand_new_card(desk_, values);
    std::optional<CustomerId> customer;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        auto [made, receipt] = add_card(write, appender, desk_, values, since);
        customer = made;
        return std::move(receipt);
    });
    return *customer;
}

void Cards::amend(const access::Grant<access::AmendCard>& grant, const std::vector<NewValue>& values) const {
    for (const auto& value : values) check(value);
    const CustomerId customer = grant.object();
    const bool nothing_new = desk_.database().read([&](db::Read& read) {
        return std::all_of(values.begin(), values.end(),
                           [&](const auto& value) { return stands(read, customer, value); });
    });
    if (nothing_new) return;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        std::vector<NewValue> news;
        for (const auto& value : values) {
            if (stands(write, customer, value)) continue;
            record(write, desk_, customer, value);
            news.push_back(value);
        }
        return appender.append(changed(desk_, customer, news.empty() ? "none" : names_of(news)));
    });
}

void Cards::end(const access::Grant<access::AmendCard>& grant, Day last_day) const {
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const Day since = write.one<Day>("SELECT since FROM customer WHERE id = :id", {{"id", grant.object()}});
        if (last_day < since) throw Error{Fault::invalid, "customer.bad_end", {}, "ended_on"};
        write.run("UPDATE customer SET ended_on = :day WHERE id = :id", {{"day", last_day}, {"id", grant.object()}});
        return appender.append(changed(desk_, grant.object(), "ended"));
    });
}

Card Cards::card(const access::Grant<access::ViewCard>& grant) const {
    return desk_.database().read([&](db::Read& read) {
        const auto row = read.row<std::string, Day, std::optional<Day>>(
            "SELECT number, since, ended_on FROM customer WHERE id = :id", {{"id", grant.object()}});
        if (!row) throw Error{Fault::not_found, "customer.unknown"};
        const auto& [number, since, ended] = *row;
        return Card{grant.object(), number, since, ended, data_of(read, grant.object(), false)};
    });
}

std::vector<Datum> Cards::history(const access::Grant<access::ViewCard>& grant) const {
    return desk_.database().read([&](db::Read& read) { return data_of(read, grant.object(), true); });
}

std::vector<CustomerId> Cards::permitted(const std::vector<CustomerId>& ids) const {
    return desk_.database().read([&](db::Read& read) {
        std::vector<CustomerId> permitted;
        if (!may_read_cards(read, desk_)) return permitted;
        for (const auto id : ids)
            if (!number_of(read, id).empty()) permitted.push_back(id);
        return permitted;
    });
}

std::vector<CustomerId> Cards::find(const PersonalText& words, int limit) const {
    if (!is_clean_utf8(words.reveal()) || words.reveal().size() > longest_value) return {};
    const std::string key = lang::search_key(words.reveal());
    const std::string number = in_capitals(std::string{trimmed(words.reveal())});
    if (key.empty()) return {};  // nothing to look for: the beginning of every name
    return desk_.database().read([&](db::Read& read) {
        if (!may_read_cards(read, desk_)) return std::vector<CustomerId>{};
        // A word begins with the key where the key stands behind a blank: no LIKE, whose letters differ between
        // engines.
        return read.rows<CustomerId>(
            "SELECT c.id FROM customer c JOIN customer_item i ON i.customer = c.id AND i.datum = 'name' AND" +
                std::string{newest} +
                " WHERE c.number = :number OR replace(' ' || i.search_key, :key, '') <> ' ' || i.search_key"
                " ORDER BY i.sort_key, c.id LIMIT :limit",
            {{"number", number}, {"key", " " + key}, {"limit", std::clamp(limit, 1, 200)}});
    });
}

std::vector<Line> Cards::lines(const access::Shown<CustomerId>& shown) const {
    return desk_.database().read([&](db::Read& read) {
        std::vector<Line> lines;
        // An id may come out of an address: who may not read cards is told the number alone.
        const bool named = may_read_cards(read, desk_);
        for (const auto id : shown.objects()) {
            const auto row = read.row<std::string, std::optional<Day>>(
                "SELECT number, ended_on FROM customer WHERE id = :id", {{"id", id}});
            if (!row) continue;
            lines.push_back({id, std::get<0>(*row), named ? current(read, id, "name") : PersonalText{},
                             named ? current(read, id, "postal_address") : PersonalText{},
                             std::get<1>(*row).has_value()});
        }
        return lines;
    });
}

audit::Receipt correct(db::Write& write, audit::Appender& appender, const access::Desk& desk, CustomerId customer,
                       const NewValue& value) {
    record(write, desk, customer, value);
    return appender.append(changed(desk, customer, value.datum));
}

std::optional<audit::Receipt> take_over(db::Write& write, audit::Appender& appender, const access::Desk& desk,
                                        CustomerId customer, const std::vector<NewValue>& values) {
    std::vector<NewValue> fresh;
    for (const auto& value : values) {
        check(value);
        if (clean(value) != current(write, customer, value.datum).reveal()) fresh.push_back(value);
    }
    for (const auto& value : fresh) record(write, desk, customer, value);
    if (fresh.empty()) return std::nullopt;
    return appender.append(changed(desk, customer, names_of(fresh)));
}

std::vector<CustomerId> named(db::Read& read, const std::vector<std::string>& search_keys) {
    std::vector<CustomerId> found;
    for (const auto& key : search_keys)
        for (const auto id : read.rows<CustomerId>("SELECT i.customer FROM customer_item i WHERE i.datum = 'name'"
                                                   " AND i.search_key = :key AND" +
                                                       std::string{newest},
                                                   {{"key", key}}))
            if (std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
    return found;
}

std::optional<CustomerId> by_number(db::Read& read, std::string number) {
    return read.row<CustomerId>("SELECT id FROM customer WHERE number = :number",
                                {{"number", in_capitals(std::move(number))}});
}

std::string number_of(db::Read& read, CustomerId customer) {
    return read.row<std::string>("SELECT number FROM customer WHERE id = :id", {{"id", customer}}).value_or("");
}

access::Facts facts(db::Read& read, CustomerId customer) {
    access::Facts facts;
    facts.exists = read.row<std::int64_t>("SELECT id FROM customer WHERE id = :id", {{"id", customer}}).has_value();
    facts.series = "card";
    facts.subjects = {customer};
    facts.restricted = read.one<bool>(
        "SELECT EXISTS (SELECT 1 FROM hold WHERE customer = :id AND kind = 'restriction' AND lifted_at IS NULL)",
        {{"id", customer}});
    return facts;
}

}  // namespace arkki::customers
