// What the register says of itself.
#include <boost/test/unit_test.hpp>

#include "register/profile.hpp"
#include "support/test_office.hpp"

using namespace arkki;
using namespace arkki::customers;
using test::refusal_of;

namespace {

Profile read_back(test::TestOffice& office, Language language) {
    return office.database().read([&](db::Read& read) { return profile(read, language); });
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_clerk_may_not_change_the_profile, test::TestOffice) {
    const auto clerk = desk("clerk");
    BOOST_TEST(refusal_of([&] {
                   set_profile(clerk, "", {{"controller.name", "Esimerkki Oy"}});
                   return 0;
               }) == "access.denied.role");
    BOOST_TEST(refusal_of([&] {
                   set_profile_list(clerk, "purposes", Language::fi, {});
                   return 0;
               }) == "access.denied.role");
    BOOST_TEST(read_back(*this, Language::fi).fields.empty());
}

BOOST_FIXTURE_TEST_CASE(a_text_that_is_missing_is_named, test::TestOffice) {
    try {
        static_cast<void>(read_back(*this, Language::fi).text("controller.name"));
        BOOST_ERROR("nothing thrown");
    } catch (const Error& error) {
        BOOST_TEST(error.key() == "profile.missing");
        BOOST_TEST(std::string{error.what()}.find("controller.name") != std::string::npos);
    }
}

BOOST_FIXTURE_TEST_CASE(texts_come_back_in_their_language_over_those_of_all_languages, test::TestOffice) {
    const auto responsible = desk("responsible");
    set_profile(responsible, "", {{"controller.name", "Esimerkki Oy"}, {"letter.place", "Helsinki"}});
    set_profile(responsible, "sv", {{"letter.place", "Helsingfors"}});
    BOOST_TEST(read_back(*this, Language::fi).text("letter.place") == "Helsinki");
    BOOST_TEST(read_back(*this, Language::sv).text("letter.place") == "Helsingfors");
    BOOST_TEST(read_back(*this, Language::sv).text("controller.name") == "Esimerkki Oy");
    set_profile(responsible, "sv", {{"letter.place", "Esbo"}});
    BOOST_TEST(read_back(*this, Language::sv).text("letter.place") == "Esbo");
    BOOST_TEST(test::lines_of(database(), "config.changed") == 3);
    BOOST_TEST(refusal_of([&] {
                   set_profile(responsible, "de", {{"letter.place", "x"}});
                   return 0;
               }) == "db.constraint");
}

BOOST_FIXTURE_TEST_CASE(a_list_is_replaced_as_a_whole_in_its_language, test::TestOffice) {
    const auto responsible = desk("responsible");
    set_profile_list(responsible, "purposes", Language::fi,
                     {{{"purpose", "laskutus"}, {"basis", "laki"}}, {{"purpose", "tilaukset"}, {"basis", "sopimus"}}});
    set_profile_list(responsible, "purposes", Language::en, {{{"purpose", "invoicing"}, {"basis", "law"}}});
    const auto before = read_back(*this, Language::fi);
    BOOST_TEST_REQUIRE(before.lists.at("purposes").size() == 2u);
    BOOST_TEST(before.lists.at("purposes")[1].at("basis") == "sopimus");
    set_profile_list(responsible, "purposes", Language::fi, {{{"purpose", "tilastot"}, {"basis", "etu"}}});
    BOOST_TEST(read_back(*this, Language::fi).lists.at("purposes").size() == 1u);
    BOOST_TEST(read_back(*this, Language::en).lists.at("purposes").size() == 1u);
    BOOST_TEST(!read_back(*this, Language::sv).lists.contains("purposes"));
}
