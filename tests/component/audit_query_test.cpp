#include <boost/test/unit_test.hpp>

#include <sstream>

#include "audit/evidence.hpp"
#include "audit/export.hpp"
#include "audit/query.hpp"
#include "base/error.hpp"
#include "support/test_log.hpp"

using namespace arkki;
using namespace arkki::test;
using audit::Filter;
using namespace std::chrono_literals;

namespace {

/// Entries 1-6: looks of two clerks at documents of two customers, a denial and a case.
class Office : public TestLog {
public:
    Office() {
        for (int n = 1; n <= 6; ++n) {
            clock.advance(1min);
            audit::Event event = look(n % 2 == 0 ? 812 : 813, {CustomerId{n % 3 + 40}, CustomerId{7}});
            event.actor = PersonId{n % 2 == 0 ? 17 : 18};
            if (n == 3) event.result = "denied", event.rule = "not-on-list";
            if (n == 4) event.case_ref = "order:2210", event.action = "document.copy";
            log.append(event);
        }
    }
    std::string found(const Filter& filter, std::optional<EventId> before = {}, int limit = 50) {
        std::string text;
        for (const auto& entry :
             database().read([&](db::Read& read) { return audit::entries(read, filter, before, limit); }))
            text += std::to_string(entry.seq.value()) + ' ';
        return text;
    }
};

std::string refused_field(const Filter& filter) {
    try {
        audit::check(filter);
    } catch (const Error& error) {
        BOOST_TEST(error.key() == "audit.bad_filter");
        return error.field();
    }
    return "taken";
}

Filter with(void (*fill)(Filter&)) {
    Filter filter;
    fill(filter);
    return filter;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_filter_with_a_name_in_it_is_refused_before_it_could_stand_in_the_log) {
    BOOST_TEST(refused_field(with([](Filter& f) { f.object = "Mesikämmen"; })) == "object");
    BOOST_TEST(refused_field(with([](Filter& f) { f.object = "mesikammen"; })) == "object");
    BOOST_TEST(refused_field(with([](Filter& f) { f.action = "Otso Mesi"; })) == "action");
    BOOST_TEST(refused_field(with([](Filter& f) { f.result = "other"; })) == "result");
    BOOST_TEST(refused_field(with([](Filter& f) { f.case_ref = "010190-999X"; })) == "case");
    BOOST_TEST(refused_field(with([](Filter& f) { f.object = "document:" + std::string(120, '1'); })) == "object");
    BOOST_TEST(refused_field(with([](Filter& f) { f.object = "document:812", f.action = "document.view"; })) ==
               "taken");
}

BOOST_AUTO_TEST_CASE(each_filter_finds_its_entries_newest_first) {
    Office office;
    BOOST_TEST(office.found({}) == "6 5 4 3 2 1 0 ");
    BOOST_TEST(office.found(with([](Filter& f) { f.actor = PersonId{17}; })) == "6 4 2 ");
    BOOST_TEST(office.found(with([](Filter& f) { f.subject = CustomerId{41}; })) == "4 1 ");
    BOOST_TEST(office.found(with([](Filter& f) { f.object = "document:813"; })) == "5 3 1 ");
    BOOST_TEST(office.found(with([](Filter& f) { f.action = "document.copy"; })) == "4 ");
    BOOST_TEST(office.found(with([](Filter& f) { f.result = "denied"; })) == "3 ");
    BOOST_TEST(office.found(with([](Filter& f) { f.case_ref = "order:2210"; })) == "4 ");
    Filter time;
    time.from = office.clock.now() - 3min;
    time.to = office.clock.now();
    BOOST_TEST(office.found(time) == "5 4 3 ");
    time.actor = PersonId{18};
    time.subject = CustomerId{7};
    BOOST_TEST(office.found(time) == "5 3 ");
}

BOOST_AUTO_TEST_CASE(pages_follow_one_another_without_overlap) {
    Office office;
    BOOST_TEST(office.found({}, {}, 3) == "6 5 4 ");
    BOOST_TEST(office.found({}, EventId{4}, 3) == "3 2 1 ");
    BOOST_TEST(office.found({}, EventId{1}, 3) == "0 ");
    BOOST_TEST(office.found({}, EventId{0}, 3) == "");
}

BOOST_AUTO_TEST_CASE(an_entry_comes_back_as_it_was_told) {
    Office office;
    audit::Event event = TestLog::look(812, {CustomerId{9}, CustomerId{3}});
    event.query = PersonalText{"öljykannu \"50\"\n"};
    event.args = {{"explained", "order:1=2"}, {"empty", ""}};
    event.sha256 = std::string(64, 'a');
    const EventId seq = office.log.append(event);
    const auto entry = *office.database().read([&](db::Read& read) { return audit::entry(read, seq); });
    BOOST_TEST((entry.at == office.clock.now()));
    BOOST_TEST((entry.event.query == event.query));
    BOOST_TEST((entry.event.args == event.args));
    BOOST_TEST(entry.event.sha256 == event.sha256);
    BOOST_TEST(entry.event.station == "counter-2");
    BOOST_TEST(entry.pruned == "");
    const auto subjects = office.database().read([&](db::Read& read) { return audit::subjects_of(read, seq); });
    BOOST_TEST((subjects == std::vector{CustomerId{3}, CustomerId{9}}));
    BOOST_TEST(!office.database().read([](db::Read& read) { return audit::entry(read, EventId{99}); }));
}

BOOST_AUTO_TEST_CASE(kinds_are_counted_most_first) {
    Office office;
    const auto counts = office.database().read([](db::Read& read) { return audit::counts(read, {}); });
    BOOST_TEST_REQUIRE(counts.size() == 3u);
    BOOST_TEST(counts[0].action == "document.view");
    BOOST_TEST(counts[0].count == 5);
}

BOOST_AUTO_TEST_CASE(reading_the_log_is_an_event_with_its_filter) {
    Office office;
    Filter filter;
    filter.from = office.clock.now();
    filter.subject = CustomerId{41};
    filter.action = "document.view";
    const auto seq = office.log.append(audit::log_read(TestLog::look(1), filter, 2));
    const auto read = office.database().read([&](db::Read& snapshot) { return *audit::entry(snapshot, seq); });
    BOOST_TEST(read.event.action == "log.read");
    BOOST_TEST(read.event.count == 2);
    BOOST_TEST((read.event.subjects == std::vector{CustomerId{41}}));
    const std::vector<std::pair<std::string, std::string>> args{{"from", iso(office.clock.now())},
                                                                {"action", "document.view"}};
    BOOST_TEST((read.event.args == args));
}

BOOST_AUTO_TEST_CASE(a_spreadsheet_gets_text_and_never_a_formula) {
    Office office;
    audit::Event event = TestLog::look(1, {CustomerId{3}, CustomerId{900}});
    event.request = "=HYPERLINK(\"http://mallory.example\")";
    event.case_ref = "a;b";
    office.log.append(event);
    std::ostringstream out;
    BOOST_TEST(audit::write_csv(office.database(), with([](Filter& f) { f.subject = CustomerId{900}; }),
                                winter_wall_clock(), out) == 1);
    BOOST_TEST(
        out.str() ==
        "\xEF\xBB\xBF"
        "seq;utc;local;user;role;action;purpose;case;subjects;object;result;rule;count;request\r\n"
        "7;\"2026-11-23T08:06:00.000000Z\";\"2026-11-23 10:06:00\";\"17\";\"clerk\";\"document.view\";\"care\";"
        "\"a;b\";\"3, 900\";\"document:1\";\"allowed\";\"\";\"1\";\"'=HYPERLINK(\"\"http://mallory.example\"\")\"\r\n");
}

BOOST_AUTO_TEST_CASE(json_lines_open_every_group_but_pruned_ones) {
    Office office;
    office.database().write([](db::Write& write) {
        write.run(
            "UPDATE audit_entry SET com_a = leaf, salt_a = NULL, actor = NULL, session = NULL, auth = NULL, "
            "addr = NULL, via = NULL, station = NULL WHERE seq = 2");
    });
    std::ostringstream out;
    BOOST_TEST(audit::write_json_lines(office.database(), {}, out) == 7);
    std::istringstream lines{out.str()};
    std::string line;
    for (int n = 0; n <= 2; ++n) std::getline(lines, line);
    const std::string start =
        "{\"format\":\"arkki-audit/v1\",\"origin\":\"arkki.example/audit/e1\",\"seq\":2,"
        "\"ts\":\"2026-11-23T08:02:00.000000Z\",\"A\":{\"commitment\":\"";
    BOOST_TEST(line.starts_with(start));
    BOOST_TEST(line.find("\"subjects\":[{\"id\":7,\"salt\":\"") != std::string::npos);
    BOOST_TEST(line.find("\"body\":\"{\\\"action\\\":\\\"document.view\\\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_entry_is_proved_against_the_log_as_it_is) {
    Office office;
    office.database().write([&](db::Write& write) {
        for (int n = 0; n < 600; ++n) office.log.appender(write).append(TestLog::look(n));
    });
    office.database().read([](db::Read& read) {
        const auto now = audit::current(read);
        for (const std::uint64_t seq : {0u, 255u, 256u, 511u, 606u}) {
            const auto leaf = audit::stored_hashes(read)(0, seq, seq + 1).front();
            const auto proof = tlog::inclusion_proof(audit::stored_hashes(read), seq, now.size);
            BOOST_TEST(tlog::is_included(leaf, seq, now.size, now.root, proof));
        }
        const auto evidence = audit::evidence(read, EventId{300});
        BOOST_TEST(evidence.proof.starts_with("c2sp.org/tlog-proof@v1\nindex 300\n"));
        BOOST_TEST(evidence.proof.ends_with("\n\n" + tlog::checkpoint_text(now)));
        BOOST_CHECK_THROW((void)audit::evidence(read, EventId{607}), Error);
    });
}
