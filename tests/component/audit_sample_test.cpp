#include <boost/test/unit_test.hpp>

#include <set>

#include "audit/anchors.hpp"
#include "audit/checkpoints.hpp"
#include "audit/query.hpp"
#include "audit/sample.hpp"
#include "base/error.hpp"
#include "support/test_log.hpp"

using namespace arkki;
using namespace arkki::test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(random_sample)

namespace {

Digest counting_root() {
    Digest root{};
    for (std::size_t i = 0; i < root.size(); ++i) root[i] = static_cast<std::uint8_t>(i);
    return root;
}

/// Thirty acts of people and ten of the machine in November, the first checkpoint of December outside.
class Month : public TestLog {
public:
    Month() {
        for (int n = 0; n < 40; ++n) {
            clock.advance(1min);
            auto event = look(n, {CustomerId{n + 1}});
            if (n % 4 == 3) event.role = "machine", event.actor = PersonId{1};
            log.append(event);
        }
        clock.set("2026-12-01", 0);
    }
    /// A checkpoint as the sealer would have signed it; its root is the counting one.
    void checkpoint(std::uint64_t size, bool outside) {
        const auto note = tlog::checkpoint_text({"arkki.example/audit/e1", size, counting_root()}) + "\n";
        database().write([&](db::Write& write) {
            audit::keep_checkpoint(write, note, clock.now());
            audit::hand_over(write, size, "mail", clock.now());
            if (outside)
                audit::acknowledge(write, *audit::next_anchor(write, "mail", clock.now()), std::string(64, 'a'),
                                   clock.now());
        });
    }
    static audit::Event by(std::int64_t person) {
        audit::Event event;
        event.actor = PersonId{person};
        event.via = "web";
        event.role = "auditor";
        event.purpose = "audit";
        return event;
    }
    std::optional<audit::Draw> draw(int size = 5) {
        return audit::draw_sample(log, by(20), november, size, clock.now());
    }
    std::vector<audit::Sampled> sample() {
        return database().read([&](db::Read& read) { return audit::sample(read, november.name); });
    }

    audit::Month november{"2026-11", Instant{std::chrono::sys_days{day_from_iso("2026-11-01")} - 2h},
                          Instant{std::chrono::sys_days{day_from_iso("2026-12-01")} - 2h}};
};

std::string key_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.key();
    }
    return "done";
}

}  // namespace

// Computed apart from this program:
//   python3 -c "import hashlib; r=bytes(range(32)); print([int.from_bytes(hashlib.sha256(r+i.to_bytes(8,'big'))
//       .digest()[:8],'big')%1000 for i in range(8)])"
BOOST_AUTO_TEST_CASE(the_numbers_are_those_another_program_computes) {
    const std::uint64_t expected[]{221, 120, 402, 210, 673, 201, 749, 431};
    for (std::uint64_t i = 0; i < 8; ++i) BOOST_TEST(audit::drawn_number(counting_root(), i, 1'000) == expected[i]);
}

BOOST_AUTO_TEST_CASE(nothing_is_drawn_before_a_later_checkpoint_has_left_the_machine) {
    Month month;
    month.clock.set("2026-11-30", 20);
    month.checkpoint(30, true);
    BOOST_TEST(!month.draw());
    month.clock.set("2026-12-01", 6);
    month.checkpoint(41, false);
    BOOST_TEST(!month.draw());
    BOOST_TEST(month.sample().empty());
    month.clock.advance(1h);
    month.checkpoint(42, true);
    const auto draw = month.draw();
    BOOST_REQUIRE(draw);
    BOOST_TEST(draw->size == 42);
    BOOST_TEST(draw->root == base64(counting_root()));
}

BOOST_AUTO_TEST_CASE(a_sample_is_what_the_root_says_acts_of_people_each_once_and_drawn_once) {
    Month month;
    month.checkpoint(41, true);
    const auto draw = month.draw();
    BOOST_REQUIRE(draw);
    BOOST_TEST(draw->from.value() == 0);
    BOOST_TEST(draw->range == 41);
    const auto sample = month.sample();
    BOOST_REQUIRE(sample.size() == 5u);
    std::set<std::int64_t> met;
    for (const auto& one : sample) {
        BOOST_TEST(audit::drawn_number(counting_root(), static_cast<std::uint64_t>(one.i), 41) ==
                   static_cast<std::uint64_t>(one.seq.value()));
        BOOST_TEST(one.seq.value() % 4 != 0, "the machine's entries and entry 0 are not drawn");
        BOOST_TEST(met.insert(one.seq.value()).second);
    }
    month.checkpoint(50, true);
    BOOST_TEST(month.draw(20)->size == 41);
    BOOST_TEST(month.sample().size() == 5u);
}

BOOST_AUTO_TEST_CASE(a_small_month_gives_all_its_acts_and_an_empty_one_is_refused) {
    Month month;
    month.checkpoint(41, true);
    month.draw(500);
    BOOST_TEST(month.sample().size() == 30u);
    const audit::Month october{"2026-10", Instant{}, Instant{} + 24h};
    BOOST_TEST(key_of([&] { audit::draw_sample(month.log, Month::by(20), october, 5, month.clock.now()); }) ==
               "sample.empty_month");
}

BOOST_AUTO_TEST_CASE(a_sampled_act_is_explained_by_another_person_and_the_answer_stands_in_the_log) {
    Month month;
    month.checkpoint(41, true);
    month.draw();
    const auto one = month.sample().front();
    const auto say = [&](std::int64_t person, audit::SampleId id, audit::Judgement verdict, const char* note) {
        return key_of(
            [&] { audit::answer(month.log, Month::by(person), id, verdict, PersonalText{note}, month.clock.now()); });
    };
    using audit::Judgement;
    BOOST_TEST(say(20, audit::SampleId{999}, Judgement::justified, "tilaus") == "sample.unknown");
    BOOST_TEST(say(20, one.id, Judgement::open, "tilaus") == "finding.bad_verdict");
    BOOST_TEST(say(20, one.id, Judgement::justified, "") == "finding.no_note");
    BOOST_TEST(say(17, one.id, Judgement::justified, "tilaus") == "finding.own");
    BOOST_TEST(say(20, one.id, Judgement::justified, "Tilaus 2210.") == "done");
    BOOST_TEST((month.sample().front().state == Judgement::justified));
    BOOST_TEST(month.database().read([](db::Read& read) { return audit::unanswered(read); }) == 4);
    const auto entry =
        month.database().read([&](db::Read& read) { return audit::entry(read, *month.sample().front().answer); });
    BOOST_TEST(entry->event.object == "sample:2026-11/" + std::to_string(one.i));
    BOOST_TEST(entry->event.note.reveal() == "Tilaus 2210.");
    BOOST_TEST(key_of([&] {
                   month.database().write([](db::Write& write) { write.run("UPDATE audit_sample SET seq = 1"); });
               }) == "sample.kept");
}

BOOST_AUTO_TEST_SUITE_END()
