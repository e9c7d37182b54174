// One-time codes, sealed secrets, headers: no database.
#include <boost/test/unit_test.hpp>

#include "access/sealed_secret.hpp"
#include "access/second_factor.hpp"
#include "access/throttle.hpp"
#include "access/tokens.hpp"
#include "access/totp.hpp"
#include "support/test_world.hpp"

using namespace arkki;
using namespace arkki::access;
using namespace std::chrono_literals;

namespace {

const std::string rfc_secret = "12345678901234567890";

Instant at(std::int64_t seconds) { return Instant{std::chrono::seconds{seconds}}; }

std::string fault_of(const Bytes& key, const std::string& text, const std::string& owner) {
    try {
        static_cast<void>(unsealed(key, text, owner));
    } catch (const Error& error) {
        return error.key();
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(codes_are_those_of_the_rfc) {
    // RFC 6238 appendix B, SHA-1, eight digits
    const std::vector<std::pair<std::int64_t, std::string>> vectors{
        {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
        {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    for (const auto& [seconds, code] : vectors) {
        BOOST_TEST(totp_code(view(rfc_secret), totp_step(at(seconds)), 8) == code);
        BOOST_TEST(totp_code(view(rfc_secret), totp_step(at(seconds))) == code.substr(2));
    }
    // RFC 4226 appendix D
    const std::vector<std::string> counted{"755224", "287082", "359152", "969429", "338314",
                                           "254676", "287922", "162583", "399871", "520489"};
    for (std::size_t i = 0; i < counted.size(); ++i)
        BOOST_TEST(totp_code(view(rfc_secret), static_cast<std::int64_t>(i)) == counted[i]);
}

BOOST_AUTO_TEST_CASE(a_code_of_a_clock_that_is_off_by_more_than_half_a_minute_is_refused) {
    const Instant now = at(1'800'000'010);
    for (int shift = -5; shift <= 5; ++shift) {
        const auto code = totp_code(view(rfc_secret), totp_step(now) + shift);
        BOOST_TEST(totp_match(view(rfc_secret), code, now, 0).has_value() == (shift >= -1 && shift <= 1), shift);
    }
    BOOST_TEST(!totp_match(view(rfc_secret), totp_code(view(rfc_secret), totp_step(now + 1h)), now, 0).has_value());
}

BOOST_AUTO_TEST_CASE(a_code_is_never_taken_twice_nor_one_from_before_it) {
    const Instant now = at(1'800'000'010);
    const std::int64_t step = totp_step(now);
    const auto code = totp_code(view(rfc_secret), step);
    BOOST_TEST(totp_match(view(rfc_secret), code, now, 0).value() == step);
    BOOST_TEST(!totp_match(view(rfc_secret), code, now, step).has_value());
    BOOST_TEST(!totp_match(view(rfc_secret), totp_code(view(rfc_secret), step - 1), now, step).has_value());
    BOOST_TEST(totp_match(view(rfc_secret), totp_code(view(rfc_secret), step + 1), now, step).value() == step + 1);
}

BOOST_AUTO_TEST_CASE(what_is_no_code_is_none) {
    for (const std::string text :
         {"", "12345", "1234567", "12345a", "１２３４５６", "-12345", "123456\n1", "0x1234", "99999999999999999999"})
        BOOST_TEST(!typed_code(text).has_value(), text);
    BOOST_TEST(typed_code(" 123 456 ").value() == "123456");
    BOOST_TEST(!totp_match(view(rfc_secret), "", at(59), 0).has_value());
    BOOST_TEST(!totp_match(view(rfc_secret), std::string(100'000, '1'), at(59), 0).has_value());
    for (const std::string text : {"", "abcde", "abcde-fghj", "abcde-fghjkm", "abcde-fghji", "äbcde-fghjk", "123456"})
        BOOST_TEST(!typed_recovery_code(text).has_value(), text);
    BOOST_TEST(!typed_recovery_code(std::string(100'000, 'a')).has_value());
    BOOST_TEST(typed_recovery_code(" ABCDE FGHJK").value() == "abcde-fghjk");
    BOOST_TEST(typed_recovery_code("0123456789").value() == "01234-56789");
}

BOOST_AUTO_TEST_CASE(base32_is_that_of_the_rfc_and_the_address_for_apps_holds_it) {
    const std::vector<std::pair<std::string, std::string>> vectors{
        {"", ""},
        {"f", "MY"},
        {"fo", "MZXQ"},
        {"foo", "MZXW6"},
        {"foob", "MZXW6YQ"},
        {"fooba", "MZXW6YTB"},
        {"foobar", "MZXW6YTBOI"}};  // RFC 4648 section 10, no padding
    for (const auto& [plain, text] : vectors) BOOST_TEST(base32(view(plain)) == text);
    BOOST_TEST(otpauth_uri("clerk", view(rfc_secret)) ==
               "otpauth://totp/Arkki:clerk?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Arkki&algorithm=SHA1&digits=6"
               "&period=30");
}

BOOST_AUTO_TEST_CASE(a_sealed_secret_opens_for_its_owner_only) {
    const Bytes key(32, 1), other(32, 2);
    const auto text = sealed(key, view(rfc_secret), "second factor:17", test::repeatable_randomness());
    BOOST_TEST((unsealed(key, text, "second factor:17") == Bytes(rfc_secret.begin(), rfc_secret.end())));
    BOOST_TEST(fault_of(key, text, "second factor:18") == "factor.damaged");
    BOOST_TEST(fault_of(other, text, "second factor:17") == "factor.damaged");
    BOOST_TEST(fault_of({}, text, "second factor:17") == "factor.no_key");
    BOOST_TEST(fault_of(key, "", "second factor:17") == "factor.damaged");
    BOOST_TEST(fault_of(key, "%%%", "second factor:17") == "factor.damaged");
    for (std::size_t i = 0; i + 1 < text.size(); i += 7) {
        std::string changed = text;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        BOOST_TEST(fault_of(key, changed, "second factor:17") == "factor.damaged", i);
    }
    BOOST_TEST(text.find("1234") == std::string::npos);
    BOOST_TEST(keyed_hash(key, "1:abc") != keyed_hash(other, "1:abc"));
    BOOST_TEST(keyed_hash(key, "1:abc") != keyed_hash(key, "2:abc"));
}

BOOST_AUTO_TEST_CASE(only_a_bearer_header_of_our_own_form_gives_a_secret) {
    const std::string good = "arkki_" + std::string(64, 'a');
    BOOST_TEST(bearer_secret("Bearer " + good).value() == good);
    BOOST_TEST(bearer_secret("bEARER   " + good + " ").value() == good);
    for (const std::string& bad :
         {std::string{}, std::string{"Bearer"}, std::string{"Bearer "}, good, "Basic " + good, "Bearer" + good,
          "Bearer " + good + "a", "Bearer " + good + ", Bearer " + good, "Bearer arkki_" + std::string(64, 'A'),
          "Bearer arkki_" + std::string(63, 'a') + "\xff", "Bearer " + std::string(64, 'a'),
          "Bearer " + std::string(1'000'000, 'a')})
        BOOST_TEST(!bearer_secret(bad).has_value(), bad.substr(0, 80));
}

BOOST_AUTO_TEST_CASE(an_ipv6_caller_counts_as_his_network) {
    BOOST_TEST(address_key("10.0.0.5") == "address:10.0.0.5");
    BOOST_TEST(address_key("2001:db8:1:2::1") == address_key("2001:db8:1:2:ffff::9"));
    BOOST_TEST(address_key("2001:db8:1:2::1") != address_key("2001:db8:1:3::1"));
    BOOST_TEST(address_key("::ffff:10.0.0.5") == address_key("10.0.0.5"));
    BOOST_TEST(address_key(std::string(10'000, 'x')).size() < 100u);
}
