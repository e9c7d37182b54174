// Passwords, delays, form tokens and the table of acts: no database.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <thread>

#include "access/passwords.hpp"
#include "access/rules.hpp"
#include "access/sessions.hpp"
#include "access/throttle.hpp"

using namespace arkki;
using namespace arkki::access;

namespace {

const PasswordCost cheap{1, 8192};
const char* const common = ARKKI_SOURCE_DIR "/config/common_passwords.txt";

std::string refused(const Passwords& passwords, const std::string& password, const std::string& user = "maija") {
    try {
        passwords.check_rules(PersonalText{password}, user);
    } catch (const Error& error) {
        BOOST_TEST(error.field() == "password");
        return error.key();
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(guessable_passwords_are_refused_with_their_reason) {
    const Passwords passwords{cheap, common};
    BOOST_TEST(refused(passwords, "") == "password.short");
    BOOST_TEST(refused(passwords, "lyhyt12") == "password.short");
    BOOST_TEST(refused(passwords, "ääääääöööö1") == "password.short");
    BOOST_TEST(refused(passwords, "kelvoton\xff\xff\xff\xff\xff") == "password.short");
    BOOST_TEST(refused(passwords, "Salasana12345") == "password.common");
    BOOST_TEST(refused(passwords, "QwertyUiop123") == "password.common");
    BOOST_TEST(refused(passwords, "zzzzzzzzzzzzzzz") == "password.common");
    BOOST_TEST(refused(passwords, "se on Maijan oma") == "password.user_name");
    BOOST_TEST(refused(passwords, std::string(600, 'x') + "y") == "password.long");
    BOOST_TEST(refused(passwords, "neljä märkää myyrää") == "");
}

BOOST_AUTO_TEST_CASE(a_missing_list_of_common_passwords_is_an_error_not_a_gap) {
    BOOST_CHECK_THROW((Passwords{cheap, "/nonexistent/list"}), Error);
}

BOOST_AUTO_TEST_CASE(a_hash_is_argon2id_salted_and_checks_only_its_password) {
    const Passwords passwords{cheap, common};
    const PersonalText secret{"neljä märkää myyrää"};
    const auto place = passwords.enter();
    const auto hash = passwords.hash(place, secret);
    BOOST_TEST(hash.starts_with("$argon2id$"));
    BOOST_TEST(hash != passwords.hash(place, secret));
    BOOST_TEST(passwords.matches(place, hash, secret));
    BOOST_TEST(!passwords.matches(place, hash, PersonalText{"neljä märkää myyrä"}));
    BOOST_TEST(!passwords.matches(place, "", secret));
    BOOST_TEST(!passwords.matches(place, "not a hash", secret));
    BOOST_TEST(!passwords.outdated(hash));
    BOOST_TEST((Passwords{{2, 16384}, common}).outdated(hash));
}

BOOST_AUTO_TEST_CASE(many_threads_may_ask_at_once) {
    const Passwords passwords{cheap, common};
    const PersonalText secret{"neljä märkää myyrää"};
    const auto hash = passwords.hash(passwords.enter(), secret);
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] { right += passwords.matches(passwords.enter(), hash, secret) ? 1 : 0; });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(right == 8);
}

BOOST_AUTO_TEST_CASE(two_are_inside_the_gate_eight_wait_and_the_others_keep_no_thread) {
    const Passwords passwords{cheap, common};
    std::atomic<int> refused = 0, passed = 0;
    std::vector<std::thread> threads;
    {
        const auto first = passwords.enter(), second = passwords.enter();
        for (int i = 0; i < 20; ++i)
            threads.emplace_back([&] {
                try {
                    const auto place = passwords.enter();
                    ++passed;
                } catch (const Error& error) {
                    if (error.key() == "login.wait") ++refused;
                }
            });
        for (int tries = 0; refused < 12 && tries < 2'000; ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        BOOST_TEST(refused == 12);
        BOOST_TEST(passed == 0);
    }
    for (auto& thread : threads) thread.join();
    BOOST_TEST(passed == 8);
    const auto empty_again = passwords.enter();
}

BOOST_AUTO_TEST_CASE(delays_double_and_stop_at_a_minute) {
    const std::vector<std::int64_t> expected{0, 1, 2, 4, 8, 16, 32, 60, 60};
    for (std::size_t i = 0; i < expected.size(); ++i)
        BOOST_TEST(delay_after(static_cast<std::int64_t>(i)) == expected[i]);
    BOOST_TEST(delay_after(1'000'000) == 60);
}

BOOST_AUTO_TEST_CASE(a_form_token_holds_for_one_cookie_and_one_action_only) {
    const PersonalText cookie{std::string(64, 'a')};
    const auto token = form_token(cookie, "/documents/7/file");
    BOOST_TEST(form_token_holds(cookie, "/documents/7/file", token));
    BOOST_TEST(!form_token_holds(cookie, "/documents/8/file", token));
    BOOST_TEST(!form_token_holds(PersonalText{std::string(64, 'b')}, "/documents/7/file", token));
    BOOST_TEST(!form_token_holds(cookie, "/documents/7/file", ""));
    BOOST_TEST(!form_token_holds(cookie, "/documents/7/file", token.substr(1)));
    BOOST_TEST(!form_token_holds(PersonalText{"short"}, "/documents/7/file", token));
    BOOST_TEST(!form_token_holds(PersonalText{}, "/documents/7/file", token));
}

BOOST_AUTO_TEST_CASE(every_act_stands_in_the_table_once_and_strange_ones_are_refused) {
    BOOST_CHECK_THROW(static_cast<void>(rule_of("document.burn")), std::logic_error);
    for (const auto& rule : all_rules()) {
        BOOST_TEST(&rule_of(rule.action) == &rule, rule.action);
        BOOST_TEST(!rule.allows(Role::anyone), rule.action);
        if (!rule.list_act.empty()) BOOST_TEST(!rule.allows(Role::auditor), rule.action);
        if (!rule.list_act.empty()) BOOST_TEST(!rule.allows(Role::admin), rule.action);
    }
    BOOST_TEST(!rule_of("log.read").allows(Role::admin));
    BOOST_TEST(!rule_of("request.decide").allows(Role::clerk));
    BOOST_TEST(!rule_of("letter.preview").allows(Role::clerk));
}

BOOST_AUTO_TEST_CASE(roles_have_codes_that_lead_back) {
    for (const Role role :
         {Role::anyone, Role::clerk, Role::responsible, Role::auditor, Role::admin, Role::second, Role::machine})
        BOOST_TEST((role_from(code(role)) == role));
    BOOST_CHECK_THROW(static_cast<void>(role_from("root")), Error);
}
