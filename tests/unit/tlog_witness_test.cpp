#include <boost/test/unit_test.hpp>

#include <thread>

#include "base/error.hpp"
#include "support/test_folder.hpp"
#include "tlog/durable_file.hpp"
#include "tlog/policy.hpp"
#include "tlog/witness.hpp"

using namespace arkki;
using namespace arkki::tlog;

namespace {

const Instant noon = instant_from_microseconds(1'772'000'000'000'000);

/// A log of 20 entries with its roots, and another that differs from entry 5 on.
struct Log {
    explicit Log(const std::string& name = "") {
        Frontier tree;
        roots.push_back(tree.root());
        for (int i = 0; i < 20; ++i) {
            leaves.push_back(leaf_hash((i < 5 ? "" : name) + std::to_string(i)));
            tree.add(leaves.back());
            roots.push_back(tree.root());
        }
    }
    [[nodiscard]] Checkpoint at(std::uint64_t size) const { return {"arkki.example/audit/e1", size, roots[size]}; }
    [[nodiscard]] Proof proof(std::uint64_t old_size, std::uint64_t size) const {
        return consistency_proof(
            [&](int, std::uint64_t from, std::uint64_t to) {
                return std::vector<Digest>{leaves.begin() + static_cast<std::ptrdiff_t>(from),
                                           leaves.begin() + static_cast<std::ptrdiff_t>(to)};
            },
            old_size, size);
    }
    std::vector<Digest> leaves, roots;
};

struct Stage {
    Stage() : witness{key, log_key.verifier(), folder.path() / "state"} {}
    [[nodiscard]] std::string request(std::uint64_t old_size, std::uint64_t size, const Log& of) const {
        return witness_request_text({old_size, of.proof(old_size, size), signed_note(of.at(size), log_key)});
    }
    int ask(std::uint64_t old_size, std::uint64_t size) { return ask(old_size, size, log); }
    int ask(std::uint64_t old_size, std::uint64_t size, const Log& of) {
        last = witness.add_checkpoint(request(old_size, size, of), noon);
        return last.status;
    }
    Log log, other{"other"};
    SignerKey log_key = SignerKey::make("arkki.example/audit/e1");
    SignerKey key = SignerKey::make("witness.example/w1", KeyType::witness);
    test::TestFolder folder;
    Witness witness;
    Witness::Answer last;
};

}  // namespace

BOOST_AUTO_TEST_CASE(requests_of_another_shape_get_400) {
    Stage stage;
    const auto good = stage.request(0, 3, stage.log);
    for (const std::string& text :
         {std::string{}, std::string{"old"}, "older" + good.substr(3), "old 00" + good.substr(5),
          "old x" + good.substr(5), std::string{"old 0\n"}, std::string{"old 0\n\n"}, "old 0\nAAAA\n" + good.substr(6),
          "old 0\n" + std::string(64, 'A') + "\n" + good.substr(6), std::string{"old 0\n\nrubbish\n"}})
        BOOST_TEST(stage.witness.add_checkpoint(text, noon).status == 400, text);
    std::string many = "old 0\n";
    for (int i = 0; i < 64; ++i) many += base64(Digest{}) + '\n';
    BOOST_TEST(stage.witness.add_checkpoint(many + good.substr(6), noon).status == 400);
    BOOST_TEST(stage.witness.add_checkpoint("old 4" + good.substr(5), noon).status == 400);
}

BOOST_AUTO_TEST_CASE(another_log_gets_404_and_another_key_403) {
    Stage stage;
    auto checkpoint = stage.log.at(3);
    const auto stranger = SignerKey::make("arkki.example/audit/e1");
    BOOST_TEST(
        stage.witness.add_checkpoint(witness_request_text({0, {}, signed_note(checkpoint, stranger)}), noon).status ==
        403);
    checkpoint.origin = "arkki.example/audit/e2";
    BOOST_TEST(stage.witness.add_checkpoint(witness_request_text({0, {}, signed_note(checkpoint, stage.log_key)}), noon)
                   .status == 404);
}

BOOST_AUTO_TEST_CASE(growth_is_cosigned_and_a_replay_is_told_the_size) {
    Stage stage;
    BOOST_TEST(stage.ask(0, 7) == 200);
    const auto note = with_cosignatures(signed_note(stage.log.at(7), stage.log_key), stage.last.body);
    BOOST_TEST(cosignatures(open_note(note, stage.log_key.verifier()), {stage.key.verifier()}).size() == 1u);
    BOOST_TEST(stage.ask(7, 7) == 200);  // the same again
    BOOST_TEST(stage.ask(0, 7) == 409);
    BOOST_TEST(stage.last.body == "7\n");
    BOOST_TEST(stage.last.type == "text/x.tlog.size");
    BOOST_TEST(stage.ask(0, 9) == 409);
    BOOST_TEST(stage.ask(3, 9) == 409);
    BOOST_TEST(stage.ask(7, 16) == 200);
    BOOST_TEST(stage.ask(7, 16) == 409);
    BOOST_TEST(stage.last.body == "16\n");
}

BOOST_AUTO_TEST_CASE(another_history_is_never_cosigned) {
    Stage stage;
    BOOST_TEST(stage.ask(0, 7) == 200);
    BOOST_TEST(stage.ask(7, 7, stage.other) == 409);
    BOOST_TEST(stage.ask(7, 9, stage.other) == 422);
    BOOST_TEST(stage.ask(7, 20, stage.other) == 422);
    const auto without_proof = witness_request_text({7, {}, signed_note(stage.log.at(9), stage.log_key)});
    BOOST_TEST(stage.witness.add_checkpoint(without_proof, noon).status == 422);
    const auto with_too_much =
        witness_request_text({7, stage.log.proof(7, 9), signed_note(stage.log.at(7), stage.log_key)});
    BOOST_TEST(stage.witness.add_checkpoint(with_too_much, noon).status == 422);
    BOOST_TEST(stage.ask(7, 9) == 200);
}

BOOST_AUTO_TEST_CASE(a_witness_remembers_after_a_restart_and_does_not_start_afresh_from_rubbish) {
    Stage stage;
    BOOST_TEST(stage.ask(0, 7) == 200);
    Witness again{stage.key, stage.log_key.verifier(), stage.folder.path() / "state"};
    BOOST_TEST(again.add_checkpoint(stage.request(0, 3, stage.log), noon).status == 409);
    BOOST_TEST(again.add_checkpoint(stage.request(7, 8, stage.log), noon).status == 200);
    put_durably(stage.folder.path() / "state/witness.state", "rubbish");
    BOOST_CHECK_EXCEPTION((Witness{stage.key, stage.log_key.verifier(), stage.folder.path() / "state"}), Error,
                          [](const Error& error) { return error.key() == "witness.bad_state"; });
}

BOOST_AUTO_TEST_CASE(what_cannot_be_remembered_is_not_cosigned) {
    Stage stage;
    std::filesystem::remove_all(stage.folder.path() / "state");
    BOOST_CHECK_THROW(stage.ask(0, 3), Error);
    std::filesystem::create_directory(stage.folder.path() / "state");
    BOOST_TEST(stage.ask(0, 3, stage.other) == 200);
}

BOOST_AUTO_TEST_CASE(in_a_race_of_two_histories_one_wins) {
    for (int round = 0; round < 20; ++round) {
        Stage stage;
        BOOST_TEST_REQUIRE(stage.ask(0, 4) == 200);
        int mine = 0;
        int others = 0;
        std::thread first{[&] { mine = stage.witness.add_checkpoint(stage.request(4, 9, stage.log), noon).status; }};
        std::thread second{
            [&] { others = stage.witness.add_checkpoint(stage.request(4, 9, stage.other), noon).status; }};
        first.join();
        second.join();
        BOOST_TEST((mine == 200) != (others == 200));
        BOOST_TEST(mine + others == 200 + 409);
    }
}

BOOST_AUTO_TEST_CASE(a_policy_is_read_as_written_and_asks_for_its_witness) {
    const Stage stage;
    const Policy policy{stage.log_key.verifier(), {{"office-pc", stage.key.verifier()}}, "office-pc"};
    BOOST_TEST(policy_text(policy_from("# whom we believe\n\n" + policy_text(policy))) == policy_text(policy));
    const std::string log = "log " + stage.log_key.vkey() + '\n';
    const std::string witness = "witness w " + stage.key.vkey() + '\n';
    for (const std::string& bad :
         {std::string{}, log, log + "quorum w\n", log + log + "quorum none\n",
          "log " + stage.key.vkey() + "\nquorum none\n", log + witness + "quorum none\nquorum none\n",
          log + "witness none " + stage.key.vkey() + "\nquorum none\n",
          log + "witness w " + stage.log_key.vkey() + "\nquorum none\n", log + "quorum none\ngroup g any w\n",
          log + "quorum none x\n"})
        BOOST_CHECK_EXCEPTION((void)policy_from(bad), Error,
                              [](const Error& error) { return error.key() == "audit.bad_policy"; });
    const auto bare = signed_note(stage.log.at(3), stage.log_key);
    BOOST_CHECK_EXCEPTION((void)open_note(bare, policy), Error,
                          [](const Error& error) { return error.key() == "audit.no_quorum"; });
    const auto line = cosignature_line(checkpoint_text(stage.log.at(3)), stage.key, noon);
    BOOST_TEST(open_note(with_cosignatures(bare, line), policy).checkpoint.size == 3u);
    BOOST_TEST(open_note(bare, policy_from(log + "quorum none\n")).checkpoint.size == 3u);
}
