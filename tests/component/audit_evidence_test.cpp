// Evidence for one entry: what is opened can be checked, what is withheld cannot be guessed, nothing can be swapped.
#include <boost/test/unit_test.hpp>

#include "audit/checkpoints.hpp"
#include "audit/entry_file.hpp"
#include "audit/evidence.hpp"
#include "audit/export_check.hpp"
#include "audit/query.hpp"
#include "base/error.hpp"
#include "support/test_log.hpp"
#include "tlog/proof_file.hpp"

using namespace arkki;
using namespace arkki::test;

namespace {

struct House {
    House() {
        log.database().write([&](db::Write& write) {
            auto appender = log.log.appender(write);
            for (int n = 0; n < 20; ++n)
                appender.append(TestLog::look(n, {CustomerId{7}, CustomerId{4242}, CustomerId{5}}));
            audit::keep_checkpoint(write, tlog::signed_note(audit::current(write), key), log.clock.now());
        });
    }
    audit::Evidence evidence(std::int64_t seq, const audit::Opening& opening = {}) {
        return log.database().read([&](db::Read& read) { return audit::evidence(read, EventId{seq}, opening); });
    }
    [[nodiscard]] std::string fault(const std::string& proof, const std::string& entry) const {
        return audit::check_evidence(proof, entry, {key.verifier(), {}});
    }
    TestLog log;
    tlog::SignerKey key = tlog::SignerKey::make("arkki.example/audit/e1");
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    BOOST_TEST_REQUIRE(at != std::string::npos, what);
    return text.replace(at, what.size(), with);
}

}  // namespace

BOOST_AUTO_TEST_CASE(letters_of_groups_are_read_strictly) {
    BOOST_TEST(audit::groups_from("C,S") == "CS");
    BOOST_TEST(audit::groups_from("") == "");
    for (const auto* bad : {"X", "CS", "C,", ",C", "C,,S", "c", "C, S", "C,S,"})
        BOOST_CHECK_EXCEPTION((void)audit::groups_from(bad), Error,
                              [](const Error& error) { return error.key() == "audit.bad_opening"; });
}

BOOST_AUTO_TEST_CASE(a_data_subject_sees_the_circumstances_and_himself_alone) {
    House house;
    const auto shown = house.evidence(9, {"CS", {{CustomerId{4242}}}});
    BOOST_TEST(shown.sealed);
    BOOST_TEST(house.fault(shown.proof, shown.entry) == "");
    const auto file = audit::entry_from(shown.entry);
    BOOST_TEST(!file.groups[0].salt.has_value());
    BOOST_TEST(!file.groups[3].salt.has_value());
    BOOST_TEST_REQUIRE(file.subjects.size() == 1u);
    BOOST_TEST(file.subjects[0].id == 4242);
    BOOST_TEST(shown.entry.find("\"id\":7,") == std::string::npos);
    BOOST_TEST(shown.entry.find("s-4f2a") == std::string::npos);
    BOOST_TEST(shown.entry.find("10.1.1.121") == std::string::npos);
    BOOST_CHECK_EXCEPTION((void)house.evidence(9, {"CS", {{CustomerId{8}}}}), Error,
                          [](const Error& error) { return error.key() == "audit.no_such_subject"; });
    BOOST_CHECK_THROW((void)house.evidence(99), Error);
}

