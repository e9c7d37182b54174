// The messages: complete in three languages, compiled by the build, strict.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <thread>

#include "base/error.hpp"
#include "lang/catalogue.hpp"
#include "lang/pages.hpp"

using namespace arkki;
namespace fs = std::filesystem;

namespace {

const fs::path sources{ARKKI_SOURCE_DIR};

const lang::Catalogue& catalogue() {
    static const lang::Catalogue messages{fs::path{ARKKI_BINARY_DIR} / "messages"};
    return messages;
}

/// msgid -> msgstr of a .po file, continued lines joined.
std::map<std::string, std::string> messages_of(const std::string& language) {
    static const std::regex entry{R"re(^(msgid|msgstr)? ?"(.*)"$)re"};
    std::ifstream in{sources / "templates/messages" / (language + ".po")};
    std::map<std::string, std::string> messages;
    std::string key;
    bool in_key = false;
    for (std::string line; std::getline(in, line);) {
        std::smatch found;
        if (!std::regex_match(line, found, entry)) continue;
        if (found[1] == "msgid") key.clear();
        if (found[1].length() > 0) in_key = found[1] == "msgid";
        if (in_key)
            key += found[2];
        else
            messages[key] += found[2];
    }
    messages.erase("");
    return messages;
}

std::string refusal_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_three_languages_have_the_same_keys_and_placeholders_and_no_gap) {
    const auto finnish = messages_of("fi");
    BOOST_TEST(finnish.size() > 80u);
    for (const auto* language : {"fi", "sv", "en"}) {
        const auto messages = messages_of(language);
        for (const auto& [key, text] : messages) {
            BOOST_TEST(finnish.contains(key), language << " only: " << key);
            BOOST_TEST(!text.empty(), language << " has no text for " << key);
        }
        for (const auto& [key, text] : finnish) {
            BOOST_TEST_REQUIRE(messages.contains(key), language << " lacks " << key);
            auto here = lang::placeholders(messages.at(key));
            auto there = lang::placeholders(text);
            std::sort(here.begin(), here.end());
            std::sort(there.begin(), there.end());
            BOOST_TEST(here == there, language << " has other placeholders in " << key);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_message_is_found_in_each_language_and_its_placeholders_are_filled) {
    BOOST_TEST(catalogue().text(Language::fi, "phrase.channel.letter") == "kirjeitse");
    BOOST_TEST(catalogue().text(Language::sv, "phrase.channel.letter") == "per brev");
    BOOST_TEST(catalogue().text(Language::en, "phrase.restriction_until.date", {{"date", "5 March 2026"}}) ==
               "until 5 March 2026");
    BOOST_TEST(catalogue().text(Language::en, "phrase.restriction_until.date", {{"date", "{law_text} {{x}}"}}) ==
               "until {law_text} {{x}}");
}

BOOST_AUTO_TEST_CASE(an_unknown_key_and_a_missing_argument_are_errors) {
    BOOST_TEST(refusal_of([] { (void)catalogue().text(Language::fi, "no.such"); }) == "catalogue.missing_key: no.such");
    BOOST_TEST(refusal_of([] { (void)catalogue().text(Language::fi, ""); }) == "catalogue.missing_key");
    BOOST_TEST(refusal_of([] { (void)catalogue().text(Language::fi, "reason.R7"); }) ==
               "catalogue.missing_argument: reason.R7 law_text");
    BOOST_TEST(refusal_of([] { (void)lang::Catalogue{"/nowhere"}; }) == "catalogue.missing: fi");
}

BOOST_AUTO_TEST_CASE(several_threads_may_ask_at_once) {
    std::vector<std::thread> threads;
    std::atomic<int> right{0};
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 1000; ++n)
                right += catalogue().text(Language::en, "phrase.channel.email") == "by e-mail";
        });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(right == 4000);
}

BOOST_AUTO_TEST_CASE(a_page_speaks_its_readers_language_and_a_message_that_does_not_exist_stops_the_start) {
    std::string name = (fs::temp_directory_path() / "arkki-pages-XXXXXX").string();
    const fs::path folder{mkdtemp(name.data())};
    fs::create_directory(folder / "partials");
    std::ofstream{folder / "partials/head.html"}
        << "<html lang=\"{{language}}\"><h1>{{t.phrase.channel.letter}} {{title}}</h1>";
    std::ofstream{folder / "one.html"}
        << "{{> head}}{{#rows}}<p>{{language}} {{t.phrase.restriction_until.date}}</p>{{/rows}}";
    const lang::Pages pages{folder, catalogue()};
    lang::Value value{{"title", "<1>"}};
    value.set("rows", lang::Value::list().add({{"date", "5.3.2026 & on"}}));
    BOOST_TEST(pages.render("one", Language::sv, value) ==
               "<html lang=\"sv\"><h1>per brev &lt;1&gt;</h1><p>sv till och med den 5.3.2026 &amp; on</p>");
    value.set("rows", lang::Value::list().add(lang::Value{}));
    BOOST_TEST(refusal_of([&] { (void)pages.render("one", Language::sv, value); }) == "template.missing_key: date");
    BOOST_TEST(refusal_of([&] { (void)pages.render("two", Language::sv, value); }) == "template.missing_key: two");
    std::ofstream{folder / "two.html"} << "{{t.no.such}}";
    BOOST_TEST(refusal_of([&] {
                   (void)lang::Pages{folder, catalogue()};
               }) == "template.bad: two.html: no message t.no.such in fi");
    fs::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(the_keys_under_a_prefix_are_those_of_the_sources) {
    std::vector<std::string> acts;
    for (const auto& [key, text] : messages_of("fi"))
        if (key.starts_with("log.act.")) acts.push_back(key);
    BOOST_TEST(catalogue().keys("log.act.") == acts, boost::test_tools::per_element());
    BOOST_TEST(catalogue().keys("no.such.").empty());
}
