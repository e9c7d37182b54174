// A backup was put back: what the sealer still has is brought back as hashes and times, or refused.
#include <boost/test/unit_test.hpp>

#include "audit/restore.hpp"
#include "base/error.hpp"
#include "support/attacked_log.hpp"

using namespace arkki;
using namespace arkki::test;

namespace {

/// A log of 601 entries, sealed at the end, of which the last 201 are lost again.
class PutBack : public AttackedLog {
public:
    PutBack() {
        for (int n = 1; n <= 600; n += 50)
            database().write([&](db::Write& write) {
                for (int i = n; i < n + 50; ++i) {
                    clock.advance(std::chrono::seconds{1});
                    log.appender(write).append(look(i, {CustomerId{i}}));
                }
            });
        sealed = checkpoint();
        leaves = database().read([](db::Read& read) { return audit::leaf_texts(read, 400, 601); });
        attack("DELETE FROM audit_subject WHERE seq >= 400");
        attack("DELETE FROM audit_entry WHERE seq >= 400");
        rebuild_tree();
    }
    std::string restored(const std::vector<std::string>& given, const tlog::Checkpoint& to) {
        try {
            audit::restore(log, look(0), given, to, winter_wall_clock());
        } catch (const Error& error) {
            return error.key();
        }
        return "done";
    }
    tlog::Checkpoint sealed;
    std::vector<std::string> leaves;
};

}  // namespace

BOOST_AUTO_TEST_CASE(leaves_that_are_not_those_that_were_sealed_are_refused_and_nothing_is_left_of_them) {
    PutBack house;
    auto few = house.leaves;
    few.pop_back();
    BOOST_TEST(house.restored(few, house.sealed) == "audit.restore_mismatch");
    auto swapped = house.leaves;
    std::swap(swapped[3], swapped[4]);
    BOOST_TEST(house.restored(swapped, house.sealed) == "audit.bad_bundle");
    for (const auto& [was, now] : {std::pair{"\nA ", "\nB "}, {"\nC ", "\nC  "}, {"v1\n", "v2\n"}, {"Z\n", "Z\n\n"}}) {
        auto edited = house.leaves;
        edited[7].replace(edited[7].find(was), std::string_view{was}.size(), now);
        BOOST_TEST(house.restored(edited, house.sealed) == "audit.bad_bundle");
    }
    auto forged = house.leaves;
    forged[7].replace(forged[7].find("\nA ") + 3, 1, forged[7][forged[7].find("\nA ") + 3] == 'x' ? "y" : "x");
    BOOST_TEST(house.restored(forged, house.sealed) == "audit.restore_mismatch");
    BOOST_TEST(house.restored(house.leaves, {"other.example/audit/e1", house.sealed.size, house.sealed.root}) ==
               "audit.restore_mismatch");
    BOOST_TEST(house.checkpoint().size == 400u);
    BOOST_TEST(house.problems() == "");
}

BOOST_AUTO_TEST_CASE(a_log_that_went_its_own_way_since_is_not_repaired) {
    PutBack house;
    house.log.append(TestLog::look(1));
    BOOST_TEST(house.restored({house.leaves.begin() + 1, house.leaves.end()}, house.sealed) ==
               "audit.restore_mismatch");
    BOOST_TEST(house.checkpoint().size == 401u);
}

BOOST_AUTO_TEST_CASE(a_log_that_is_whole_needs_no_repair) {
    PutBack house;
    const auto now = house.checkpoint();
    BOOST_TEST(house.restored(house.leaves, now) == "audit.nothing_to_restore");
}

BOOST_AUTO_TEST_CASE(lost_entries_come_back_as_hashes_and_the_log_goes_on) {
    PutBack house;
    BOOST_TEST(house.problems(house.sealed) == "shorter");
    house.database().write([](db::Write& write) { audit::close_log(write, "seal.log_shorter"); });
    BOOST_CHECK_EXCEPTION(house.log.append(TestLog::look(1)), Error, [](const Error& error) {
        return error.key() == "audit.closed" && error.fault() == Fault::unavailable;
    });
    house.clock.advance(std::chrono::hours{1});
    const auto done = audit::restore(house.log, TestLog::look(0), house.leaves, house.sealed, winter_wall_clock());
    BOOST_TEST(done.from == 400);
    BOOST_TEST(done.to == 600);
    BOOST_TEST(done.event.value() == 601);
    BOOST_TEST(house.problems(house.sealed) == "");
    BOOST_TEST(house.log.append(TestLog::look(1)).value() == 602);
    BOOST_TEST(house.problems(house.sealed) == "");
    // The contents are gone, and nothing pretends otherwise.
    const auto entry = house.database().read([](db::Read& read) { return *audit::entry(read, EventId{500}); });
    BOOST_TEST(entry.pruned == "ASCF");
}