BOOST_AUTO_TEST_CASE(whatever_is_swapped_or_dropped_does_not_hold) {
    House house;
    const auto [proof, entry, sealed] = house.evidence(9, {"ACS", {{CustomerId{4242}}}});
    BOOST_TEST(house.fault(proof, entry) == "");
    const auto other = house.evidence(10, {"ACS", {{CustomerId{4242}}}});
    const auto salt_of = [](const std::string& json, const std::string& group) {
        return json.substr(json.find('"' + group + "\":{\"salt\":\"") + 13, 32);
    };
    BOOST_TEST(house.fault(proof, replaced(entry, "\"id\":4242", "\"id\":4243")) == "subject");
    BOOST_TEST(house.fault(proof, replaced(entry, "\"seq\":9", "\"seq\":10")) == "proof");
    BOOST_TEST(house.fault(proof, replaced(entry, "\\\"role\\\":\\\"clerk\\\"", "\\\"role\\\":\\\"admin\\\"")) ==
               "proof");
    BOOST_TEST(house.fault(proof, replaced(entry, salt_of(entry, "C"), salt_of(other.entry, "C"))) == "proof");
    const auto subject_salt = entry.substr(entry.find("\"id\":4242,\"salt\":\"") + 18, 32);
    BOOST_TEST(house.fault(proof, replaced(entry, subject_salt, std::string(32, '0'))) == "subject");
    BOOST_TEST(house.fault(proof, other.entry) == "proof");
    BOOST_TEST(house.fault(other.proof, entry) == "proof");
    const auto withheld = house.evidence(9, {"", {}}).entry;
    BOOST_TEST(house.fault(proof, withheld) == "");  // less is shown, and it holds
    BOOST_TEST(house.fault(proof, entry.substr(0, entry.find(",\"F\"")) + "}") == "proof");  // a group dropped
    BOOST_TEST(house.fault(proof, replaced(replaced(entry, ",\"A\":", ",\"X\":"), ",\"C\":", ",\"A\":")) == "proof");
    BOOST_TEST(house.fault(proof, entry + " ") == "");  // a line end is no part of it
    BOOST_TEST(house.fault(proof, " " + replaced(entry, ",", ", ")) == "proof");
    BOOST_TEST(house.fault(replaced(proof, "index 9", "index 8"), entry) == "proof");
    const auto file = tlog::proof_from(proof);
    auto cut = file;
    cut.proof.pop_back();
    BOOST_TEST(house.fault(tlog::proof_text(cut), entry) == "proof");
    const auto stranger = tlog::SignerKey::make("arkki.example/audit/e1");
    BOOST_TEST(audit::check_evidence(proof, entry, {stranger.verifier(), {}}) == "signature");
    auto root = file;
    root.note = tlog::signed_note({"arkki.example/audit/e1", 21, {}}, house.key);
    BOOST_TEST(house.fault(tlog::proof_text(root), entry) == "proof");
}

BOOST_AUTO_TEST_CASE(what_is_not_sealed_yet_is_proved_against_the_log_as_it_is) {
    House house;
    house.log.database().write([&](db::Write& write) { house.log.log.appender(write).append(TestLog::look(99)); });
    const auto fresh = house.evidence(21);
    BOOST_TEST(!fresh.sealed);
    BOOST_TEST(tlog::proof_from(fresh.proof).index == 21u);
    BOOST_TEST(house.evidence(20).sealed);
}

BOOST_AUTO_TEST_CASE(two_checkpoints_are_proved_to_be_of_one_log) {
    House house;
    house.log.database().read([&](db::Read& read) {
        const auto file = tlog::consistency_from(audit::consistency(read, EventId{9}, 10));
        BOOST_TEST(file.old_size == 10u);
        BOOST_TEST(file.size == 21u);
        tlog::Frontier old;
        for (const auto& leaf : audit::stored_hashes(read)(0, 0, 10)) old.add(leaf);
        const auto now = tlog::checkpoint_from(audit::latest_checkpoint(read)->note);
        BOOST_TEST(tlog::is_consistent(10, old.root(), 21, now.root, file.proof));
        BOOST_CHECK_THROW((void)audit::consistency(read, EventId{9}, 22), Error);
    });
}

BOOST_AUTO_TEST_CASE(every_entry_file_of_ours_is_read_back_byte_for_byte) {
    House house;
    for (const auto* groups : {"", "A", "S", "C", "F", "ASCF"}) {
        const auto text = house.evidence(9, {groups, {}}).entry;
        BOOST_TEST(audit::entry_text(audit::entry_from(text)) == text);
    }
}
