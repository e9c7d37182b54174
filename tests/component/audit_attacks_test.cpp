// What somebody who owns the database, the clock or even the sealer's key can do to the log, and who finds it: `verify`
// alone, or only somebody who holds a checkpoint that had left the machine (docs/auditor.md).
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

#include "audit/holds.hpp"
#include "audit/prune.hpp"
#include "base/error.hpp"
#include "support/attacked_log.hpp"

using namespace arkki;
using namespace arkki::test;

namespace {

/// Two years of a log: entries 1 to 100 of June 2024, to 200 of November 2025, to 299 of today; 300 says that the free
/// texts of 1 to 200 were erased; the service started at 301, stopped at 302 and started again at 303. Sealed at 150
/// and at the end; the last checkpoint has left the machine.
class House : public AttackedLog {
public:
    House() : AttackedLog{"2024-06-03"} {
        look_from("2024-06-03", 1, 100);
        look_from("2025-11-20", 101, 150);
        seal();
        look_from("2025-11-21", 151, 200);
        look_from("2026-11-23", 201, 299);
        audit::prune(log, of_the_machine(), {{}, std::string(64, 'a')}, clock.now());
        turn("service.started");
        turn("service.stopped");
        turn("service.started");
        look_from("2026-11-24", 304, 410);
        outside = seal();
    }
    void look_from(const char* day, int first, int last) {
        clock.set(day);
        database().write([&](db::Write& write) {
            for (int n = first; n <= last; ++n) {
                clock.advance(std::chrono::seconds{1});
                audit::Event event = look(n, {CustomerId{n}, CustomerId{n + 1000}});
                event.query = PersonalText{"haku"};
                log.appender(write).append(event);
            }
        });
    }
    static audit::Event of_the_machine() {
        audit::Event event = look(0);
        event.actor = PersonId{0};
        event.object.clear();
        event.version = 0;
        event.role = event.auth = "machine";
        event.via = "service";
        event.args.clear();
        return event;
    }
    void say(const std::string& action, std::vector<std::pair<std::string, std::string>> args) {
        clock.advance(std::chrono::seconds{1});
        audit::Event event = of_the_machine();
        event.action = action;
        event.args = std::move(args);
        log.append(event);
    }
    void turn(const std::string& action) { say(action, {}); }
    void claim_pruning(Instant before, int from, int to) {
        say("log.pruned", {{"before", iso(before)},
                           {"groups", "F"},
                           {"policy", std::string(64, 'a')},
                           {"from", std::to_string(from)},
                           {"to", std::to_string(to)}});
    }
    tlog::Checkpoint outside;
};

void edit_a_row(House& house) { house.attack("UPDATE audit_entry SET actor = 18 WHERE seq = 250"); }

void delete_a_middle_row(House& house) {
    house.attack("DELETE FROM audit_subject WHERE seq = 250");
    house.attack("DELETE FROM audit_entry WHERE seq = 250");
}

void delete_the_last_hundred(House& house) {
    house.attack("DELETE FROM audit_pruning");
    house.attack("DELETE FROM audit_subject WHERE seq >= 311");
    house.attack("DELETE FROM audit_entry WHERE seq >= 311");
}

void delete_them_and_mend_the_tree(House& house) {
    delete_the_last_hundred(house);
    house.rebuild_tree();
}

/// He leaves entry 300, without which nothing explains what was erased, and thinks of the checkpoints.
void delete_a_few_and_seal_anew(House& house) {
    house.attack("DELETE FROM audit_subject WHERE seq >= 311");
    house.attack("DELETE FROM audit_entry WHERE seq >= 311");
    house.reseal();
}

void rewrite_a_row(House& house) { house.rewrite(250, "actor = 18"); }

void rewrite_and_mend_the_tree(House& house) {
    rewrite_a_row(house);
    house.rebuild_tree();
}

void rewrite_and_sign_with_another_key(House& house) {
    const auto real = house.sealer_key;
    house.sealer_key = tlog::SignerKey::make(House::origin);
    rewrite_a_row(house);
    house.reseal();
    house.sealer_key = real;  // the one the verifier has pinned
}

void rewrite_and_sign_with_the_real_key(House& house) {
    rewrite_a_row(house);
    house.reseal();
}

void erase_without_a_word(House& house) {
    house.disarm();
    house.erase_free_text(250);
}

void erase_with_a_word_but_early(House& house) {
    house.claim_pruning(house.clock.now() + std::chrono::hours{1}, 201, 299);
    house.disarm();
    house.erase_free_text(250);
}

/// The word says that only what is older than a year was erased; 250 is of today.
void erase_more_than_was_said(House& house) {
    house.claim_pruning(audit::oldest_kept(house.clock.now(), 12), 1, 299);
    house.disarm();
    house.erase_free_text(250);
}

void erase_what_is_held(House& house) {
    audit::hold(house.log, House::of_the_machine(), {0, 201, 260, PersonalText{"epäily"}, day_from_iso("2027-01-31")},
                day_from_iso("2026-11-23"));
    house.clock.advance(std::chrono::days{400});
    house.claim_pruning(audit::oldest_kept(house.clock.now(), 12), 201, 299);
    house.disarm();
    house.erase_free_text(250);
    house.erase_free_text(270);
}

void erase_the_word_for_it(House& house) {
    house.disarm();
    house.database().write([](db::Write& write) {
        const auto row = audit::stored_entries(write, "FROM audit_entry e WHERE e.seq = 300", {}).front();
        write.run(
            "UPDATE audit_entry SET com_c = :commitment, salt_c = NULL, action = NULL, role = NULL, purpose = NULL, "
            "case_ref = NULL, basis = NULL, result = NULL, rule = NULL, row_count = NULL, request = NULL, args = NULL "
            "WHERE seq = 300",
            {{"commitment", base64(audit::commitments_of(row, audit::salts_of(row)).c)}});
    });
}

void hide_who_looked(House& house) { house.attack("DELETE FROM audit_subject WHERE subject = 1250 AND seq = 250"); }
void invent_who_looked(House& house) { house.attack("INSERT INTO audit_subject (subject, seq) VALUES (7, 250)"); }

void swap_who_was_looked_at(House& house) {
    hide_who_looked(house);
    invent_who_looked(house);
}

/// The log itself says that the clock went back; here that line is made to say something else, with all its hashes.
void set_the_clock_back_unsaid(House& house) {
    house.clock.advance(-std::chrono::hours{5});
    house.log.append(House::look(1));
    BOOST_TEST(house.problems() == "");
    house.rewrite(411, "action = 'document.view'");
    house.reseal();
}

void move_an_act_into_office_hours(House& house) {
    house.attack("UPDATE audit_entry SET local_hour = 9 WHERE seq = 250");
}

void edit_a_checkpoint(House& house) {
    house.attack("UPDATE audit_checkpoint SET note = replace(note, :was, :now) WHERE size = 151",
                 {{"was", "\n151\n"}, {"now", "\n151\nx"}});
}

void edit_a_signature(House& house) {
    const auto note = house.database().read([](db::Read& read) { return audit::checkpoint_at(read, 151)->note; });
    std::string changed = note;
    changed[note.size() - 6] = note[note.size() - 6] == 'A' ? 'B' : 'A';
    house.attack("UPDATE audit_checkpoint SET note = :note WHERE size = 151", {{"note", changed}});
}

void hide_a_stop(House& house) {
    house.rewrite(302, "action = 'document.view'");
    house.reseal();
}

struct Attack {
    const char* name;
    void (*act)(House&);
    const char* alone;         ///< what verify says by itself
    const char* with_outside;  ///< and with the checkpoint that had left the machine
};

const std::vector<Attack> attacks{
    {"edit a row", edit_a_row, "entry 250", "entry 250"},
    {"delete a middle row", delete_a_middle_row, "missing 250", "missing 250"},
    {"delete the last hundred", delete_the_last_hundred, "missing 311, checkpoint 410",
     "missing 311, checkpoint 410, shorter"},
    {"delete them, mend the tree", delete_them_and_mend_the_tree, "checkpoint 410", "checkpoint 410, shorter"},
    {"delete a few, sign anew", delete_a_few_and_seal_anew, "", "shorter"},
    {"rewrite a row", rewrite_a_row, "node 0, checkpoint 410, state", "node 0, checkpoint 410, root 410, state"},
    {"rewrite, mend the tree", rewrite_and_mend_the_tree, "checkpoint 410", "checkpoint 410, root 410"},
    {"rewrite, sign with another key", rewrite_and_sign_with_another_key, "signature 150, signature 410",
     "signature 150, signature 410, root 410"},
    {"rewrite, sign with the real key", rewrite_and_sign_with_the_real_key, "", "root 410"},
    {"erase without a word", erase_without_a_word, "pruned 250", "pruned 250"},
    {"erase early, and say so", erase_with_a_word_but_early, "early 250", "early 250"},
    {"erase more than was said", erase_more_than_was_said, "early 250", "early 250"},
    {"erase what is held", erase_what_is_held, "held 250", "held 250"},
    {"hide who looked", hide_who_looked, "subject_gone 250", "subject_gone 250"},
    {"invent who looked", invent_who_looked, "subject_added 250", "subject_added 250"},
    {"swap who was looked at", swap_who_was_looked_at, "subject_added 250, subject_gone 250",
     "subject_added 250, subject_gone 250"},
    {"set the clock back unsaid", set_the_clock_back_unsaid, "clock 411", "clock 411"},
    {"move an act into office hours", move_an_act_into_office_hours, "hour 250", "hour 250"},
    {"edit a checkpoint", edit_a_checkpoint, "checkpoint 150", "checkpoint 150"},
    {"edit a signature", edit_a_signature, "signature 150", "signature 150"},
    {"hide a stop", hide_a_stop, "restart 303", "restart 303, root 410"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_attack_is_found_by_the_side_that_can_find_it) {
    for (const Attack& attack : attacks) {
        BOOST_TEST_CONTEXT(attack.name) {
            House house;
            BOOST_TEST_REQUIRE(house.problems(house.outside) == "");
            attack.act(house);
            BOOST_TEST(house.problems() == attack.alone);
            BOOST_TEST(house.problems(house.outside) == attack.with_outside);
        }
    }
}

BOOST_AUTO_TEST_CASE(without_the_word_for_it_an_erasure_is_none_that_was_allowed) {
    House house;
    erase_the_word_for_it(house);
    const auto found = house.verified(house.outside);
    BOOST_TEST(found.problem_count == 201u);  // the 200 entries, and the word itself
    for (const auto& problem : found.problems) BOOST_TEST(problem.key == "audit.verify.pruned");
}

BOOST_AUTO_TEST_CASE(a_database_file_put_back_from_a_backup_is_found_by_the_copy_outside_alone) {
    if (engine() != db::Engine::sqlite) return;  // a backup of a server is the rows: "delete a few, sign anew"
    House house;
    const std::filesystem::path file = house.store.url().substr(std::string_view{"sqlite:"}.size());
    const auto backup = house.store.folder() / "backup.db";
    BOOST_REQUIRE(house.database().empty_write_ahead_log());
    std::filesystem::copy_file(file, backup);
    house.look_from("2026-11-25", 411, 450);
    const auto outside = house.seal();
    BOOST_TEST(house.problems(outside) == "");
    audit::VerifyOptions options;
    options.outside = outside;
    options.keys = {house.sealer_key.verifier()};
    const auto put_back = db::Database::open("sqlite:" + backup.string());
    BOOST_TEST(AttackedLog::said(audit::verify(*put_back, winter_wall_clock(), {{}, {}, options.keys})) == "");
    BOOST_TEST(AttackedLog::said(audit::verify(*put_back, winter_wall_clock(), options)) == "shorter");
}

BOOST_AUTO_TEST_CASE(a_verifier_with_a_stricter_rule_finds_what_the_house_allowed_itself) {
    House house;
    audit::VerifyOptions options;
    options.minimum.free_text_months = 24;
    const auto found = audit::verify(house.database(), winter_wall_clock(), options);
    BOOST_TEST(!found.ok);
    BOOST_TEST(!found.signatures);
    BOOST_TEST(found.checkpoints == 2u);
    BOOST_TEST(found.problem_count == 200u);
    BOOST_TEST(found.problems.front().key == "audit.verify.early");
}

BOOST_AUTO_TEST_CASE(a_start_after_a_kill_says_so_and_is_no_find) {
    House house;
    house.say("service.started", {{"unclean", "1"}});
    BOOST_TEST(house.problems(house.outside) == "");
    house.turn("service.started");
    BOOST_TEST(house.problems(house.outside) == "restart 412");
}
