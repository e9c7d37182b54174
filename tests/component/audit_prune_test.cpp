// What the log must no longer keep goes, from the files too; what proves it stays.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "audit/evidence.hpp"
#include "audit/holds.hpp"
#include "audit/prune.hpp"
#include "base/error.hpp"
#include "support/attacked_log.hpp"

using namespace arkki;
using namespace arkki::test;

namespace {

const audit::PrunePolicy policy{{}, std::string(64, 'a')};
const Day today = day_from_iso("2026-11-23");

/// 400 entries of 2020, 2025 and today: entry n looks at customer n and says what was typed.
class OldLog : public AttackedLog {
public:
    OldLog() : AttackedLog{"2020-03-02"} {
        look_from("2020-03-02", 1, 200);
        say("log.read", "2020-03-03");
        look_from("2025-03-03", 202, 300);
        look_from("2026-11-23", 301, 400);
    }
    void look_from(const char* day, int first, int last) {
        clock.set(day);
        database().write([&](db::Write& write) {
            for (int n = first; n <= last; ++n) {
                clock.advance(std::chrono::seconds{1});
                log.appender(write).append(look_at(n));
            }
        });
    }
    static audit::Event look_at(int n) {
        audit::Event event = look(n, {CustomerId{n}});
        if (n % 2 == 0) event.reason = PersonalText{"Taimi Esimerkki soitti"};
        return event;
    }
    void say(const std::string& action, const char* day) {
        clock.set(day);
        audit::Event event = by();
        event.action = action;
        log.append(event);
    }
    static audit::Event by() {
        audit::Event event = look(0);
        event.object.clear();
        event.args.clear();
        return event;
    }
    audit::Pruned prune(const std::atomic<bool>* stop = nullptr) {
        return audit::prune(log, by(), policy, clock.now(), stop);
    }
    std::int64_t count(const std::string& condition) {
        return database().read(
            [&](db::Read& read) { return read.one<std::int64_t>("SELECT count(*) FROM " + condition); });
    }
    std::string key_of(const std::function<void()>& act) {
        try {
            act();
        } catch (const Error& error) {
            return error.key();
        }
        return "done";
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_hold_has_a_reason_a_range_and_a_day_of_review) {
    OldLog old;
    const auto hold = [&](const audit::Hold& wanted) {
        return old.key_of([&] { audit::hold(old.log, OldLog::by(), wanted, today); });
    };
    const auto soon = day_from_iso("2027-01-31");
    BOOST_TEST(hold({0, 1, 5, PersonalText{""}, soon}) == "audit.hold_reason");
    BOOST_TEST(hold({0, 1, 5, PersonalText{"epäily"}, today}) == "audit.bad_review_day");
    BOOST_TEST(hold({0, 5, 1, PersonalText{"epäily"}, soon}) == "audit.bad_range");
    BOOST_TEST(hold({0, 1, 5000, PersonalText{"epäily"}, soon}) == "audit.bad_range");
    BOOST_TEST(old.key_of([&] { audit::release(old.log, OldLog::by(), 1); }) == "audit.no_such_hold");
    BOOST_TEST(old.count("audit_entry WHERE action LIKE 'log.%'") == 2);  // the founding and the reading
    const auto id = audit::hold(old.log, OldLog::by(), {0, 1, 5, PersonalText{"epäily"}, soon}, today);
    audit::release(old.log, OldLog::by(), id);
    BOOST_TEST(old.key_of([&] { audit::release(old.log, OldLog::by(), id); }) == "audit.no_such_hold");
    BOOST_TEST(old.database().read([](db::Read& read) { return audit::holds(read).size(); }) == 0u);
    BOOST_TEST(old.database().read([](db::Read& read) { return audit::holds(read, true).size(); }) == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_old_goes_and_what_proves_it_stays) {
    OldLog old;
    const auto sealed = old.seal();
    const auto proof = old.database().read([](db::Read& read) { return audit::evidence(read, EventId{7}).proof; });
    const auto pruned = old.prune();
    BOOST_TEST(pruned.ranges.size() == 2u);
    BOOST_TEST(pruned.gone_from_disk);
    BOOST_TEST(old.count("audit_entry WHERE com_f IS NOT NULL") == 150);  // what nobody typed needs no erasing
    BOOST_TEST(old.count("audit_entry WHERE com_a IS NOT NULL") == 201);
    BOOST_TEST(old.count("audit_entry WHERE com_c IS NOT NULL") == 200);  // "log.read" still says what it was
    BOOST_TEST(old.count("audit_entry WHERE com_s IS NOT NULL AND subjects IS NOT NULL") == 0);
    BOOST_TEST(old.count("audit_subject WHERE subject <= 200") == 0);
    BOOST_TEST(old.count("audit_subject WHERE subject > 200") == 199);
    BOOST_TEST(old.count("audit_entry WHERE seq = 0 AND object <> ''") == 1);
    BOOST_TEST(old.problems(sealed) == "");
    const auto now = old.checkpoint();
    BOOST_TEST(now.size == sealed.size + 2);
    const auto again = old.database().read([](db::Read& read) { return audit::evidence(read, EventId{7}); });
    BOOST_TEST(again.entry.find("\"A\":{\"commitment\":") != std::string::npos);
    const auto nothing = old.prune();
    BOOST_TEST(nothing.ranges.empty());
    BOOST_TEST(nothing.entries == 0);
    old.clock.advance(std::chrono::days{1});
    old.look_from("2026-11-24", 401, 402);
    BOOST_TEST(old.problems(now) == "");
}

BOOST_AUTO_TEST_CASE(what_was_erased_stands_in_no_file) {
    if (engine() != db::Engine::sqlite) return;
    OldLog old;
    old.look_from("2020-03-04", 401, 402);  // the clock went back: said, and no reason to keep anything
    old.look_from("2026-11-24", 403, 403);
    old.clock.set("2035-01-01");
    const std::filesystem::path file = old.store.url().substr(std::string_view{"sqlite:"}.size());
    const auto stands = [&](const std::string& text) {
        for (const auto* end : {"", "-wal"}) {
            std::ifstream in{file.string() + end, std::ios::binary};
            const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
            if (bytes.find(text) != std::string::npos) return true;
        }
        return false;
    };
    BOOST_TEST(stands("Taimi Esimerkki soitti"));
    BOOST_TEST(stands("counter-2"));
    old.prune();
    BOOST_TEST(!stands("Taimi Esimerkki soitti"));
    BOOST_TEST(old.count("audit_entry WHERE reason <> ''") == 0);
    BOOST_TEST(old.problems() == "");
}

BOOST_AUTO_TEST_CASE(a_hold_keeps_its_stretch_until_it_is_released) {
    OldLog old;
    const auto id = audit::hold(old.log, OldLog::by(),
                                {0, 50, 99, PersonalText{"epäily väärinkäytöstä"}, day_from_iso("2027-01-31")}, today);
    BOOST_TEST(old.prune().ranges.size() == 4u);
    BOOST_TEST(old.count("audit_entry WHERE seq BETWEEN 50 AND 99 AND (com_a IS NOT NULL OR com_f IS NOT NULL)") == 0);
    BOOST_TEST(old.count("audit_entry WHERE seq < 50 AND com_a IS NOT NULL") == 49);
    BOOST_TEST(old.problems() == "");
    audit::release(old.log, OldLog::by(), id);
    BOOST_TEST(old.prune().ranges.size() == 2u);
    BOOST_TEST(old.count("audit_entry WHERE com_a IS NOT NULL") == 201);
    BOOST_TEST(old.problems() == "");
}

BOOST_AUTO_TEST_CASE(a_run_that_was_stopped_goes_on_where_it_was_without_saying_it_twice) {
    OldLog old;
    const std::atomic<bool> stop{true};
    const auto stopped = old.prune(&stop);
    BOOST_TEST(stopped.ranges.size() == 2u);
    BOOST_TEST(stopped.entries == 0);
    BOOST_TEST(old.problems() == "");
    const auto id =
        audit::hold(old.log, OldLog::by(), {0, 150, 160, PersonalText{"epäily"}, day_from_iso("2027-01-31")}, today);
    const auto resumed = old.prune();
    // A hold that came between ends the stretch; what lies behind it is announced anew.
    BOOST_TEST(resumed.ranges.size() == 2u);
    BOOST_TEST(resumed.ranges.front().from == 161);
    BOOST_TEST(old.count("audit_entry WHERE com_a IS NOT NULL") == 201 - 11);
    BOOST_TEST(old.problems() == "");
    audit::release(old.log, OldLog::by(), id);
    old.prune();
    BOOST_TEST(old.count("audit_entry WHERE com_a IS NOT NULL") == 201);
    BOOST_TEST(old.problems() == "");
}

BOOST_AUTO_TEST_CASE(others_write_and_verify_while_it_goes_on) {
    OldLog old;
    std::atomic<bool> done{false};
    std::string found;
    std::thread writer{[&] {
        for (int n = 0; !done || n < 20; ++n) old.log.append(OldLog::look_at(n + 1));
    }};
    std::thread verifier{[&] {
        do found += old.problems();
        while (!done);
    }};
    old.prune();
    done = true;
    writer.join();
    verifier.join();
    BOOST_TEST(found == "");
    BOOST_TEST(old.problems() == "");
}

BOOST_AUTO_TEST_CASE(the_books_of_erasures_and_holds_are_not_rewritten) {
    OldLog old;
    audit::hold(old.log, OldLog::by(), {0, 1, 5, PersonalText{"epäily"}, day_from_iso("2027-01-31")}, today);
    old.prune();
    for (const auto* sql : {"DELETE FROM audit_hold", "UPDATE audit_hold SET to_seq = 9", "DELETE FROM audit_pruning"})
        BOOST_CHECK_THROW(old.database().write([&](db::Write& write) { write.run(sql); }), Error);
}
