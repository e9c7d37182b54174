// Customers' cards on a real database: what is refused, what is kept, what the log says of it.
#include <boost/test/unit_test.hpp>

#include "register/customers.hpp"
#include "support/test_office.hpp"

using namespace arkki;
using namespace arkki::customers;
using test::refusal_of;

namespace {

NewValue name(const std::string& text) { return {"name", PersonalText{text}}; }
NewValue value(const std::string& datum, const std::string& text) { return {datum, PersonalText{text}}; }

class Office : public test::TestOffice {
public:
    Office() {
        facts_of = [](db::Read& read, const access::Object& object, const access::Asking&) {
            return object.kind == "customer" ? customers::facts(read, CustomerId{object.id}) : access::Facts{};
        };
    }
    CustomerId customer(const std::string& words) {
        return Cards{clerk()}.add({name(words)}, day_from_iso("2026-01-02"));
    }
    Card card(CustomerId id) { return Cards{clerk()}.card(clerk().open<access::ViewCard>(id)); }
    std::vector<Datum> history(CustomerId id) { return Cards{clerk()}.history(clerk().open<access::ViewCard>(id)); }
    void amend(CustomerId id, const std::vector<NewValue>& values) {
        Cards{clerk()}.amend(clerk().open<access::AmendCard>(id), values);
    }
    std::size_t found(const std::string& words) { return Cards{clerk()}.find(PersonalText{words}, 20).size(); }
    std::string refused(const NewValue& bad) {
        return refusal_of([&] { return Cards{clerk()}.add({name("Maija Malli"), bad}, day_from_iso("2026-01-02")); });
    }
    void run(const std::string& sql) {
        database().write([&](db::Write& write) { write.script(sql); });
    }
    std::string refused_sql(const std::string& sql) {
        return refusal_of([&] {
            run(sql);
            return 0;
        });
    }
    const access::Desk& clerk() {
        if (!clerk_) clerk_ = std::make_unique<access::Desk>(desk("clerk"));
        return *clerk_;
    }

private:
    std::unique_ptr<access::Desk> clerk_;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_card_without_a_name_is_refused_and_nothing_is_written, Office) {
    const Cards cards{clerk()};
    const Day day = day_from_iso("2026-01-02");
    BOOST_TEST(refusal_of([&] { return cards.add({}, day); }) == "customer.no_name");
    for (const std::string text : {"", "   ", "\t\n", "...", "\xE2\x80\x8B", "' '"})
        BOOST_TEST(refusal_of([&] { return cards.add({name(text)}, day); }) == "customer.no_name");
    BOOST_TEST(refused(value("shoe_size", "42")) == "customer.bad_datum");
    BOOST_TEST(refused({"phone", PersonalText{"1"}, "rumour"}) == "customer.bad_source");
    for (const std::string who : {"", "   ", "\t"})
        BOOST_TEST(refused({"phone", PersonalText{"1"}, "subcontractor", who}) == "customer.no_source_name");
    BOOST_TEST(refused(value("phone", "\xC3(")) == "customer.bad_value");
    BOOST_TEST(refused(value("phone", std::string("0\0001", 3))) == "customer.bad_value");
    BOOST_TEST(refused(value("phone", std::string(2'001, '1'))) == "customer.bad_value");
    BOOST_TEST(refused({"phone", PersonalText{"1"}, "subcontractor", std::string(201, 'x')}) == "customer.bad_value");
    BOOST_TEST(test::lines_of(database(), "card.changed") == 0);
    BOOST_TEST(found("maija") == 0u);
}

BOOST_FIXTURE_TEST_CASE(an_auditor_may_neither_add_nor_look, Office) {
    const auto id = customer("Maija Malli");
    const auto auditor = desk("auditor");
    BOOST_TEST(refusal_of([&] { return Cards{auditor}.add({name("Toinen")}, day_from_iso("2026-01-02")); }) ==
               "access.denied.role");
    BOOST_TEST(refusal_of([&] { return auditor.open<access::ViewCard>(id).object(); }) == "access.denied.role");
    BOOST_TEST(Cards{auditor}.find(PersonalText{"maija"}, 20).empty());
}

BOOST_AUTO_TEST_CASE(who_is_not_on_the_list_for_cards_finds_nobody) {
    Office office;
    office.hire("newcomer", access::Role::clerk);
    office.enter_on_list("newcomer", "read", "/", "order");
    office.customer("Maija Malli");
    const auto newcomer = office.desk("newcomer");
    BOOST_TEST(Cards{newcomer}.find(PersonalText{"maija"}, 20).empty());
    BOOST_TEST(office.found("maija") == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_search_for_nothing_finds_nobody, Office) {
    customer("Maija Malli");
    customer("Matti Meikäläinen");
    for (const std::string words : {"", " ", "%", "_", "*", "--", "\xE2\x80\x8B", "\xFF", "'", "?"})
        BOOST_TEST(found(words) == 0u, "'" << words << "'");
    BOOST_TEST(found(std::string("ma\0", 3)) == 0u);
    BOOST_TEST(found(std::string(10'000, 'm')) == 0u);
    BOOST_TEST(found("aija") == 0u);  // the middle of a word is no beginning
    BOOST_TEST(found("%aija") == 0u);
    BOOST_TEST(found("a_ja") == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_customer_is_found_by_any_word_of_the_name_and_by_the_number_in_any_case, Office) {
    const auto id = customer("Åsa von Öhman-Järvinen");
    customer("Maija Malli");
    for (const std::string words : {"åsa", "ASA", "von", "v", "öhman", "ohman jarvinen", "Järv", "von öh", "AS-000001",
                                    "as-000001", " As-000001 "})
        BOOST_TEST(found(words) == 1u, words);
    BOOST_TEST(found("as-00000") == 0u);
    BOOST_TEST((Cards{clerk()}.find(PersonalText{"åsa"}, 20).front() == id));
    amend(id, {name("Åsa Berg")});
    BOOST_TEST(found("öhman") == 0u);  // only today's name counts
    BOOST_TEST(found("berg") == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_list_shows_what_tells_two_people_of_one_name_apart_and_logs_the_ids, Office) {
    const auto first = customer("Maija Malli");
    const auto second = customer("Maija Malli");
    amend(first, {value("postal_address", "Esimerkkitie 2, 00200 Helsinki")});
    const Cards cards{clerk()};
    const auto lines = cards.lines(clerk().show(cards.find(PersonalText{"maija"}, 20), PersonalText{"maija"}));
    BOOST_TEST_REQUIRE(lines.size() == 2u);
    BOOST_TEST((lines[0].id == first && lines[1].id == second));
    BOOST_TEST(lines[0].number == "AS-000001");
    BOOST_TEST(lines[0].postal_address.reveal() == "Esimerkkitie 2, 00200 Helsinki");
    BOOST_TEST(lines[1].postal_address.empty());
    BOOST_TEST(test::last_line(database()) == "search.page allowed");
}

BOOST_FIXTURE_TEST_CASE(values_keep_one_line_and_no_control_characters, Office) {
    const auto id = customer("Maija\tMalli\x1B[31m");
    amend(id, {value("postal_address", "Esimerkkitie 2\r\n\n  00200   Helsinki\n"), value("organisation", "A\nB")});
    const Card seen = card(id);
    BOOST_TEST(seen.value("name").reveal().find('\x1B') == std::string::npos);
    BOOST_TEST(seen.value("postal_address").reveal() == "Esimerkkitie 2, 00200 Helsinki");
    BOOST_TEST(seen.value("organisation").reveal() == "A B");
}

BOOST_FIXTURE_TEST_CASE(what_is_corrected_stays_as_history_with_its_source, Office) {
    const auto id = customer("Maija Malli");
    amend(id, {value("phone", "000 000 0010")});
    amend(id, {{"phone", PersonalText{"000 000 0011"}, "update_service", "Osoitepalvelu Esimerkki"}});
    const Card seen = card(id);
    BOOST_TEST_REQUIRE(seen.data.size() == 2u);
    BOOST_TEST(seen.data[1].value.reveal() == "000 000 0011");
    BOOST_TEST(seen.data[1].source_name == "Osoitepalvelu Esimerkki");
    BOOST_TEST(iso(seen.data[1].recorded_on) == "2026-11-23");
    const auto past = history(id);
    BOOST_TEST_REQUIRE(past.size() == 3u);
    BOOST_TEST(past[1].value.reveal() == "000 000 0011");
    BOOST_TEST(past[2].value.reveal() == "000 000 0010");
    amend(id, {value("phone", "")});  // the customer has none any more
    BOOST_TEST(card(id).value("phone").empty());
    BOOST_TEST(history(id).size() == 4u);
}

BOOST_FIXTURE_TEST_CASE(an_amendment_that_changes_nothing_writes_nothing, Office) {
    const auto id = customer("Maija Malli");
    amend(id, {value("phone", "000 000 0010")});
    const auto before = test::lines_of(database(), "card.changed");
    amend(id, {});
    amend(id, {name("Maija Malli"), value("phone", " 000 000 0010 "), value("email", "")});
    BOOST_TEST(test::lines_of(database(), "card.changed") == before);
    BOOST_TEST(history(id).size() == 2u);
    amend(id, {name("Maija Malli"), value("email", "maija@example.org")});
    BOOST_TEST(test::lines_of(database(), "card.changed") == before + 1);
    BOOST_TEST(history(id).size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(a_bad_value_among_good_ones_changes_none_of_them, Office) {
    const auto id = customer("Maija Malli");
    BOOST_TEST(refusal_of([&] {
                   amend(id, {value("phone", "000 000 0010"), value("name", "  ")});
                   return 0;
               }) == "customer.no_name");
    BOOST_TEST(card(id).value("phone").empty());
}

BOOST_FIXTURE_TEST_CASE(the_log_names_the_fields_and_never_the_values, Office) {
    const auto id = customer("Maija Malli");
    amend(id, {value("phone", "000 000 0010"), value("email", "maija@example.org")});
    database().read([&](db::Read& read) {
        const auto arguments =
            read.rows<std::string>("SELECT args FROM audit_entry WHERE action = 'card.changed' ORDER BY seq");
        BOOST_TEST_REQUIRE(arguments.size() == 2u);
        BOOST_TEST(arguments[1].find("phone+email") != std::string::npos);
        for (const auto& line : arguments) BOOST_TEST(line.find("Maija") == std::string::npos);
    });
}

BOOST_FIXTURE_TEST_CASE(a_correction_inside_anothers_transaction_falls_with_it, Office) {
    const auto id = customer("Maija Malli");
    const auto correct_phone = [&](bool fail) {
        log.change([&](db::Write& write, audit::Appender& appender) {
            const auto receipt =
                correct(write, appender, clerk(), id, {"phone", PersonalText{"000 000 0012"}, "customer_notice"});
            if (fail) throw Error{Fault::conflict, "request.changed_meanwhile"};
            return receipt;
        });
        return 0;
    };
    BOOST_TEST(refusal_of([&] { return correct_phone(true); }) == "request.changed_meanwhile");
    BOOST_TEST(card(id).value("phone").empty());
    BOOST_TEST(test::lines_of(database(), "card.changed") == 1);
    correct_phone(false);
    BOOST_TEST(card(id).value("phone").reveal() == "000 000 0012");
}

BOOST_FIXTURE_TEST_CASE(a_customership_ends_once_and_not_before_it_began, Office) {
    const auto id = customer("Maija Malli");
    const auto end = [&](const char* day) {
        return refusal_of([&] {
            Cards{clerk()}.end(clerk().open<access::AmendCard>(id), day_from_iso(day));
            return 0;
        });
    };
    BOOST_TEST(end("2026-01-01") == "customer.bad_end");
    BOOST_TEST(end("2026-10-31") == "");
    BOOST_TEST(end("2026-11-01") == "customer.ended_already");
    BOOST_TEST(iso(*card(id).ended_on) == "2026-10-31");
}

BOOST_FIXTURE_TEST_CASE(the_database_keeps_history_and_numbers, Office) {
    const auto id = customer("Maija Malli");
    amend(id, {value("phone", "000 000 0010")});
    BOOST_TEST(refused_sql("UPDATE customer_item SET value = 'x'") == "customer_item.append_only");
    BOOST_TEST(refused_sql("DELETE FROM customer_item") == "customer_item.append_only");
    BOOST_TEST(refused_sql("DELETE FROM customer") == "customer.kept");
    BOOST_TEST(refused_sql("UPDATE customer SET number = 'AS-9'") == "customer.number_is_fixed");
    BOOST_TEST(
        refused_sql(
            "INSERT INTO customer_item (customer, datum, value, search_key, sort_key, source, recorded_on,"
            " recorded_at, recorded_by) VALUES (1, 'phone', '1', '', '', 'subcontractor', '2026-01-01', 0, 1)") ==
        "db.constraint");
}

BOOST_FIXTURE_TEST_CASE(a_hold_can_only_be_lifted_and_restricts_the_card_until_then, Office) {
    const auto id = customer("Maija Malli");
    run("INSERT INTO hold (kind, customer, reason, evidence, review_on, placed_at, placed_by)"
        " VALUES ('restriction', 1, 'kiistetty', 'request:1', '2027-01-01', 0, 1)");
    BOOST_TEST(refusal_of([&] { return card(id).number; }) == "access.denied.restricted");
    for (const std::string set :
         {"reason = 'muu'", "evidence = 'muu'", "kind = 'legal'", "placed_at = 7", "placed_by = 2"})
        BOOST_TEST(refused_sql("UPDATE hold SET " + set) == "hold.only_lifting");
    BOOST_TEST(refused_sql("DELETE FROM hold") == "hold.kept");
    BOOST_TEST(refused_sql("UPDATE hold SET lifted_at = 9, lifted_by = 1") == "db.constraint");
    run("UPDATE hold SET review_on = '2027-02-01'");
    run("UPDATE hold SET lifted_at = 9, lifted_by = 1, lift_reason = 'selvitetty'");
    BOOST_TEST(refused_sql("UPDATE hold SET lift_reason = 'muu'") == "hold.lifted_already");
    BOOST_TEST(card(id).number == "AS-000001");
}

BOOST_FIXTURE_TEST_CASE(a_name_read_on_paper_finds_those_who_bear_it_today, Office) {
    const auto first = customer("Maija Malli");
    const auto second = customer("Maija Malli");
    customer("Matti Meikäläinen");
    database().read([&](db::Read& read) {
        BOOST_TEST(customers::named(read, {}).empty());
        BOOST_TEST(customers::named(read, {"", "malli", "maija"}).empty());
        const auto both = customers::named(read, {"maija malli", "maija malli", "x' OR '1'='1"});
        BOOST_TEST((both == std::vector<CustomerId>{first, second}));
        BOOST_TEST(number_of(read, second) == "AS-000002");
        BOOST_TEST(number_of(read, CustomerId{99}) == "");
        BOOST_TEST(!customers::facts(read, CustomerId{99}).exists);
    });
}
