// The log as files, and what a stranger finds in them who has only the public key.
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <sstream>

#include "audit/checkpoints.hpp"
#include "audit/entry_file.hpp"
#include "audit/export_check.hpp"
#include "audit/query.hpp"
#include "audit/tree_export.hpp"
#include "base/error.hpp"
#include "support/test_folder.hpp"
#include "support/test_log.hpp"
#include "tlog/durable_file.hpp"
#include "tlog/proof_file.hpp"
#include "tlog/seal_protocol.hpp"
#include "tlog/tiles.hpp"

using namespace arkki;
using namespace arkki::test;

namespace {

namespace fs = std::filesystem;

/// A log of 600 entries, sealed at 3, 260 and 600, and its export.
struct House {
    explicit House(std::int64_t document = 0) : first_document{document} {
        grow(3);
        seal();
        grow(260);
        seal();
        grow(600);
        seal();
    }
    void grow(std::uint64_t size) {
        database().write([&](db::Write& write) {
            auto appender = log.log.appender(write);
            for (auto n = audit::current(write).size; n < size; ++n)
                appender.append(
                    TestLog::look(first_document + static_cast<std::int64_t>(n), {CustomerId{7}, CustomerId{4242}}));
        });
    }
    void seal() {
        database().write([&](db::Write& write) {
            audit::keep_checkpoint(write, tlog::signed_note(audit::current(write), key), log.clock.now());
        });
    }
    audit::Exported exports(const audit::ExportOptions& options = {}) {
        return audit::export_tree(database(), folder(), winter_wall_clock(), options);
    }
    [[nodiscard]] audit::ExportCheck check() const { return check({{key.verifier(), {}}}); }
    [[nodiscard]] audit::ExportCheck check(const audit::ExportCheckOptions& options) const {
        return audit::check_export(folder(), options);
    }
    /// What is wrong, as `file key`, a line each.
    [[nodiscard]] std::string wrong() const { return wrong({{key.verifier(), {}}}); }
    [[nodiscard]] std::string wrong(const audit::ExportCheckOptions& options) const {
        std::string lines;
        for (const auto& problem : check(options).problems)
            lines += problem.file + (problem.seq ? " " + std::to_string(*problem.seq) : "") + ' ' +
                     problem.key.substr(13) + '\n';
        return lines;
    }
    [[nodiscard]] std::string bytes(const std::string& file) const {
        return *tlog::read_file(folder() / file, 1 << 24);
    }
    void put(const std::string& file, const std::string& text) const { tlog::put_durably(folder() / file, text); }
    [[nodiscard]] fs::path folder() const { return room.path() / "export"; }
    db::Database& database() { return log.database(); }

