// Checkpoints stored beside the log, and the outbox of their copies.
#include <boost/test/unit_test.hpp>

#include "audit/anchors.hpp"
#include "audit/checkpoints.hpp"
#include "audit/query.hpp"
#include "support/test_log.hpp"
#include "tlog/tree.hpp"

using namespace arkki;

namespace {

std::string key_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.key();
    }
    return "";
}

/// A log with entries, and a note of its present state (the signature is nobody's: these tables do not look).
struct SealedLog : test::TestLog {
    explicit SealedLog(int entries = 3) {
        for (int i = 1; i < entries; ++i) log.append(look(i));
    }
    tlog::Checkpoint now() {
        return database().read([](db::Read& read) { return audit::current(read); });
    }
    std::string note() { return tlog::checkpoint_text(now()) + "\n\u2014 arkki.example/audit/e1 AAAAAAA=\n"; }
    void keep(const std::string& note) {
        database().write([&](db::Write& write) { audit::keep_checkpoint(write, note, clock.now()); });
    }
    std::string refused(const std::string& sql) {
        return key_of([&] { database().write([&](db::Write& write) { write.run(sql); }); });
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(checkpoints_beside_the_log)

BOOST_AUTO_TEST_CASE(a_second_note_of_one_size_is_refused) {
    SealedLog sealed;
    const auto note = sealed.note();
    sealed.keep(note);
    sealed.keep(note);
    auto other = sealed.now();
    other.root[0] ^= 1;
    BOOST_TEST(key_of([&] { sealed.keep(tlog::checkpoint_text(other)); }) == "seal.two_notes");
    other.size -= 1;
    BOOST_TEST(key_of([&] { sealed.keep(tlog::checkpoint_text(other)); }) == "seal.two_notes");
}

BOOST_AUTO_TEST_CASE(a_note_is_never_edited_or_taken_away) {
    SealedLog sealed;
    sealed.keep(sealed.note());
    const std::string refusal = "audit_checkpoint.append_only";
    BOOST_TEST(sealed.refused("UPDATE audit_checkpoint SET note = 'x'") == refusal);
    BOOST_TEST(sealed.refused("UPDATE audit_checkpoint SET size = 2") == refusal);
    BOOST_TEST(sealed.refused("UPDATE audit_checkpoint SET ts = 2") == refusal);
    BOOST_TEST(sealed.refused("DELETE FROM audit_checkpoint") == refusal);
    BOOST_TEST(sealed.refused("INSERT INTO audit_checkpoint (size, ts, note) VALUES (2, 1, 'x')") == refusal);
    if (test::engine() == db::Engine::sqlite)
        BOOST_TEST(sealed.refused("INSERT OR REPLACE INTO audit_checkpoint (size, ts, note) VALUES (3, 1, 'x')") ==
                   refusal);
    else
        BOOST_TEST(sealed.refused("TRUNCATE audit_checkpoint CASCADE") != "");
}

BOOST_AUTO_TEST_CASE(a_time_stamp_comes_once_and_cosignatures_only_grow) {
    SealedLog sealed;
    sealed.keep(sealed.note());
    sealed.database().write([](db::Write& write) {
        audit::add_time_stamp(write, 3, "AAAA");
        audit::add_time_stamp(write, 3, "BBBB");
        audit::add_cosignatures(write, 3, "one\n");
        audit::add_cosignatures(write, 3, "one\n");
        audit::add_cosignatures(write, 3, "two\n");
    });
    const auto kept = sealed.database().read([](db::Read& read) { return *audit::checkpoint_at(read, 3); });
    BOOST_TEST(kept.time_stamp == "AAAA");
    BOOST_TEST(kept.cosignatures == "one\ntwo\n");
    BOOST_TEST(sealed.refused("UPDATE audit_checkpoint SET tst = ''") == "audit_checkpoint.append_only");
    BOOST_TEST(sealed.refused("UPDATE audit_checkpoint SET cosignatures = ''") == "audit_checkpoint.append_only");
}

BOOST_AUTO_TEST_CASE(a_log_knows_its_own_checkpoints_from_foreign_larger_and_changed_ones) {
    SealedLog sealed{300};
    const auto then = sealed.now();
    for (int i = 0; i < 300; ++i) sealed.log.append(test::TestLog::look(i));
    const auto is_ours = [&](const tlog::Checkpoint& checkpoint) {
        return sealed.database().read([&](db::Read& read) { return audit::is_of_this_log(read, checkpoint); });
    };
    BOOST_TEST(is_ours(then));
    BOOST_TEST(is_ours(sealed.now()));
    auto changed = then;
    changed.root[31] ^= 1;
    BOOST_TEST(!is_ours(changed));
    auto foreign = then;
    foreign.origin = "other.example/audit/e1";
    BOOST_TEST(!is_ours(foreign));
    auto larger = sealed.now();
    larger.size += 1;
    BOOST_TEST(!is_ours(larger));
}

BOOST_AUTO_TEST_CASE(leaves_are_built_from_the_rows_and_hash_to_the_root) {
    SealedLog sealed{300};
    const auto texts = sealed.database().read([](db::Read& read) { return audit::leaf_texts(read, 0, 300); });
    tlog::Frontier tree;
    for (const auto& text : texts) tree.add(tlog::leaf_hash(text));
    BOOST_TEST(tree.size() == 300u);
    BOOST_TEST((tree.root() == sealed.now().root));
    BOOST_TEST(key_of([&] {
                   sealed.database().read([](db::Read& read) { return audit::leaf_texts(read, 299, 302); });
               }) == "seal.row_changed");
}

BOOST_AUTO_TEST_CASE(a_row_that_was_changed_gives_no_leaf) {
    SealedLog sealed;
    sealed.database().write([](db::Write& write) {
        write.script(test::engine() == db::Engine::sqlite ? "DROP TRIGGER audit_entry_change"
                                                          : "DROP TRIGGER audit_entry_change ON audit_entry");
        write.run("UPDATE audit_entry SET actor = 18 WHERE seq = 2");
    });
    BOOST_TEST(key_of([&] { sealed.database().read([](db::Read& read) { return audit::leaf_texts(read, 0, 3); }); }) ==
               "seal.row_changed");
}

BOOST_AUTO_TEST_CASE(what_the_seal_itself_writes_is_not_worth_a_seal) {
    SealedLog sealed;
    const auto worth = [&] {
        return sealed.database().read([](db::Read& read) { return audit::worth_sealing(read, 3); });
    };
    auto anchored = test::TestLog::look(1);
    for (const auto* action : {"log.anchored", "log.verified"}) {
        anchored.action = action;
        sealed.log.append(anchored);
    }
    BOOST_TEST(worth() == 0u);
    sealed.log.append(test::TestLog::look(2));
    BOOST_TEST(worth() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(outbox_of_checkpoints)

namespace {

struct Outbox : SealedLog {
    Outbox() {
        for (int i = 0; i < 3; ++i) {
            keep(note());
            log.append(look(i));
        }
    }
    template <class Work>
    auto write(Work&& work) {
        return database().write([&](db::Write& out) { return work(out); });
    }
    void hand(std::uint64_t size, const char* channel) {
        write([&](db::Write& out) { audit::hand_over(out, size, channel, clock.now()); });
    }
    std::optional<audit::Anchor> next(const char* channel) {
        return database().read([&](db::Read& read) { return audit::next_anchor(read, channel, clock.now()); });
    }
    audit::ChannelRecord record(const char* channel) {
        return database().read([&](db::Read& read) { return audit::record_of(read, channel); });
    }
};

const std::string receipt(64, 'a');

}  // namespace

BOOST_AUTO_TEST_CASE(a_receipt_without_a_digest_or_of_no_checkpoint_is_refused) {
    Outbox outbox;
    BOOST_TEST(key_of([&] { outbox.hand(77, "mail"); }) == "db.constraint");
    outbox.hand(3, "mail");
    BOOST_TEST(key_of([&] {
                   outbox.write([&](db::Write& write) { audit::acknowledge(write, *outbox.next("mail"), "", {}); });
               }) == "db.constraint");
    BOOST_TEST(key_of([&] {
                   outbox.write(
                       [&](db::Write& write) { audit::filed_on_paper(write, 77, receipt, outbox.clock.now()); });
               }) == "seal.no_checkpoint");
}

BOOST_AUTO_TEST_CASE(what_was_acknowledged_stays_so) {
    Outbox outbox;
    outbox.hand(3, "mail");
    const auto anchor = *outbox.next("mail");
    BOOST_TEST(outbox.write([&](db::Write& write) { return audit::acknowledge(write, anchor, receipt, {}); }));
    BOOST_TEST(!outbox.write([&](db::Write& write) { return audit::acknowledge(write, anchor, receipt, {}); }));
    outbox.write([&](db::Write& write) { audit::put_off(write, anchor, "anchor.refused", {}, {}); });
    BOOST_TEST(outbox.record("mail").waiting == 0);
    BOOST_TEST(outbox.refused("UPDATE audit_anchor SET state = 'waiting'") == "audit_anchor.final");
    BOOST_TEST(outbox.refused("DELETE FROM audit_anchor") == "audit_anchor.final");
    outbox.hand(3, "mail");
    BOOST_TEST(!outbox.next("mail").has_value());
}

BOOST_AUTO_TEST_CASE(the_newest_goes_first_and_the_failed_wait_their_time) {
    Outbox outbox;
    for (const std::uint64_t size : {3u, 4u, 5u}) outbox.hand(size, "syslog");
    const auto newest = *outbox.next("syslog");
    BOOST_TEST(newest.size == 5u);
    const auto later = outbox.clock.now() + std::chrono::minutes{1};
    outbox.write(
        [&](db::Write& write) { audit::put_off(write, newest, "anchor.unreachable", outbox.clock.now(), later); });
    BOOST_TEST(outbox.next("syslog")->size == 4u);
    BOOST_TEST(outbox.record("syslog").code == "anchor.unreachable");
    BOOST_TEST(outbox.record("syslog").waiting == 3);
    outbox.clock.advance(std::chrono::minutes{1});
    BOOST_TEST(outbox.next("syslog")->size == 5u);
    BOOST_TEST(outbox.next("syslog")->attempts == 1);
}

BOOST_AUTO_TEST_CASE(a_larger_one_that_arrived_covers_the_smaller) {
    Outbox outbox;
    for (const std::uint64_t size : {3u, 4u, 5u}) outbox.hand(size, "mail");
    outbox.hand(3, "folder");
    outbox.write([&](db::Write& write) {
        const audit::Anchor anchor = *audit::next_anchor(write, "mail", outbox.clock.now());
        audit::acknowledge(write, anchor, receipt, outbox.clock.now());
        audit::cover_smaller(write, anchor);
    });
    BOOST_TEST(outbox.record("mail").waiting == 0);
    BOOST_TEST(*outbox.record("mail").acknowledged_size == 5u);
    BOOST_TEST(outbox.record("folder").waiting == 1);
}

BOOST_AUTO_TEST_CASE(a_page_is_filed_once) {
    Outbox outbox;
    const auto file = [&] {
        outbox.write([&](db::Write& write) { audit::filed_on_paper(write, 4, receipt, outbox.clock.now()); });
    };
    file();
    BOOST_TEST(*outbox.record("paper").acknowledged_size == 4u);
    BOOST_TEST(key_of(file) == "seal.filed_already");
}

BOOST_AUTO_TEST_SUITE_END()
