// Nobody looks at anything that cannot be logged.
#include <boost/test/unit_test.hpp>

#include "audit/verify.hpp"
#include "support/full_disk.hpp"
#include "support/test_office.hpp"

using namespace arkki;
using namespace arkki::access;

BOOST_AUTO_TEST_CASE(on_a_full_disk_the_guard_opens_nothing_and_afterwards_everything_it_did) {
    if (test::engine() != db::Engine::sqlite) return;
    test::TestOffice office;
    office.facts["document:812"] = {true, "/1/4/9/", "contact", {CustomerId{7}}, 3, 2, "request:5", false};
    const auto session = office.sign_in("clerk").session;
    std::int64_t opened = 0;
    {
        const test::FullDisk full{office.database()};
        const auto open = [&] { return office.guard.open<ReadDocument>(session, DocumentId{812}).event().value(); };
        BOOST_CHECK_EXCEPTION(for (;;) opened = open(), Error, [](const Error& error) {
            return error.fault() == Fault::unavailable && error.key() == "db.full";
        });
        // Not even a refusal, which would have to be logged too.
        BOOST_CHECK_THROW(office.guard.open<Decide>(session, RequestId{5}), Error);
        BOOST_TEST(audit::verify(office.database(), test::winter_wall_clock()).ok);
    }
    BOOST_TEST(office.guard.open<ReadDocument>(session, DocumentId{812}).event().value() > opened);
    BOOST_TEST(audit::verify(office.database(), test::winter_wall_clock()).ok);
}