    std::int64_t first_document;
    TestLog log;
    TestFolder room;
    tlog::SignerKey key = tlog::SignerKey::make("arkki.example/audit/e1");
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    BOOST_TEST_REQUIRE(at != std::string::npos, what);
    return text.replace(at, what.size(), with);
}

/// The leaf of an entry and its hash, both forged: what a reader of hash tiles would believe.
void forge_with_hash(const House& house, std::uint64_t seq) {
    auto leaves = tlog::read_leaves(house.folder(), 512, 600, 600);
    auto& leaf = leaves[seq - 512];
    leaf = replaced(leaf, "\nA ", "\nA " + base64(sha256(view("forged"))) + "\nX ");
    leaf.erase(leaf.find("\nX "), 47);
    house.put("tile/entries/002.p/88", tlog::framed_leaves(leaves));
    auto hashes = house.bytes("tile/0/002.p/88");
    hashes.replace((seq - 512) * 32, 32, text_of(tlog::leaf_hash(leaf)));
    house.put("tile/0/002.p/88", hashes);
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_export_holds_by_its_files_alone) {
    House house;
    const auto done = house.exports(
        {.vkey = house.key.vkey(), .policy = "", .evidence = {EventId{0}, EventId{599}}, .entries = true});
    BOOST_TEST(done.sealed);
    BOOST_TEST(done.checkpoint.size == 600u);
    const auto check = house.check();
    BOOST_TEST(check.ok, house.wrong());
    BOOST_TEST(check.size == 600u);
    BOOST_TEST(check.root == base64(done.checkpoint.root));
    BOOST_TEST(check.checkpoints == 4u);  // 3, 260, 600 and the latest
    BOOST_TEST(check.evidence == 2u);
    BOOST_TEST(fs::exists(house.folder() / "tile/entries/002.p/88"));
    BOOST_TEST(fs::exists(house.folder() / "tile/1/000.p/2"));
    BOOST_TEST(!fs::exists(house.folder() / "tile/0/000.p/3"), "the full tile is there");
    for (const auto* file : {"entries.jsonl", "entries.csv", "evidence/599.tlog-proof.entry.json"})
        BOOST_TEST(((fs::status(house.folder() / file).permissions() & fs::perms(0077)) == fs::perms::none), file);
}

BOOST_AUTO_TEST_CASE(a_second_export_writes_only_what_is_new) {
    House house;
    house.exports();
    BOOST_TEST(house.exports().files == 0u);
    house.grow(1834);
    house.seal();
    BOOST_TEST(house.exports().files ==
               15u);  // six bundles, six tiles, one above them, and the checkpoint under two names
    BOOST_TEST(house.wrong() == "");
    BOOST_TEST(fs::exists(house.folder() / "tile/entries/002.p/88"), "an earlier reader still finds his right edge");
}

BOOST_AUTO_TEST_CASE(an_export_of_a_log_that_was_never_sealed_says_so) {
    TestLog log;
    const TestFolder folder;
    const auto done = audit::export_tree(log.database(), folder.path(), winter_wall_clock(), {});
    BOOST_TEST(!done.sealed);
    const auto key = tlog::SignerKey::make("arkki.example/audit/e1");
    const auto check = audit::check_export(folder.path(), {{key.verifier(), {}}});
    BOOST_TEST(!check.ok);
    BOOST_TEST(check.problems.front().key == "audit.export.checkpoint");
}

BOOST_AUTO_TEST_CASE(two_logs_are_not_mixed_in_one_folder) {
    House house, other{1000};
    house.exports();
    BOOST_CHECK_EXCEPTION(audit::export_tree(other.database(), house.folder(), winter_wall_clock(), {}), Error,
                          [](const Error& error) { return error.key() == "audit.other_log"; });
}

BOOST_AUTO_TEST_CASE(every_damage_is_named_and_nothing_is_repaired) {
    House house;
    house.exports({.vkey = house.key.vkey(), .policy = "", .evidence = {EventId{300}}, .entries = true});
    const auto damage = [&](const std::string& file, const std::string& bad, const std::string& found) {
        const auto good = house.bytes(file);
        if (bad.empty())
            fs::remove(house.folder() / file);
        else
            house.put(file, bad);
        BOOST_TEST(house.wrong() == found, file);
        BOOST_TEST(tlog::read_file(house.folder() / file, 1 << 24).value_or("") == bad);
        house.put(file, good);
    };
    const auto stranger = tlog::SignerKey::make("arkki.example/audit/e1");
    const auto tile = house.bytes("tile/0/001");
    damage("tile/0/001", std::string(32, 'x') + tile.substr(32), "tile/0/001 tile\n");
    damage("tile/0/001", tile.substr(1), "tile/0/001 tile\n");
    damage("tile/1/000.p/2", std::string(64, 'x'), "tile/1/000.p/2 tile\n");
    damage("tile/0/001", "", "tile/0/001 missing\n");
    damage("tile/entries/001", "", "tile/entries/001 missing\n");
    damage("tile/entries/001", house.bytes("tile/entries/001").substr(1), "tile/entries/001 bundle\n");
    damage("checkpoints/260", house.bytes("checkpoints/3"), "checkpoints/260 checkpoint\n");
    damage("checkpoints/260", replaced(house.bytes("checkpoints/260"), "\n260\n", "\n261\n"),
           "checkpoints/260 signature\n");
    damage("checkpoints/260", tlog::signed_note({"arkki.example/audit/e1", 260, {}}, stranger),
           "checkpoints/260 signature\n");
    damage("checkpoints/260", tlog::signed_note({"arkki.example/audit/e1", 260, {}}, house.key),
           "checkpoints/260 root\n");
    damage("checkpoint", "rubbish", "checkpoint checkpoint\n");
    damage("checkpoint", "", "checkpoint missing\n");
    damage("vkey", stranger.vkey() + "\n", "vkey key\n");
    const auto proof = house.bytes("evidence/300.tlog-proof");
    damage("evidence/300.tlog-proof", replaced(proof, "index 300", "index 301"), "evidence/300.tlog-proof proof\n");
    damage("evidence/300.tlog-proof", replaced(proof, "\n600\n", "\n599\n"), "evidence/300.tlog-proof signature\n");
    damage("evidence/300.tlog-proof.entry.json", "{}", "evidence/300.tlog-proof proof\n");
    const auto lines = house.bytes("entries.jsonl");
    damage("entries.jsonl", replaced(lines, "\\\"actor\\\":17", "\\\"actor\\\":18"), "entries.jsonl 1 line\n");
    damage("entries.jsonl", lines.substr(0, lines.find('\n') + 1), "entries.jsonl 1 line\n");
    BOOST_TEST(house.wrong() == "");
}

BOOST_AUTO_TEST_CASE(an_entry_forged_together_with_its_hash_is_found_by_the_root) {
    House house;
    house.exports();
    forge_with_hash(house, 555);
    BOOST_TEST(house.wrong().find("root") != std::string::npos);
    BOOST_TEST(!house.check().ok);
}

BOOST_AUTO_TEST_CASE(a_bundle_whose_numbers_jump_is_named_by_the_entry) {
    House house;
    house.exports();
    auto leaves = tlog::read_leaves(house.folder(), 512, 600, 600);
    std::swap(leaves[3], leaves[4]);
    house.put("tile/entries/002.p/88", tlog::framed_leaves(leaves));
    BOOST_TEST(house.wrong().find("tile/entries/002.p/88 515 entry\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_outside_checkpoint_finds_a_log_that_is_another_or_ends_before_it) {
    House house;
    audit::ExportCheckOptions options{{house.key.verifier(), {}}};
    house.exports();
    options.outside = house.database().read([](db::Read& read) { return audit::current(read); });
    BOOST_TEST(house.wrong(options) == "");
    options.outside->root = {};
    BOOST_TEST(house.wrong(options) == "checkpoint outside\n");
    options.outside->size = 601;
    BOOST_TEST(house.wrong(options) == "checkpoint shorter\n");
}

BOOST_AUTO_TEST_CASE(a_policy_asks_for_the_witness_and_former_keys_for_older_checkpoints) {
    House house;
    house.exports();
    const auto witness = tlog::SignerKey::make("witness.example/w1", tlog::KeyType::witness);
    audit::ExportCheckOptions options{{house.key.verifier(), {{"w", witness.verifier()}}, "w"}};
    BOOST_TEST(house.wrong(options) == "checkpoint quorum\n");
    const auto line =
        tlog::cosignature_line(tlog::note_from(house.bytes("checkpoint")).text, witness, house.log.clock.now());
    house.database().write([&](db::Write& write) { audit::add_cosignatures(write, 600, line); });
    const auto note = house.bytes("checkpoints/600");
    house.database().write([&](db::Write& write) { audit::add_time_stamp(write, 600, base64(view("a token"))); });
    BOOST_TEST(house.exports().files == 2u);  // the checkpoint with the cosignature, and the token
    BOOST_TEST(house.bytes("tokens/600.tsr") == "a token");
    BOOST_TEST(house.bytes("checkpoints/600") == note, "which covers these bytes");
    BOOST_TEST(house.wrong(options) == "");
    const auto fresh = tlog::SignerKey::make("arkki.example/audit/e1");
    house.put("checkpoint", tlog::with_signature(house.bytes("checkpoint"), fresh));
    audit::ExportCheckOptions after{{fresh.verifier(), {}}};
    BOOST_TEST(house.wrong(after).find("checkpoints/3 signature\n") != std::string::npos);
    after.former_keys = {house.key.verifier()};
    BOOST_TEST(house.wrong(after) == "");
    BOOST_TEST(house.wrong({{house.key.verifier(), {}}}) == "");
    BOOST_TEST(house.wrong({{house.key.verifier(), {}}, {fresh.verifier()}}) == "", "in any order");
}
