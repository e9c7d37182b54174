#include <boost/test/unit_test.hpp>

#include "db/faults.hpp"

using namespace arkki;
using db::postgresql_fault;
using db::sqlite_fault;
using db::Step;

namespace {

void is(const Error& error, Fault fault, std::string_view what) {
    BOOST_TEST((error.fault() == fault), error.what());
    BOOST_TEST(error.what() == what);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_constraint_keeps_its_name_and_loses_the_values) {
    is(sqlite_fault(19, "sqlite3_statement_backend::loadOne: UNIQUE constraint failed: person.name, person.kind",
                    Step::execute),
       Fault::conflict, "db.constraint: person.name, person.kind");
    is(sqlite_fault(19, "CHECK constraint failed: person_has_a_name", Step::execute), Fault::conflict,
       "db.constraint: person_has_a_name");
    is(sqlite_fault(787, "FOREIGN KEY constraint failed", Step::execute), Fault::conflict,
       "db.constraint: FOREIGN KEY");
    is(postgresql_fault("23505",
                        "Cannot execute query. ERROR:  duplicate key value violates unique constraint \"person_name\"\n"
                        "DETAIL:  Key (name)=(Taimi \"Esimerkki\") already exists.",
                        Step::execute),
       Fault::conflict, "db.constraint: person_name");
    is(postgresql_fault("23502", "ERROR:  null value in column \"name\" of relation \"person\" violates ...",
                        Step::execute),
       Fault::conflict, "db.constraint: person");
}

BOOST_AUTO_TEST_CASE(a_triggers_code_becomes_the_key) {
    is(sqlite_fault(19, "sqlite3_statement_backend::loadOne: audit.append_only: entries stay", Step::execute),
       Fault::conflict, "audit.append_only");
    is(sqlite_fault(1811, "request.closed", Step::execute), Fault::conflict, "request.closed");
    is(postgresql_fault("P0001", "Cannot execute query. ERROR:  audit.append_only\nCONTEXT:  PL/pgSQL", Step::execute),
       Fault::conflict, "audit.append_only");
    is(postgresql_fault("P0001", "VIRHE:  custody.on_hold: box", Step::execute), Fault::conflict, "custody.on_hold");
    is(postgresql_fault("P0001", "ERROR:  Something Else", Step::execute), Fault::conflict, "db.constraint: trigger");
}

BOOST_AUTO_TEST_CASE(what_an_engine_says_while_running_is_never_repeated) {
    is(sqlite_fault(1, "fts5: syntax error near \"Esimerkki\"", Step::execute), Fault::corrupt,
       "db.statement: sqlite 1");
    is(postgresql_fault("22P02", "ERROR:  invalid input syntax for type bigint: \"Esimerkki\"", Step::execute),
       Fault::corrupt, "db.statement: sqlstate 22P02");
}

BOOST_AUTO_TEST_CASE(a_statement_that_does_not_prepare_says_why) {
    is(sqlite_fault(1, "no such table: persom", Step::prepare), Fault::corrupt,
       "db.statement: sqlite 1: no such table: persom");
}

BOOST_AUTO_TEST_CASE(busy_full_and_unreachable_are_told_apart) {
    is(sqlite_fault(5, "", Step::execute), Fault::unavailable, "db.busy: sqlite 5");
    is(sqlite_fault(261, "", Step::execute), Fault::unavailable, "db.busy: sqlite 261");
    is(sqlite_fault(13, "", Step::execute), Fault::unavailable, "db.full: sqlite 13");
    is(sqlite_fault(10, "", Step::execute), Fault::unavailable, "db.unavailable: sqlite 10");
    is(sqlite_fault(11, "", Step::execute), Fault::corrupt, "db.damaged: sqlite 11");
    is(postgresql_fault("53100", "", Step::execute), Fault::unavailable, "db.full: sqlstate 53100");
    is(postgresql_fault("57P01", "", Step::execute), Fault::unavailable, "db.unavailable: sqlstate 57P01");
    is(postgresql_fault("", "", Step::execute), Fault::corrupt, "db.statement: sqlstate ");
}

BOOST_AUTO_TEST_CASE(only_a_collision_of_transactions_is_worth_repeating) {
    BOOST_TEST(db::is_retryable(postgresql_fault("40001", "", Step::execute)));
    BOOST_TEST(db::is_retryable(postgresql_fault("40P01", "", Step::execute)));
    BOOST_TEST(!db::is_retryable(postgresql_fault("23505", "", Step::execute)));
    BOOST_TEST(!db::is_retryable(sqlite_fault(5, "", Step::execute)));
}
