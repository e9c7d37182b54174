// Keys in a token, by SoftHSM2: whatever is wrong is said before anything is signed, and a PIN is tried once.
#include <boost/test/unit_test.hpp>

#include <cstring>
#include <thread>

#include "base/error.hpp"
#include "signing/pkcs11.hpp"
#include "support/soft_token.hpp"

using namespace arkki;
using namespace arkki::signing;
using test::first_engine;
using test::soft_tokens;
using test::SoftTokens;

namespace {

Pin right_pin() { return Pin{SoftTokens::right()}; }
Pin wrong_pin() { return Pin{std::string{"135791"}}; }

TokenKey key_named(const std::string& label) { return {SoftTokens::module, SoftTokens::token, label}; }

std::string refusal(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.key();
    }
    return {};
}
std::string refusal_of_opening(const TokenKey& key, const Pin& pin) {
    return refusal([&] { static_cast<void>(open_pkcs11(key, pin)); });
}

/// The module with some of its functions listened to.
struct Listened {
    static inline int logins = 0;
    static inline CK_FUNCTION_LIST* real = nullptr;
    CK_FUNCTION_LIST functions;

    Listened() {
        static_cast<void>(soft_tokens());
        real = &load_module(SoftTokens::module);
        functions = *real;
        logins = 0;
        functions.C_Login = [](CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG size) {
            ++logins;
            return real->C_Login(session, user, pin, size);
        };
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(pkcs11, *boost::unit_test::precondition(first_engine))

BOOST_AUTO_TEST_CASE(a_wrong_pin_is_tried_once_and_never_again) {
    Listened module;
    const Pin wrong = wrong_pin();
    BOOST_TEST(refusal([&] { TokenSession{module.functions, SoftTokens::token, wrong}; }) == "signing.wrong_pin");
    BOOST_TEST(Listened::logins == 1);
    for (const char* pin : {"", "1", "135790 ", "246813"})
        BOOST_TEST(refusal_of_opening(key_named("p256"), Pin{std::string{pin}}) == "signing.wrong_pin", pin);
}

BOOST_AUTO_TEST_CASE(a_locked_token_is_not_tried_at_all) {
    Listened module;
    module.functions.C_GetTokenInfo = [](CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
        const CK_RV answer = Listened::real->C_GetTokenInfo(slot, info);
        info->flags |= CKF_USER_PIN_LOCKED;
        return answer;
    };
    const Pin pin = right_pin();
    BOOST_TEST(refusal([&] { TokenSession{module.functions, SoftTokens::token, pin}; }) == "signing.pin_locked");
    BOOST_TEST(Listened::logins == 0);
}

BOOST_AUTO_TEST_CASE(a_token_that_locks_itself_at_the_login_says_so) {
    Listened module;
    module.functions.C_Login = [](CK_SESSION_HANDLE, CK_USER_TYPE, CK_UTF8CHAR_PTR, CK_ULONG) -> CK_RV {
        ++Listened::logins;
        return CKR_PIN_LOCKED;
    };
    const Pin pin = right_pin();
    BOOST_TEST(refusal([&] { TokenSession{module.functions, SoftTokens::token, pin}; }) == "signing.pin_locked");
    BOOST_TEST(Listened::logins == 1);
}

BOOST_AUTO_TEST_CASE(what_is_no_module_is_said_so) {
    const Pin pin = right_pin();
    for (const char* file : {"/nowhere/at/all.so", "/etc/passwd", "libc.so.6"})
        BOOST_TEST(refusal_of_opening({file, SoftTokens::token, "p256"}, pin) == "signing.module", file);
}

BOOST_AUTO_TEST_CASE(a_token_or_a_key_that_is_not_there_is_said_so) {
    static_cast<void>(soft_tokens());
    const Pin pin = right_pin();
    for (const char* label : {"Arkin", "Arkin avaimet ", "", "arkin avaimet"})
        BOOST_TEST(refusal_of_opening({SoftTokens::module, label, "p256"}, pin) == "signing.no_token", label);
    for (const char* label : {"p25", "", "P256", "kahdesti"})
        BOOST_TEST(refusal_of_opening(key_named(label), pin) == "signing.no_key", label);
}

BOOST_AUTO_TEST_CASE(a_key_without_its_certificate_is_said_so) {
    const Pin pin{SoftTokens::others_right()};
    TokenKey key{SoftTokens::module, SoftTokens::other_token, "p256"};
    BOOST_TEST(refusal_of_opening(key, pin) == "signing.key_mismatch");
    key.certificates = {soft_tokens().p256.signer.certificates.own};
    BOOST_TEST(refusal_of_opening(key, pin) == "signing.key_mismatch");
    const auto& own = soft_tokens().other.signer.certificates;
    key.certificates = {own.issuers.front(), own.own};
    const Signer signer = open_pkcs11(key, pin);
    BOOST_TEST(signer.certificates.own == own.own);
    BOOST_TEST(signer.certificates.issuers == own.issuers);
}

BOOST_AUTO_TEST_CASE(an_expired_certificate_is_said_before_anything_is_signed) {
    static_cast<void>(soft_tokens());
    Signer signer = open_pkcs11(key_named("p256"), right_pin());
    int asked = 0;
    signer.sign = [&](const SignedAttributes&) -> Bytes {
        ++asked;
        return {};
    };
    const auto later = test::some_day + std::chrono::days{3000};
    BOOST_TEST(refusal([&] { static_cast<void>(sign(test::small_letter(), signer, later)); }) ==
               "signing.certificate_expired");
    BOOST_TEST(asked == 0);
}

BOOST_AUTO_TEST_CASE(whoever_is_logged_in_already_opens_no_key_for_another) {
    static_cast<void>(soft_tokens());
    CK_FUNCTION_LIST& module = load_module(SoftTokens::module);
    CK_SLOT_ID slots[16];
    CK_ULONG count = 16;
    BOOST_REQUIRE(module.C_GetSlotList(CK_TRUE, slots, &count) == CKR_OK);
    std::vector<CK_SESSION_HANDLE> sessions;
    for (CK_ULONG i = 0; i < count; ++i) {
        CK_SESSION_HANDLE session = 0;
        std::string pin = SoftTokens::right();
        if (module.C_OpenSession(slots[i], CKF_SERIAL_SESSION, nullptr, nullptr, &session) != CKR_OK) continue;
        sessions.push_back(session);
        static_cast<void>(
            module.C_Login(session, CKU_USER, reinterpret_cast<CK_UTF8CHAR_PTR>(pin.data()), pin.size()));
    }
    BOOST_TEST(refusal_of_opening(key_named("p256"), wrong_pin()) == "signing.wrong_pin");
    BOOST_TEST(refusal_of_opening(key_named("p256"), right_pin()) == "");
    for (const auto session : sessions) module.C_CloseSession(session);
}

BOOST_AUTO_TEST_CASE(a_card_pulled_out_while_it_signs_is_said_so) {
    Listened module;
    module.functions.C_Sign = [](CK_SESSION_HANDLE, CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG_PTR) -> CK_RV {
        return CKR_DEVICE_REMOVED;
    };
    const Pin pin = right_pin();
    const TokenSession session{module.functions, SoftTokens::token, pin};
    const auto key = session.private_key("rsa2048");
    BOOST_REQUIRE(key.has_value());
    const Bytes message{1, 2, 3};
    BOOST_TEST(refusal([&] { static_cast<void>(session.sign(*key, CKM_SHA256_RSA_PKCS, message)); }) ==
               "signing.key_failed");
}

BOOST_AUTO_TEST_CASE(letters_signed_in_a_token_hold_and_other_programs_accept_them) {
    const std::pair<const char*, const test::SomeSigner*> keys[] = {{"p256", &soft_tokens().p256},
                                                                    {"rsa2048", &soft_tokens().rsa_2048},
                                                                    {"rsa3072", &soft_tokens().rsa_3072}};
    for (const auto& [label, whose] : keys) {
        BOOST_TEST_CONTEXT(label) {
            const Signer signer = open_pkcs11(key_named(label), right_pin());
            BOOST_TEST(signer.certificates.own == whose->signer.certificates.own);
            BOOST_TEST(signer.certificates.issuers == whose->signer.certificates.issuers);
            const Bytes letter = sign(test::small_letter(), signer, test::some_day);
            const Verdict verdict = whose->verdict(letter);
            BOOST_TEST(verdict.problems == std::vector<std::string>{}, boost::test_tools::per_element());
            BOOST_TEST(verdict.level == "B-B");
            test::expect_that_other_programs_accept(letter, signature_gap(letter), whose->identity.root,
                                                    test::some_day);
        }
    }
}

BOOST_AUTO_TEST_CASE(many_threads_sign_with_the_keys_of_two_people_at_the_same_time) {
    const auto& tokens = soft_tokens();
    const TokenKey others{SoftTokens::module,
                          SoftTokens::other_token,
                          "p256",
                          {tokens.other.signer.certificates.own, tokens.other.signer.certificates.issuers.front()}};
    const Signer mine = open_pkcs11(key_named("p256"), right_pin());
    const Signer theirs = open_pkcs11(others, Pin{SoftTokens::others_right()});
    const Bytes letter = test::small_letter();
    std::vector<Bytes> made(16);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (std::size_t i = t * 4; i < t * 4 + 4; ++i)
                made[i] = sign(letter, i % 2 == 0 ? mine : theirs, test::some_day);
        });
    for (auto& thread : threads) thread.join();
    for (std::size_t i = 0; i < made.size(); ++i)
        BOOST_TEST((i % 2 == 0 ? tokens.p256 : tokens.other).verdict(made[i]).valid, i);
}

BOOST_AUTO_TEST_SUITE_END()
