// A letter becomes a case with its clock; somebody makes sure who asks.
#include <algorithm>
#include <array>
#include <cstdio>

#include "archive/archive.hpp"
#include "lang/text.hpp"
#include "register/customers.hpp"
#include "requests/opening.hpp"
#include "requests/rows.hpp"

namespace arkki::requests {
namespace {

constexpr std::array<std::string_view, 4> channels{"letter", "email", "phone", "visit"};
constexpr std::array<std::string_view, 4> signatures{"handwritten", "electronic", "none", "not_needed"};

template <class Codes>
void one_of(const Codes& codes, std::string_view value, const char* key, const char* field) {
    if (std::find(codes.begin(), codes.end(), value) == codes.end()) throw Error{Fault::invalid, key, {}, field};
}

/// A datum that may be corrected must be one the register could keep, else a granted correction could not be signed.
void check(const NewItem& item, Kind kind) {
    const bool all = item.datum == "all";
    if (!all) one_of(customers::data, item.datum, "request.bad_item", "datum");
    for (const auto* text : {&item.old_value, &item.wanted_value, &item.ground}) check_text(*text, "item");
    if (kind != Kind::rectify) return;
    if (all) throw Error{Fault::invalid, "request.bad_item", {}, "datum"};
    if (lang::clean_text(item.wanted_value.reveal()).empty())
        throw Error{Fault::invalid, "request.item_without_wish", {}, "wanted"};
    customers::check({item.datum, item.wanted_value, "customer_notice"});
}

void check(const NewRequest& request, Day today) {
    one_of(channels, request.channel, "request.bad_channel", "channel");
    one_of(signatures, request.signature, "request.bad_signature", "signature");
    if (!request.received_on.ok()) throw Error{Fault::invalid, "day.bad", {}, "received"};
    if (request.received_on > today) throw Error{Fault::invalid, "request.received_in_future", {}, "received"};
    check_items(request.items, request.kind);
}

/// Whose request it is and where its letter lies must be there: else the database would only name a constraint.
void check_links(db::Read& read, const NewRequest& request) {
    if (!customers::facts(read, request.subject).exists)
        throw Error{Fault::not_found, "customer.unknown", {}, "subject"};
    if (request.document && !archive::facts(read, *request.document).exists)
        throw Error{Fault::not_found, "document.unknown", {}, "document"};
}

/// "2026-0042": counted within the year the case is opened.
std::string next_number(db::Read& read, Day today) {
    const std::string year = iso(today).substr(0, 5);
    const auto used = read.one<std::int64_t>("SELECT count(*) FROM request_case WHERE substr(number, 1, 5) = :year",
                                             {{"year", year}});
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), "%04d", static_cast<int>(used + 1));
    return year + digits.data();
}

void add_item(db::Write& write, RequestId request, int number, const NewItem& item) {
    write.run(
        "INSERT INTO request_item (request, number, datum, old_value, wanted_value, ground)"
        " VALUES (:request, :number, :datum, :old, :wanted, :ground)",
        {{"request", request},
         {"number", number},
         {"datum", item.datum},
         {"old", item.old_value},
         {"wanted", item.wanted_value},
         {"ground", item.ground}});
}

CaseId insert_case(db::Write& write, const access::Desk& desk, const std::string& number, const NewRequest& request) {
    return write.one<CaseId>(
        "INSERT INTO request_case (number, subject, received_on, channel, language, signature, document, opened_at,"
        " opened_by) VALUES (:number, :subject, :received, :channel, :language, :signature, :document, :now, :person)"
        " RETURNING id",
        {{"number", number},
         {"subject", request.subject},
         {"received", request.received_on},
         {"channel", request.channel},
         {"language", code(request.language)},
         {"signature", request.signature},
         {"document", request.document},
         {"now", desk.now()},
         {"person", desk.session().actor}});
}

}  // namespace

void check_items(const std::vector<NewItem>& items, Kind kind) {
    if (kind == Kind::rectify && items.empty()) throw Error{Fault::invalid, "request.no_items", {}, "item"};
    for (const auto& item : items) check(item, kind);
}

RequestId insert_request(db::Write& write, CaseId case_id, Kind kind, const Counted& counted,
                         const std::string& own_receipt) {
    return write.one<RequestId>(
        "INSERT INTO request (request_case, kind, state, target_on, safe_on, last_on, ext_safe_on, ext_last_on,"
        " holidays, rule, received_on) VALUES (:case_id, :kind, 'received', :target, :safe, :last, :ext_safe, :ext_last,"
        " :holidays, :rule, :received) RETURNING id",
        {{"case_id", case_id},
         {"kind", code(kind)},
         {"target", counted.dates.target},
         {"safe", counted.dates.safe},
         {"last", counted.dates.last},
         {"ext_safe", counted.dates.ext_safe},
         {"ext_last", counted.dates.ext_last},
         {"holidays", counted.holidays},
         {"rule", counted.rule},
         {"received", own_receipt}});
}

void insert_items(db::Write& write, RequestId request, const std::vector<NewItem>& items) {
    int count = 0;
    for (const auto& item : items) add_item(write, request, ++count, item);
    if (items.empty()) add_item(write, request, 1, {"all", {}, {}, {}});
}

Opened Requests::open(const NewRequest& request) const {
    desk_.require("request.open");
    check(request, desk_.today());
    const Deadlines dates = deadlines(request.received_on, request.kind == Kind::rectify, holidays_, policy_);
    std::optional<Opened> opened;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        check_links(write, request);
        const std::string number = next_number(write, desk_.today());
        const auto case_id = insert_case(write, desk_, number, request);
        const auto id =
            insert_request(write, case_id, request.kind, {dates, holidays_.version(), rule_of(policy_)}, "");
        insert_items(write, id, request.items);
        opened = Opened{id, case_id, number, dates};
        auto event = event_of(desk_, "request.opened", load(write, id));
        event.args = {{"kind", std::string{code(request.kind)}}, {"safe", iso(dates.safe)}};
        return appender.append(event);
    });
    return *opened;
}

void Requests::identify(const access::Grant<access::WorkOnRequest>& grant, const std::string& method, bool proved,
                        const PersonalText& note) const {
    one_of(identity_methods(), method, "request.bad_method", "method");
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const Overview request = load(write, grant.object());
        if (request.answered_on) throw Error{Fault::conflict, "request.answered"};
        const std::string result = proved ? "proved" : "not_provable";
        write.run(
            "INSERT INTO identity_check (request, method, result, checked_at, checked_by, note)"
            " VALUES (:request, :method, :result, :now, :person, :note)",
            {{"request", request.id},
             {"method", method},
             {"result", result},
             {"now", desk_.now()},
             {"person", desk_.session().actor},
             {"note", note}});
        write.run("UPDATE request SET identity = :result WHERE id = :id", {{"result", result}, {"id", request.id}});
        if (request.state == State::received) {
            move(write, desk_, request.id, State::received, State::identify);
            if (proved) move(write, desk_, request.id, State::identify, State::work);
        } else if (request.state == State::identify && proved) {
            move(write, desk_, request.id, State::identify, State::work);
        }
        auto event = event_of(desk_, "request.identified", request);
        event.args = {{"method", method}, {"result", result}};
        return appender.append(event);
    });
}

}  // namespace arkki::requests
