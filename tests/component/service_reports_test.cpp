#include <boost/test/unit_test.hpp>

#include <sstream>

#include "register/customers.hpp"
#include "service/reports.hpp"
#include "service/review.hpp"
#include "support/test_service.hpp"

using namespace arkki;
using namespace arkki::test;
using namespace std::chrono_literals;

namespace {

service::ReportWish wish(const std::string& name) {
    service::ReportWish wish;
    wish.name = name;
    wish.reason = PersonalText{"Vuositarkastus"};
    wish.user = "clerk";
    wish.customer = CustomerId{1};
    wish.month = "2026-11";
    return wish;
}

/// A clerk opened a card; the rules went over it.
class Reviewed : public TestService {
public:
    Reviewed() {
        const auto clerk = desk("clerk");
        static_cast<void>(customers::Cards{clerk}.card(clerk.open<access::ViewCard>(CustomerId{1})));
        service::review_now(office());
    }
    service::Report make(const std::string& name) {
        const auto auditor = desk("auditor");
        return service::make_report(office(), auditor, wish(name));
    }
    std::string newest_event() {
        return office().database().read([](db::Read& read) {
            audit::Filter filter;
            filter.action = "log.read";
            const auto found = audit::entries(read, filter, {}, 1);
            std::string text = found.empty() ? "" : found[0].event.reason.reveal();
            if (!found.empty())
                for (const auto& [key, value] : found[0].event.args)
                    if (key == "report") text += " " + value;
            return text;
        });
    }
};

const std::string hostile = "=HYPERLINK(\"http://x\")\nToinen\trivi \x1b[31m \u202Ekäännetty";

service::Report with(const std::string& cell) { return {"user", {"name", "note"}, {{cell, "tavallinen"}}}; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_report_needs_a_known_name_a_reason_and_the_auditor) {
    Reviewed house;
    const auto refused = [&](const char* user, const std::function<void(service::ReportWish&)>& spoil) {
        return key_of([&] {
            auto wanted = wish("user");
            spoil(wanted);
            const auto desk = house.desk(user);
            static_cast<void>(service::make_report(house.office(), desk, wanted));
        });
    };
    BOOST_TEST(refused("clerk", [](auto&) {}) == "access.denied.role");
    BOOST_TEST(refused("admin", [](auto&) {}) == "access.denied.role");
    BOOST_TEST(refused("auditor", [](auto& w) { w.name = "users"; }) == "report.unknown");
    BOOST_TEST(refused("auditor", [](auto& w) { w.reason = PersonalText{" "}; }) == "report.no_reason");
    BOOST_TEST(refused("auditor", [](auto& w) { w.user = ""; }) == "report.no_user");
    BOOST_TEST(refused("auditor", [](auto& w) { w.user = "nobody"; }) == "person.unknown");
    BOOST_TEST(refused("auditor", [](auto& w) { w.name = "customer", w.customer.reset(); }) == "report.no_customer");
    BOOST_TEST(refused("auditor", [](auto& w) { w.name = "sample", w.month = "marraskuu"; }) == "report.bad_month");
    BOOST_TEST(house.newest_event() == "");
}

BOOST_AUTO_TEST_CASE(every_report_is_made_and_stands_in_the_log_with_its_reason) {
    Reviewed house;
    for (const auto name : service::report_names()) {
        const auto report = house.make(std::string{name});
        BOOST_TEST(!report.columns.empty(), name);
        for (const auto& row : report.rows) BOOST_TEST(row.size() == report.columns.size(), name);
        BOOST_TEST(house.newest_event() == "Vuositarkastus " + std::string{name});
    }
    BOOST_TEST(house.make("findings").rows.size() >= 1u);
    BOOST_TEST(house.make("customer").rows.size() >= 1u);
    for (const auto& row : house.make("commitments").rows) BOOST_TEST(row.back() != "MISSING", row.front());
}

BOOST_AUTO_TEST_CASE(a_cell_with_a_formula_and_line_breaks_is_harmless_in_every_writer) {
    std::ostringstream text, csv, json;
    service::write_text(with(hostile), text);
    service::write_csv(with(hostile), csv);
    service::write_json(with(hostile), json);
    const std::string shown = text.str();
    BOOST_TEST(std::count(shown.begin(), shown.end(), '\n') == 2);
    BOOST_TEST(shown.find("\\nToinen\\trivi \\x1b[31m \\u202ekäännetty") != std::string::npos);
    BOOST_TEST(shown.find('\x1b') == std::string::npos);
    BOOST_TEST(
        csv.str() ==
        "\xEF\xBB\xBF\"name\";\"note\"\r\n\"'=HYPERLINK(\"\"http://x\"\")\nToinen\trivi \x1b[31m \u202Ekäännetty\";"
        "\"tavallinen\"\r\n");
    BOOST_TEST(json.str().find("\\nToinen\\trivi") != std::string::npos);
    const std::string lines = json.str();
    BOOST_TEST(std::count(lines.begin(), lines.end(), '\n') == 1);
}

BOOST_AUTO_TEST_CASE(formulas_are_neutralised_whatever_they_begin_with_and_numbers_stay) {
    for (const auto* formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"}) {
        std::ostringstream csv;
        service::write_csv(with(formula), csv);
        BOOST_TEST(csv.str().find("\"'") != std::string::npos, formula);
    }
    std::ostringstream csv;
    service::write_csv(with("2026-11-23"), csv);
    BOOST_TEST(csv.str().find('\'') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_auditor_sees_numbers_and_a_name_costs_a_reason) {
    Reviewed house;
    const auto auditor = house.desk("auditor");
    const auto show = [&](const access::Desk& desk, CustomerId customer, const char* reason) {
        return key_of([&] { static_cast<void>(service::show_name(desk, customer, PersonalText{reason})); });
    };
    BOOST_TEST(show(house.desk("clerk"), CustomerId{1}, "syy") == "access.denied.role");
    BOOST_TEST(show(house.desk("admin"), CustomerId{1}, "syy") == "access.denied.role");
    BOOST_TEST(show(auditor, CustomerId{1}, " ") == "name.no_reason");
    BOOST_TEST(show(auditor, CustomerId{99'999}, "syy") == "customer.unknown");
    BOOST_TEST(!service::show_name(auditor, CustomerId{1}, PersonalText{"Havainto 7"}).empty());
    const auto line = house.office().database().read([](db::Read& read) {
        audit::Filter filter;
        filter.action = "name.shown";
        return audit::entries(read, filter, {}, 5);
    });
    BOOST_REQUIRE(line.size() == 1u);
    BOOST_TEST(line[0].event.subjects.size() == 1u);
    BOOST_TEST(line[0].event.reason.reveal() == "Havainto 7");
    for (const auto& row : house.make("findings").rows)
        for (const auto& cell : row) BOOST_TEST(cell.find("Asiakas") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_finding_is_judged_by_the_auditor_and_his_own_by_the_responsible_person) {
    Reviewed house;
    static_cast<void>(house.make("user"));
    service::review_now(house.office());
    const auto of = [&](const char* rule) {
        return house.office().database().read([&](db::Read& read) {
            audit::FindingFilter filter;
            filter.rule = rule;
            return audit::findings(read, filter, {}, 10);
        });
    };
    BOOST_REQUIRE(!of("no-relation").empty());
    BOOST_REQUIRE(of("log").size() == 1u);
    const auto judge = [&](const char* user, const char* purpose, audit::FindingId id) {
        return key_of([&] {
            service::judge_finding(house.desk(user, purpose), id, audit::Judgement::justified, PersonalText{"Tilaus."});
        });
    };
    BOOST_TEST(judge("clerk", "care", of("no-relation")[0].id) == "access.denied.role");
    BOOST_TEST(judge("auditor", "audit", of("log")[0].id) == "finding.own");
    BOOST_TEST(judge("auditor", "audit", of("no-relation")[0].id) == "done");
    BOOST_TEST(judge("responsible", "audit", of("log")[0].id) == "done");
}
