#include <boost/test/unit_test.hpp>
#include "support/test_database.hpp"
#include "support/test_world.hpp"
using namespace arkki;
BOOST_AUTO_TEST_CASE(smoke) {
    test::TestDatabase test{test::Schema::empty};
    auto& database = test.database();
    database.write([](db::Write& write) {
        write.script(write.engine() == db::Engine::sqlite ? "CREATE TABLE thing(id INTEGER PRIMARY KEY, name TEXT, n REAL) STRICT; CREATE UNIQUE INDEX tn ON thing(name)" : "CREATE TABLE thing(id bigint primary key, name text, n double precision); CREATE UNIQUE INDEX tn ON thing(name)");
        BOOST_TEST(write.run("INSERT INTO thing(id,name,n) VALUES(:id,:name,:n)", {{"id", 1}, {"name", "a"}, {"n", nullptr}}) == 1);
        BOOST_TEST(write.one<std::int64_t>("INSERT INTO thing(id,name,n) VALUES(:id,:name,:n) RETURNING id", {{"id", 2}, {"name", nullptr}, {"n", 1.5}}) == 2);
    });
    for (int i = 0; i < 3; ++i) {
        auto rows = database.read([](db::Read& read) { return read.rows<int, std::optional<std::string>, std::optional<double>>("SELECT id, name, n FROM thing WHERE id < :x ORDER BY id", {{"x", 3}}); });
        BOOST_TEST(rows.size() == 2u);
    }
    BOOST_CHECK_EXCEPTION(database.write([](db::Write& write) { write.run("INSERT INTO thing(id,name) VALUES(7, :name)", {{"name", "a"}}); }), Error, [](const Error& e) { BOOST_TEST_MESSAGE(e.what()); return e.key() == "db.constraint"; });
    BOOST_TEST(database.read([](db::Read& read) { return read.one<bool>("SELECT EXISTS(SELECT 1 FROM thing)"); }));
}
