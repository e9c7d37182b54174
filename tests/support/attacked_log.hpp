#pragma once
#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>

#include "audit/checkpoints.hpp"
#include "audit/leaf.hpp"
#include "audit/query.hpp"
#include "audit/row.hpp"
#include "audit/verify.hpp"
#include "support/test_log.hpp"
#include "tlog/note.hpp"
#include "tlog/tree.hpp"

namespace arkki::test {

/// A log in the hands of whoever owns the database and, if he likes, the sealer's key.
class AttackedLog : public TestLog {
public:
    using TestLog::TestLog;

    /// No trigger, no foreign key.
    void disarm() {
        const bool sqlite = engine() == db::Engine::sqlite;
        database().write([&](db::Write& write) {
            if (!sqlite)
                for (const auto* table : {"audit_entry", "audit_subject", "audit_node", "audit_state",
                                          "audit_checkpoint", "audit_hold", "audit_pruning"})
                    write.run("ALTER TABLE " + std::string{table} + " DISABLE TRIGGER ALL");
            else
                for (const auto& name :
                     write.rows<std::string>("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
                    write.run("DROP TRIGGER " + name);
        });
    }
    void attack(std::string_view sql, const db::Parameters& parameters = {}) {
        disarm();
        database().write([&](db::Write& write) { write.run(sql, parameters); });
    }
    /// One entry as it stands, changed, and its hash made to fit.
    void rewrite(std::int64_t seq, std::string_view set, const db::Parameters& parameters = {}) {
        attack("UPDATE audit_entry SET " + std::string{set} + " WHERE seq = " + std::to_string(seq), parameters);
        database().write([&](db::Write& write) {
            const auto row =
                audit::stored_entries(write, "FROM audit_entry e WHERE e.seq = :seq", {{"seq", seq}}).front();
            const auto groups = audit::commitments_of(row, audit::salts_of(row));
            const auto leaf = base64(tlog::leaf_hash(audit::leaf_text(row.entry.seq, row.entry.at, groups)));
            write.run("UPDATE audit_entry SET leaf = :leaf WHERE seq = :seq", {{"leaf", leaf}, {"seq", seq}});
        });
    }
    /// The free text of an entry erased just as a pruning does it.
    void erase_free_text(std::int64_t seq) {
        database().write([&](db::Write& write) {
            const auto row =
                audit::stored_entries(write, "FROM audit_entry e WHERE e.seq = :seq", {{"seq", seq}}).front();
            const auto groups = audit::commitments_of(row, audit::salts_of(row));
            write.run(
                "UPDATE audit_entry SET com_f = :commitment, salt_f = NULL, query = NULL, reason = NULL, note = NULL "
                "WHERE seq = :seq",
                {{"commitment", base64(groups.f)}, {"seq", seq}});
        });
    }
    /// The tree rebuilt from the stored leaves, as a thorough forger would.
    void rebuild_tree() {
        disarm();
        database().write([](db::Write& write) {
            write.run("DELETE FROM audit_node");
            tlog::Frontier frontier;
            for (const auto& leaf : write.rows<std::string>("SELECT leaf FROM audit_entry ORDER BY seq"))
                for (const auto& node : frontier.add(audit::digest_from(leaf)))
                    write.run("INSERT INTO audit_node (level, n, hash) VALUES (:level, :n, :hash)",
                              {{"level", node.level}, {"n", node.n}, {"hash", base64(node.hash)}});
            write.run("UPDATE audit_state SET frontier = :frontier", {{"frontier", frontier.text()}});
        });
    }
    /// What the sealer does now and then: a checkpoint of the log as it is, signed and kept.
    tlog::Checkpoint seal() {
        const auto now = checkpoint();
        database().write(
            [&](db::Write& write) { audit::keep_checkpoint(write, tlog::signed_note(now, sealer_key), clock.now()); });
        return now;
    }
    /// All stored checkpoints made anew from the leaves, with the real key.
    void reseal() {
        rebuild_tree();
        database().write([&](db::Write& write) {
            const auto leaves = write.rows<std::string>("SELECT leaf FROM audit_entry ORDER BY seq");
            for (const auto size : write.rows<std::int64_t>("SELECT size FROM audit_checkpoint")) {
                if (size > static_cast<std::int64_t>(leaves.size())) {
                    write.run("DELETE FROM audit_checkpoint WHERE size = :size", {{"size", size}});
                    continue;
                }
                tlog::Frontier tree;
                for (std::int64_t i = 0; i < size; ++i)
                    tree.add(audit::digest_from(leaves[static_cast<std::size_t>(i)]));
                const auto note = tlog::signed_note({origin, tree.size(), tree.root()}, sealer_key);
                write.run("UPDATE audit_checkpoint SET note = :note WHERE size = :size",
                          {{"note", note}, {"size", size}});
            }
        });
    }
    tlog::Checkpoint checkpoint() {
        return database().read([](db::Read& read) { return audit::current(read); });
    }
    audit::Verification verified(const std::optional<tlog::Checkpoint>& outside = {}) {
        audit::VerifyOptions options;
        options.outside = outside;
        options.threads = 2;
        options.keys = {sealer_key.verifier()};
        return audit::verify(database(), winter_wall_clock(), options);
    }
    /// "entry 7, node 0, state": what is wrong and where, by place.
    std::string problems(const std::optional<tlog::Checkpoint>& outside = {}) { return said(verified(outside)); }

    static std::string said(const audit::Verification& verification) {
        BOOST_TEST(verification.ok == verification.problems.empty());
        std::ostringstream text;
        for (const auto& [seq, key] : verification.problems) {
            text << (text.str().empty() ? "" : ", ") << key.substr(std::string_view{"audit.verify."}.size());
            if (seq) text << ' ' << seq->value();
        }
        return text.str();
    }

    static constexpr auto origin = "arkki.example/audit/e1";
    tlog::SignerKey sealer_key = tlog::SignerKey::make(origin);
};

}  // namespace arkki::test
