// Whatever happens to arkki-sealer: never two notes of one size with different roots.
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <map>
#include <random>
#include <thread>

#include "base/error.hpp"
#include "sealer/sealer.hpp"
#include "support/test_leaves.hpp"
#include "support/test_sealer.hpp"
#include "tlog/durable_file.hpp"

using namespace arkki;
using namespace arkki::test;
using Kind = tlog::SealAnswer::Kind;

namespace {

/// All the notes one has ever seen of a log.
class Seen {
public:
    explicit Seen(const TestSealer& sealer) : sealer_{sealer} {}
    std::uint64_t note(const std::string& text) {
        const auto checkpoint = tlog::open_note(text, sealer_.key().verifier()).checkpoint;
        const auto [place, fresh] = roots_.emplace(checkpoint.size, checkpoint.root);
        BOOST_TEST_REQUIRE((fresh || place->second == checkpoint.root), "two histories of size " << checkpoint.size);
        return checkpoint.size;
    }
    void folder() {
        if (!std::filesystem::exists(sealer_.exported() / "checkpoints")) return;
        for (const auto& file : std::filesystem::directory_iterator{sealer_.exported() / "checkpoints"})
            if (file.path().extension() != ".new") note(*tlog::read_file(file.path(), 10000));
    }
    [[nodiscard]] std::size_t count() const { return roots_.size(); }

private:
    const TestSealer& sealer_;
    std::map<std::uint64_t, Digest> roots_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(killed_at_any_moment_it_goes_on_with_one_history) {
    TestSealer sealer;
    Seen seen{sealer};
    std::mt19937 dice{20261123};
    for (int round = 0; round < 25; ++round) {
        sealer.start();
        const auto size = sealer.push(1u << 30, {}).number;  // how far it says it is
        std::thread hand{[&] {
            std::this_thread::sleep_for(std::chrono::microseconds{dice() % 250000});
            sealer.end(SIGKILL);
        }};
        // Each round has another history: what was sealed before the kill may not be replaced by it.
        const auto world = std::to_string(round);
        try {
            for (auto from = size;; from += 90) {
                const auto answer =
                    tlog::ask_sealer(sealer.socket(), tlog::push_text(from, leaves(from, from + 90, world)),
                                     std::chrono::seconds{20})
                        .answer;
                BOOST_TEST_REQUIRE((answer.kind == Kind::ok));
                seen.note(answer.note);
            }
        } catch (const Error& error) {
            const bool cut_off = error.key() == "seal.no_sealer" || error.key() == "audit.bad_checkpoint";
            BOOST_TEST((cut_off || error.key() == "seal.bad_answer"), error.what());
        }
        hand.join();
        seen.folder();
    }
    sealer.start();
    const auto last = sealer.push(1u << 30, {});
    BOOST_TEST(seen.note(last.note) == last.number);
    BOOST_TEST(seen.count() > 5u);
    BOOST_TEST(tlog::read_leaves(sealer.exported(), 0, last.number, last.number).size() == last.number);
}

BOOST_AUTO_TEST_CASE(an_answer_that_nobody_heard_still_counts) {
    TestSealer made;  // for its key and folders; the sealer itself lives here
    const sealer::Places places{made.state(), made.exported()};
    std::string unheard;
    {
        sealer::Sealer first{{made.key()}, places};
        (void)first.push(0, 2, tlog::framed_leaves(leaves(0, 2)));
        unheard = first.push(2, 3, tlog::framed_leaves(leaves(2, 5))).note;
    }
    sealer::Sealer second{{made.key()}, places};
    const auto answer = second.push(2, 3, tlog::framed_leaves(leaves(2, 5, "another history")));
    BOOST_TEST((answer.kind == Kind::size));
    BOOST_TEST(answer.number == 5u);
    BOOST_TEST(answer.note == unheard);
    BOOST_CHECK_EXCEPTION((sealer::Sealer{{made.key()}, places}), Error,
                          [](const Error& error) { return error.key() == "seal.running"; });
}

BOOST_AUTO_TEST_CASE(killed_between_state_and_checkpoint_it_publishes_at_the_start) {
    TestSealer made;
    const sealer::Places places{made.state(), made.exported()};
    std::string note;
    {
        sealer::Sealer first{{made.key()}, places};
        note = first.push(0, 3, tlog::framed_leaves(leaves(0, 3))).note;
    }
    std::filesystem::remove(made.exported() / "checkpoint");
    std::filesystem::remove(made.exported() / "checkpoints/3");
    const sealer::Sealer second{{made.key()}, places};
    BOOST_TEST(*tlog::read_file(made.exported() / "checkpoint", 10000) == note);
    BOOST_TEST(*tlog::read_file(made.exported() / "checkpoints/3", 10000) == note);
    BOOST_TEST(*tlog::read_file(made.exported() / "vkey", 10000) == made.key().vkey() + '\n');
}

BOOST_AUTO_TEST_CASE(tiles_of_a_push_that_was_cut_off_do_not_stand_in_the_way) {
    TestSealer made;
    const sealer::Places places{made.state(), made.exported()};
    std::string state;
    {
        sealer::Sealer first{{made.key()}, places};
        (void)first.push(0, 300, tlog::framed_leaves(leaves(0, 300)));
        state = *tlog::read_file(made.state() / "sealer.state", 100000);
        (void)first.push(300, 300, tlog::framed_leaves(leaves(300, 600, "lost")));
    }
    tlog::put_durably(made.state() / "sealer.state", state);  // as if the kill had come before the state
    sealer::Sealer second{{made.key()}, places};
    BOOST_TEST((second.push(300, 300, tlog::framed_leaves(leaves(300, 600))).kind == Kind::ok));
    BOOST_TEST(tlog::read_leaves(made.exported(), 0, 600, 600) == leaves(0, 600), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_is_not_signed) {
    TestSealer made;
    const sealer::Places places{made.state(), made.exported()};
    sealer::Sealer sealer{{made.key()}, places};
    (void)sealer.push(0, 3, tlog::framed_leaves(leaves(0, 3)));
    const auto fails = [&](const std::filesystem::path& folder) {
        const auto aside = folder.string() + ".aside";
        std::filesystem::rename(folder, aside);
        BOOST_CHECK_THROW((void)sealer.push(3, 1, tlog::framed_leaves(leaves(3, 4, "lost"))), Error);
        BOOST_TEST(sealer.size() == 3u);
        std::filesystem::remove_all(folder);
        std::filesystem::rename(aside, folder);
    };
    fails(made.state());
    std::filesystem::rename(made.exported() / "tile/entries", made.room() / "aside");
    std::ofstream{made.exported() / "tile/entries"} << "no folder";
    BOOST_CHECK_THROW((void)sealer.push(3, 1, tlog::framed_leaves(leaves(3, 4, "lost"))), Error);
    std::filesystem::remove(made.exported() / "tile/entries");
    std::filesystem::rename(made.room() / "aside", made.exported() / "tile/entries");
    const auto answer = sealer.push(3, 1, tlog::framed_leaves(leaves(3, 4)));
    BOOST_TEST((answer.kind == Kind::ok));
    BOOST_TEST(tlog::read_leaves(made.exported(), 3, 4, 4) == leaves(3, 4), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_lost_or_damaged_state_is_no_fresh_start) {
    TestSealer made;
    const sealer::Places places{made.state(), made.exported()};
    {
        sealer::Sealer first{{made.key()}, places};
        (void)first.push(0, 3, tlog::framed_leaves(leaves(0, 3)));
    }
    const auto file = made.state() / "sealer.state";
    const auto good = *tlog::read_file(file, 100000);
    const auto refuses = [&](const std::string& key) {
        BOOST_CHECK_EXCEPTION((sealer::Sealer{{made.key()}, places}), Error,
                              [&](const Error& error) { return error.key() == key; });
    };
    std::filesystem::remove(file);
    refuses("seal.bad_state");
    for (const std::string& bad : {std::string{}, good.substr(1), good.substr(0, 60), good.substr(0, good.size() - 9),
                                   "arkki-sealer/1\nother\n" + good.substr(good.find("running"))}) {
        tlog::put_durably(file, bad);
        refuses("seal.bad_state");
    }
    tlog::put_durably(file, good);
    tlog::put_durably(made.exported() / "tile/entries/000.p/3", tlog::framed_leaves(leaves(0, 3, "forged")));
    refuses("tlog.bad_tile");
    const auto stranger = tlog::SignerKey::make("arkki.example/audit/e1");
    BOOST_CHECK_THROW((sealer::Sealer{{stranger}, places}), Error);
}

BOOST_AUTO_TEST_CASE(during_a_change_of_keys_both_sign) {
    TestSealer made;
    const sealer::Places places{made.state(), made.exported()};
    { (void)sealer::Sealer{{made.key()}, places}.push(0, 3, tlog::framed_leaves(leaves(0, 3))); }
    const auto fresh = tlog::SignerKey::make("arkki.example/audit/e1");
    std::string note;
    {
        sealer::Sealer both{{fresh, made.key()}, places};
        note = both.push(3, 1, tlog::framed_leaves(leaves(3, 4))).note;
    }
    BOOST_TEST(tlog::open_note(note, fresh.verifier()).checkpoint.size == 4u);
    BOOST_TEST(tlog::open_note(note, made.key().verifier()).checkpoint.size == 4u);
    sealer::Sealer after{{fresh}, places};
    BOOST_TEST((after.push(4, 1, tlog::framed_leaves(leaves(4, 5))).kind == Kind::ok));
}
