// The archive numbers of letters: one row without gaps, whoever looks at drafts at the same moment.
#include <boost/test/unit_test.hpp>

#include <set>
#include <thread>

#include "support/test_requests.hpp"

using namespace arkki;
using namespace arkki::requests;

BOOST_FIXTURE_TEST_CASE(letters_drafted_at_once_are_numbered_in_one_row_without_gaps, test::TestRequests) {
    constexpr int count = 8;
    const auto subject = maija();
    std::vector<RequestId> cases;
    for (int i = 0; i < count; ++i) {
        cases.push_back(rectify(subject, {phone()}));
        identify(cases.back());
        decide(cases.back(), {Outcome::refused, {refused(1)}});
    }
    static_cast<void>(boss());
    std::vector<std::string> numbers(count);
    std::vector<std::thread> clerks;
    for (std::size_t i = 0; i < count; ++i)
        clerks.emplace_back([&, i] {
            numbers[i] = letters().drafts(boss().open<access::PreviewLetter>(cases[i])).front().number;
        });
    for (auto& clerk : clerks) clerk.join();
    const std::set<std::string> all{numbers.begin(), numbers.end()};
    BOOST_TEST(all.size() == numbers.size());
    BOOST_TEST(*all.begin() == "K-2026-00001");
    BOOST_TEST(*all.rbegin() == "K-2026-00008");
    for (std::size_t i = 0; i < count; ++i)
        BOOST_TEST(letters().drafts(boss().open<access::PreviewLetter>(cases[i])).front().number == numbers[i]);
}
