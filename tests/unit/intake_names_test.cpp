// What file names say of themselves, and what must not be believed.
#include <boost/test/unit_test.hpp>

#include "base/error.hpp"
#include "intake/arrival.hpp"

using namespace arkki;
using namespace arkki::intake;

BOOST_AUTO_TEST_CASE(a_clean_name_stays_as_it_is) {
    for (const std::string name :
         {"", "lomake.pdf", "Åsa Öhman – tilaus (2).pdf", "C:\\skannaus\\1.pdf", "\xF0\x9F\x93\x84.pdf"})
        BOOST_TEST(readable_name(name) == name);
}

BOOST_AUTO_TEST_CASE(a_name_with_bytes_nobody_can_show_is_escaped_so_that_it_can_be_told_from_another) {
    BOOST_TEST(readable_name("a\nb.pdf") == "a\\x0ab.pdf");
    BOOST_TEST(readable_name("\xC3\xA4\xFF.pdf") == "\xC3\xA4\\xff.pdf");
    BOOST_TEST(readable_name("\xE4.pdf") == "\\xe4.pdf");
    BOOST_TEST(readable_name("a\\\n") == "a\\\\\\x0a");
    BOOST_TEST(readable_name("\x1B[31m") == "\\x1b[31m");
    BOOST_TEST(readable_name("\xC2\x9B"
                             "1m") == "\\xc2\\x9b1m");
    BOOST_TEST(readable_name("\xED\xA0\x80") == "\\xed\\xa0\\x80");
    BOOST_TEST(readable_name(std::string("a\0b", 3)) == "a\\x00b");
    BOOST_TEST(readable_name("\xC3") == "\\xc3");
}

BOOST_AUTO_TEST_CASE(every_state_has_its_code_and_no_other_word_is_one) {
    for (const auto state :
         {State::received, State::reading, State::filed, State::duplicate, State::quarantined, State::discarded})
        BOOST_TEST((state_from(code(state)) == state));
    BOOST_CHECK_THROW(state_from("lost"), Error);
}
