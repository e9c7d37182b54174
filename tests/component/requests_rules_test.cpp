// What the database itself refuses, whoever writes to it.
#include <boost/test/unit_test.hpp>

#include <map>
#include <set>

#include "requests/rows.hpp"
#include "requests/rules.hpp"
#include "support/test_requests.hpp"

using namespace arkki;
using namespace arkki::requests;

namespace {

const std::vector<std::string> states{"received",  "identify",  "work",   "clarify", "review",
                                      "sign",      "granted",   "partly", "refused", "no_data",
                                      "withdrawn", "follow_up", "closed", "appealed"};

const std::vector<std::string> kinds{"access", "rectify", "erase", "anonymise", "restrict",
                                     "object", "port",    "ban",   "withdraw",  "log_extract"};
const std::set<std::string> in_the_life_of_a_ban{"received", "identify",  "work",   "review",  "sign",
                                                 "granted",  "withdrawn", "closed", "follow_up", "appealed"};

const std::set<std::string> second_rules{"request.outcome_differs", "request.not_worked_on", "request.no_search",
                                         "request.outcome_without_answer", "request.items_left"};

class Office : public test::TestRequests {
public:
    std::string sql_state(const std::string& state) {
        return "UPDATE request SET state = '" + state + "' WHERE id = " + id_;
    }
    std::string moved(const std::string& state) { return refused_sql(sql_state(state)); }
    std::string moved_by_service(const std::string& from, const std::string& to) {
        return test::refusal_of([&] {
            database().write([&](db::Write& write) { move(write, clerk(), request, state_from(from), state_from(to)); });
            return 0;
        });
    }

