#include <boost/test/unit_test.hpp>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

using namespace arkki;

BOOST_AUTO_TEST_CASE(a_day_that_does_not_exist_is_refused) {
    for (const auto* text : {"2026-02-29", "2026-13-01", "2026-1-1", "", "2026-01-01 ", "20260101", "abcd-ef-gh", "-000-01-01", "2026--1-01"})
        BOOST_CHECK_THROW(day_from_iso(text), Error);
}

BOOST_AUTO_TEST_CASE(a_month_after_the_31st_of_january_is_the_last_of_february) {
    BOOST_TEST(iso(add_months(day_from_iso("2026-01-31"), 1)) == "2026-02-28");
    BOOST_TEST(iso(add_months(day_from_iso("2024-01-31"), 1)) == "2024-02-29");
    BOOST_TEST(iso(add_months(day_from_iso("2025-11-30"), 3)) == "2026-02-28");
}

BOOST_AUTO_TEST_CASE(a_moment_is_written_with_six_decimals) {
    BOOST_TEST(iso(instant_from_microseconds(1'772'431'507'000'001)) == "2026-03-02T06:05:07.000001Z");
    BOOST_TEST(iso(instant_from_microseconds(-1)) == "1969-12-31T23:59:59.999999Z");
}

BOOST_AUTO_TEST_CASE(broken_utf8_and_nul_are_not_clean_text) {
    using namespace std::string_view_literals;
    for (const auto text : {"\xC0\xAF"sv, "\xED\xA0\x80"sv, "a\0b"sv, "\xF5\x80\x80\x80"sv, "\xE2\x82"sv, "\x80"sv})
        BOOST_TEST(!is_clean_utf8(text));
    BOOST_TEST(is_clean_utf8("Åkerberg, Äijälä, 😀"sv));
    BOOST_TEST(code_points("Äijälä"sv) == 6u);
}

BOOST_AUTO_TEST_CASE(base64_and_hex_come_back_unchanged_and_refuse_rubbish) {
    const Bytes bytes{0, 1, 254, 255};
    BOOST_TEST(from_base64(base64(bytes)) == bytes);
    BOOST_TEST(from_hex(hex(bytes)) == bytes);
    BOOST_CHECK_THROW(from_base64("abc"), Error);
    for (const auto* odd : {"ab*=", "QQ=9", "Q===", "====", "QR==", "QUJ=", "QUJD----", "QUJD\n\n\n\n", "    QUJD"})
        BOOST_CHECK_THROW(from_base64(odd), Error);
    BOOST_TEST(from_base64("").empty());
    BOOST_TEST(text_of(from_base64("QUI=")) == "AB");
    BOOST_CHECK_THROW(from_hex("0g"), Error);
}

BOOST_AUTO_TEST_CASE(sha256_of_nothing_is_the_known_value) {
    BOOST_TEST(hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    Sha256 hash;
    BOOST_TEST(hash.add("ab").add("c").finish() == sha256(view("abc")));
}