    /// A fresh request, brought by legal steps to this state.
    void reach(const std::string& state, Kind kind = Kind::rectify) {
        static const std::map<std::string, std::vector<std::string>> ways{
            {"received", {}},
            {"identify", {"identify"}},
            {"work", {"work"}},
            {"clarify", {"work", "clarify"}},
            {"review", {"work", "review"}},
            {"sign", {"work", "review", "sign"}},
            {"withdrawn", {"withdrawn"}},
            {"follow_up", {"work", "review", "sign", "granted", "follow_up"}},
            {"closed", {"work", "review", "sign", "granted", "closed"}},
            {"appealed", {"work", "review", "sign", "granted", "appealed"}}};
        fresh(kind);
        const auto way = ways.find(state);
        for (const auto& step :
             way == ways.end() ? std::vector<std::string>{"work", "review", "sign", state} : way->second) {
            if (std::set<std::string>{"granted", "partly", "refused", "no_data"}.contains(step)) prepare(step);
            run(sql_state(step));
        }
    }
    /// All that an outcome needs besides the step itself.
    void prepare(const std::string& outcome) {
        prove();
        decide_items();
        search_everywhere();
        decide_by("vastaava", outcome);
        write_letter("vastaava");
    }
    void fresh(Kind kind = Kind::rectify) {
        if (!subject_) subject_ = maija();
        request = open({kind, *subject_, today(), Language::fi, "letter", "none", {}, {phone()}});
        id_ = std::to_string(request.value());
    }
    void prove() {
        run("INSERT INTO identity_check (request, method, result, checked_at, checked_by) VALUES (" + id_ +
            ", 'visit', 'proved', 0, 1)");
        run("UPDATE request SET identity = 'proved' WHERE id = " + id_);
    }
    void decide_items(const std::string& reason = "R1") {
        run("UPDATE request_item SET outcome = 'refused', reason = '" + reason + "', finding = 'x' WHERE request = " + id_);
    }
    void decide_by(const std::string& user, const std::string& outcome) { run(decision_by(user, outcome)); }
    std::string decision_by(const std::string& user, const std::string& outcome) {
        return "UPDATE request SET outcome = '" + outcome +
               "', decided_at = 1, decided_by = " + std::to_string(person(user).value()) + " WHERE id = " + id_;
    }
    std::string letter_by(const std::string& user, const std::string& kind = "refusal-certificate") {
        std::string sha = id_;
        sha.insert(0, 64 - sha.size(), '0');
        return "INSERT INTO letter (request, number, kind, language, dated_on, verify_code, signer, level, sha256, "
               "size, blob, letter_key,"
               " signed_at) VALUES (" +
               id_ + ", 'K-" + id_ + "', '" + kind + "', 'fi', '2026-11-23', 'C" + id_ + "', " +
               std::to_string(person(user).value()) + ", 'B-B', '" + sha + "', 1, 'b', 'k', 1)";
    }
    /// The letter, and the decision it tells.
    void write_letter(const std::string& user, const std::string& kind = "refusal-certificate") {
        run(letter_by(user, kind));
        run(decision_row());
    }
    std::string decision_row() {
        return "INSERT INTO decision (request, outcome, preparer, signer, letter_sha256, answered_on, decided_at)"
               " SELECT r.id, r.outcome, r.decided_by, l.signer, l.sha256, l.dated_on, 1 FROM request r JOIN letter l"
               " ON l.request = r.id WHERE r.id = " + id_;
    }
    std::string search_row(const std::string& place, const std::string& result = "nothing") {
        return "INSERT INTO search_record (request, place, result, searched_at, searched_by) VALUES (" + id_ + ", '" +
               place + "', '" + result + "', 1, 1)";
    }
    void search_everywhere() {
        for (const auto* place : {"index", "text", "paper", "external"}) run(search_row(place));
    }
    RequestId request{0};
    std::string id_;

private:
    std::optional<CustomerId> subject_;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_step_that_is_not_in_the_table_is_refused, Office) {
    int refused_steps = 0;
    for (const auto& kind : kinds)
        for (const auto& from : states) {
            if (kind == "ban" && !in_the_life_of_a_ban.contains(from)) continue;
            reach(from, kind_from(kind));
            for (const auto& to : states) {
                if (from == to || may_move(kind_from(kind), state_from(from), state_from(to))) continue;
                const auto said = moved(to);
                // A ban may break a second rule with the same step; which of the two speaks is the database's choice.
                BOOST_TEST((said == "request.transition" || (kind == "ban" && second_rules.contains(said))),
                           kind << ": " << from << " to " << to << " " << said);
                BOOST_TEST(moved_by_service(from, to) == "request.transition", kind << ": " << from << " to " << to);
                ++refused_steps;
            }
        }
    BOOST_TEST(refused_steps == 9 * (14 * 13 - 39) + 10 * 13 - 24);
}

BOOST_FIXTURE_TEST_CASE(code_and_database_know_the_same_steps_of_each_kind, Office) {
    std::set<std::tuple<std::string, std::string, std::string>> rows, known;
    database().read([&](db::Read& read) {
        for (const auto& [kind, from, to] : read.rows<std::string, std::string, std::string>(
                 "SELECT kind, from_state, to_state FROM request_rule"))
            rows.emplace(kind, from, to);
    });
    for (const auto& kind : kinds)
        for (const auto& from : states)
            for (const auto& to : states)
                if (may_move(kind_from(kind), state_from(from), state_from(to))) known.emplace(kind, from, to);
    BOOST_TEST(rows.size() == 9u * 39u + 24u);
    BOOST_TEST((rows == known));
}

BOOST_FIXTURE_TEST_CASE(a_ban_is_granted_by_a_letter_and_never_refused, Office) {
    fresh(Kind::ban);
    for (const std::string outcome : {"partly", "refused", "no_data"}) {
        BOOST_TEST(moved(outcome) == "request.transition", outcome);
        BOOST_TEST(moved_by_service("received", outcome) == "request.transition", outcome);
    }
    BOOST_TEST(moved("granted").starts_with("request.outcome_"));
    decide_items(), decide_by("vastaava", "granted");
    BOOST_TEST(moved("granted") == "request.outcome_without_decision");
    write_letter("vastaava", "marketing-ban");
    BOOST_TEST(moved("granted") == "");  // nobody need prove who he is
}

BOOST_FIXTURE_TEST_CASE(without_work_on_it_only_the_unidentified_and_the_groundless_get_a_decision, Office) {
    for (const auto* reason : {"R1", "R2", "R5", "R7", "R12"}) {
        reach("identify");
        decide_items(reason);
        BOOST_TEST(moved("sign") == "request.not_worked_on", reason);
    }
    for (const auto* reason : {"R3", "R4"}) {
        reach("clarify");
        decide_items(reason);
        BOOST_TEST(moved("sign") == "", reason);
    }
}

BOOST_FIXTURE_TEST_CASE(that_nothing_is_held_needs_a_search_of_every_place_without_a_find, Office) {
    reach("sign");
    prove(), decide_items(), decide_by("vastaava", "no_data"), write_letter("vastaava");
    BOOST_TEST(moved("no_data") == "request.no_search");
    for (const auto* place : {"index", "text", "paper"}) run(search_row(place));
    BOOST_TEST(moved("no_data") == "request.no_search");
    run(search_row("external", "found"));
    BOOST_TEST(moved("no_data") == "request.no_search");
    BOOST_TEST(refused_sql(search_row("desk drawer")) == "db.constraint");
    run(search_row("external"));  // looked at again: it was another's
    BOOST_TEST(moved("no_data") == "");
    BOOST_TEST(refused_sql("UPDATE search_record SET result = 'found'") == "search_record.append_only");
    BOOST_TEST(refused_sql("DELETE FROM search_record") == "search_record.append_only");
}

BOOST_FIXTURE_TEST_CASE(an_outcome_is_the_last_decision_and_decisions_only_grow, Office) {
    reach("work");
    prove(), decide_items();
    BOOST_TEST(refused_sql(decision_row()) == "");  // without a letter there is nothing to tell: no row
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM decision") == 0);
    run(sql_state("review")), run(sql_state("sign"));
    decide_by("vastaava", "refused");
    run(letter_by("vastaava"));
    BOOST_TEST(moved("refused") == "request.outcome_without_decision");
    for (const auto* user : {"clerk", "auditor", "admin"})
        BOOST_TEST(refused_sql("INSERT INTO decision (request, outcome, preparer, signer, letter_sha256, answered_on,"
                               " decided_at) SELECT request, 'refused', signer, " +
                               std::to_string(person(user).value()) + ", sha256, dated_on, 1 FROM letter") ==
                       "decision.signer_is_not_responsible",
                   user);
    run(decision_row());
    BOOST_TEST(moved("refused") == "");
    BOOST_TEST(refused_sql(decision_row()) == "decision.not_now");
    BOOST_TEST(refused_sql("UPDATE decision SET outcome = 'granted'") == "decision.append_only");
    BOOST_TEST(refused_sql("DELETE FROM decision") == "decision.append_only");
}

BOOST_FIXTURE_TEST_CASE(a_request_is_born_received_and_the_table_of_steps_is_fixed, Office) {
    fresh();
    BOOST_TEST(
        refused_sql(
            "INSERT INTO request (request_case, kind, state, target_on, safe_on, last_on, ext_safe_on, ext_last_on, "
            "holidays)"
            " SELECT request_case, kind, 'refused', target_on, safe_on, last_on, ext_safe_on, ext_last_on, holidays"
            " FROM request") == "request.born_late");
    BOOST_TEST(
        refused_sql("INSERT INTO request_rule (kind, from_state, to_state) SELECT 'ban', 'received', 'received' WHERE 1 = 0") == "");
    BOOST_TEST(refused_sql("UPDATE request_rule SET to_state = 'refused' WHERE from_state = 'received'") ==
               "request_rule.append_only");
    BOOST_TEST(refused_sql("DELETE FROM request_rule") == "request_rule.append_only");
    BOOST_TEST(moved("cancelled") != "");
}

BOOST_FIXTURE_TEST_CASE(dates_kind_and_receipt_are_fixed_and_nothing_is_deleted, Office) {
    fresh();
    for (const std::string column : {"target_on", "safe_on", "last_on", "ext_safe_on", "ext_last_on"})
        BOOST_TEST(refused_sql("UPDATE request SET " + column + " = '2027-05-01'") == "request.dates_are_fixed",
                   column);
    BOOST_TEST(refused_sql("UPDATE request SET kind = 'access'") == "request.dates_are_fixed");
    BOOST_TEST(refused_sql("UPDATE request_case SET received_on = '2026-11-24'") == "request_case.receipt_is_fixed");
    BOOST_TEST(refused_sql("UPDATE request_case SET number = '2026-9999'") == "request_case.receipt_is_fixed");
    BOOST_TEST(refused_sql("DELETE FROM request_item") == "request_item.kept");
    BOOST_TEST(refused_sql("DELETE FROM request") == "request.kept");
    BOOST_TEST(refused_sql("DELETE FROM request_case") == "request_case.kept");
}

BOOST_FIXTURE_TEST_CASE(no_outcome_without_a_letter, Office) {
    reach("sign");
    prove(), decide_items(), decide_by("vastaava", "refused"), search_everywhere();
    for (const std::string outcome : {"granted", "partly", "refused", "no_data"})
        BOOST_TEST(moved(outcome).starts_with("request.outcome_"), outcome);
    write_letter("vastaava");
    BOOST_TEST(moved("granted") == "request.outcome_differs");
    BOOST_TEST(moved("refused") == "");
}

BOOST_FIXTURE_TEST_CASE(no_outcome_while_an_item_is_undecided, Office) {
    reach("sign");
    prove(), decide_by("vastaava", "refused"), write_letter("vastaava");
    BOOST_TEST(moved("refused") == "request.items_left");
}

BOOST_FIXTURE_TEST_CASE(nothing_is_granted_to_somebody_who_was_not_identified, Office) {
    for (const std::string outcome : {"granted", "partly"}) {
        reach("sign");
        decide_items(), decide_by("vastaava", outcome), write_letter("vastaava");
        BOOST_TEST(moved(outcome) == "request.identity_not_proved", outcome);
    }
    reach("sign");
    BOOST_TEST(refused_sql("UPDATE request SET identity = 'proved' WHERE id = " + id_) == "request.identity_unchecked");
    decide_items(), decide_by("vastaava", "refused"), write_letter("vastaava");
    BOOST_TEST(moved("refused") == "");  // to refuse, nobody need prove who he is
}

BOOST_FIXTURE_TEST_CASE(a_refusal_has_a_reason_and_facts, Office) {
    fresh();
    for (const std::string what :
         {"outcome = 'refused'", "outcome = 'refused', reason = 'R1'", "outcome = 'refused', finding = 'x'",
          "outcome = 'refused', reason = 'R1', finding = '  '", "outcome = 'withheld'",
          "outcome = 'refused', reason = 'no signature', finding = 'x'",
          "outcome = 'refused', reason = 'R13', finding = 'x'"})
        BOOST_TEST(refused_sql("UPDATE request_item SET " + what) == "db.constraint", what);
}

BOOST_FIXTURE_TEST_CASE(only_the_responsible_person_decides_and_signs, Office) {
    reach("sign");
    prove(), decide_items();
    for (const auto* user : {"clerk", "auditor", "admin"}) {
        BOOST_TEST(refused_sql(decision_by(user, "refused")) == "request.decider_is_not_responsible", user);
        BOOST_TEST(refused_sql(letter_by(user)) == "letter.signer_is_not_responsible", user);
    }
    BOOST_TEST(refused_sql("UPDATE request SET outcome = 'refused' WHERE id = " + id_) == "db.constraint");
}

BOOST_FIXTURE_TEST_CASE(no_letter_of_a_decision_before_it_is_made, Office) {
    for (const std::string state : {"received", "work", "review", "withdrawn"}) {
        reach(state);
        BOOST_TEST(refused_sql(letter_by("vastaava")) == "letter.not_decided", state);
    }
}

BOOST_FIXTURE_TEST_CASE(what_was_answered_stands, Office) {
    reach("sign");
    prepare("refused");
    run(sql_state("refused"));
    run("UPDATE request SET answered_on = '2026-11-23' WHERE id = " + id_);
    for (const std::string change : {"identity = 'asked'", "outcome = 'granted'", "decided_at = 7",
                                     "answered_on = '2026-11-24'", "answered_on = NULL"})
        BOOST_TEST(refused_sql("UPDATE request SET " + change + " WHERE id = " + id_) == "request.answered", change);
    BOOST_TEST(refused_sql("UPDATE request_item SET finding = 'y' WHERE request = " + id_) == "request_item.decided");
    BOOST_TEST(refused_sql("INSERT INTO request_item (request, number, datum) VALUES (" + id_ + ", 2, 'name')") ==
               "request_item.late");
    customer(clerk(), "Toinen Malli");
    BOOST_TEST(refused_sql("UPDATE request_case SET subject = 2") == "request.subject_is_fixed");
    BOOST_TEST(refused_sql("UPDATE letter SET blob = 'c'") == "letter.append_only");
    BOOST_TEST(refused_sql("DELETE FROM letter") == "letter.append_only");
    BOOST_TEST(refused_sql("DELETE FROM identity_check") == "identity_check.append_only");
}
