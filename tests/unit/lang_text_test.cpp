// Names and dates: how they are compared, ordered and written.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "lang/dates.hpp"
#include "lang/hyphenation.hpp"
#include "lang/text.hpp"

using namespace arkki;
using namespace std::chrono_literals;

namespace {

std::string wall(const std::string& day, std::chrono::microseconds time) {
    const auto local = lang::helsinki()(Instant{std::chrono::sys_days{day_from_iso(day)}} + time);
    return iso(local.day) + " " + lang::format_time(Language::en, local);
}

std::string visible(std::string text) {
    for (auto at = text.find("\u00ad"); at != std::string::npos; at = text.find("\u00ad")) text.replace(at, 2, "-");
    return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(helsinki_keeps_summer_time) {
    BOOST_TEST(wall("2026-01-15", 12h) == "2026-01-15 14:00");
    BOOST_TEST(wall("2026-03-29", 59min) == "2026-03-29 02:59");
    BOOST_TEST(wall("2026-03-29", 60min) == "2026-03-29 04:00");
    BOOST_TEST(wall("2026-10-25", 59min) == "2026-10-25 03:59");
    BOOST_TEST(wall("2026-10-25", 60min) == "2026-10-25 03:00");
    BOOST_TEST(wall("2026-06-30", 21h + 1min) == "2026-07-01 00:01");
    BOOST_TEST(wall("2026-12-31", 22h) == "2027-01-01 00:00");
    BOOST_TEST(iso(lang::start_of_day(day_from_iso("2026-07-01"))) == "2026-06-30T21:00:00.000000Z");
    BOOST_TEST(iso(lang::start_of_day(day_from_iso("2026-03-29"))) == "2026-03-28T22:00:00.000000Z");
    BOOST_TEST(iso(lang::start_of_day(day_from_iso("2026-10-25"))) == "2026-10-24T21:00:00.000000Z");
}

BOOST_AUTO_TEST_CASE(days_and_times_read_as_in_a_letter) {
    const auto day = day_from_iso("2026-03-05");
    const LocalTime time{day, 14, 5, 0};
    BOOST_TEST(lang::format_day(Language::fi, day) == "5.3.2026");
    BOOST_TEST(lang::format_day(Language::sv, day) == "5.3.2026");
    BOOST_TEST(lang::format_day(Language::en, day) == "5 March 2026");
    BOOST_TEST(lang::format_moment(Language::fi, time) == "5.3.2026 klo 14.05");
    BOOST_TEST(lang::format_moment(Language::sv, time) == "5.3.2026 kl. 14.05");
    BOOST_TEST(lang::format_moment(Language::en, time) == "5 March 2026 at 14:05");
}

BOOST_AUTO_TEST_CASE(a_typed_day_is_read_or_refused) {
    for (const auto* good : {"5.3.2026", "05.03.2026", " 2026-03-05 "})
        BOOST_TEST(iso(lang::day_from_input(good)) == "2026-03-05");
    for (const auto* bad :
         {"", "5.3.", "5.3.26", "31.2.2026", "0.1.2026", "5/3/2026", "5.3.2026x", "-5.3.2026", "5..2026", "5.3.20 26",
          "257.1.2026", "1.257.2026", "005.3.2026", "5.3.-026", "5.3.-000"})
        BOOST_CHECK_THROW(lang::day_from_input(bad), Error);
}

BOOST_AUTO_TEST_CASE(the_holidays_of_finland_are_read_and_a_bad_line_is_named) {
    const lang::Holidays holidays{std::filesystem::path{ARKKI_SOURCE_DIR} / "config/holidays/fi.txt"};
    BOOST_TEST(holidays.full(day_from_iso("2026-04-03")));
    BOOST_TEST(holidays.full(day_from_iso("2025-12-06")));
    BOOST_TEST(holidays.eve(day_from_iso("2026-12-24")));
    BOOST_TEST(!holidays.full(day_from_iso("2026-12-24")));
    BOOST_TEST(holidays.covers(std::chrono::year{2033}));
    BOOST_TEST(!holidays.covers(std::chrono::year{2034}));
    BOOST_TEST(!holidays.version().empty());
    const auto file = std::filesystem::temp_directory_path() / ("arkki-holidays-" + std::to_string(getpid()));
    std::ofstream{file} << "# 1, test\n2026-02-30 H no such day\n";
    try {
        (void)lang::Holidays{file};
        BOOST_TEST(false);
    } catch (const Error& error) {
        BOOST_TEST(error.what() == std::string{"holidays.bad_line: 2"});
    }
    std::filesystem::remove(file);
    BOOST_CHECK_THROW(lang::Holidays{file}, Error);
}

BOOST_AUTO_TEST_CASE(names_stand_in_the_order_a_finn_expects) {
    const std::vector<std::string> order{"ahven",    "Eero",       "Éva",   "Makkonen", "Mäkelä",
                                         "Virtanen", "von Wright", "Vuori", "Wirtanen", "Zetterberg",
                                         "Åberg",    "Äijälä",     "Öhman"};
    auto names = order;
    std::reverse(names.begin(), names.end());
    std::sort(names.begin(), names.end(),
              [](const auto& a, const auto& b) { return lang::sort_key(a) < lang::sort_key(b); });
    BOOST_TEST(names == order, boost::test_tools::per_element());
    BOOST_TEST(!lang::sort_key_version().empty());
}

BOOST_AUTO_TEST_CASE(names_are_found_without_accents_case_and_hyphens) {
    BOOST_TEST(lang::search_key("  Mäkelä-ÅBERG,  Anna ") == "makela aberg anna");
    BOOST_TEST(lang::search_key("O\u2019Brien Łukasz Øst Straße") == "obrien lukasz ost strasse");
    BOOST_TEST(lang::search_key("Ma\u0308kela\u0308") == lang::search_key("mäkelä"));
}

BOOST_AUTO_TEST_CASE(a_value_is_cleaned_before_it_enters_a_letter) {
    BOOST_TEST(lang::clean_text("  a \t\n b\u00a0\u2028c ") == "a b c");
    BOOST_TEST(lang::clean_text("abc \u202Edef\u202C\u200B\uFEFF") == "abc def");
    BOOST_TEST(lang::clean_text("Ma\u0308kela\u0308") == "Mäkelä");
    BOOST_TEST(lang::clean_text("e\u200B\u0301") == "é");
    BOOST_TEST(lang::clean_text("\uE000x\U0010FFFF\x07") == "x");
    BOOST_TEST(lang::clean_lines(" a \r\n\n  b\n") == "a\nb");
}

BOOST_AUTO_TEST_CASE(identity_codes_are_seen_and_telephone_numbers_are_not) {
    BOOST_TEST(lang::holds_identity_code("131052-308T"));
    BOOST_TEST(lang::holds_identity_code("x 131052A308t, y"));
    BOOST_TEST(!lang::holds_identity_code("131052-308U"));
    BOOST_TEST(!lang::holds_identity_code("2131052-308T"));
    BOOST_TEST(!lang::holds_identity_code("040123-4567"));
}

BOOST_AUTO_TEST_CASE(long_words_get_soft_hyphens_and_short_ones_none) {
    lang::Hyphenator finnish{Language::fi};
    BOOST_TEST(visible(finnish("Tietosuojavaltuutettu, PL 800")) == "Tie-to-suo-ja-val-tuu-tet-tu, PL 800");
    BOOST_TEST(visible(finnish("asia talo rekisterinpitäjä")) == "asia talo re-kis-te-rin-pi-tä-jä");
    lang::Hyphenator swedish{Language::sv};
    BOOST_TEST(visible(swedish("personuppgiftsansvarig är")) != "personuppgiftsansvarig är");
    BOOST_TEST(visible(swedish("Datainspektionen")).find('-') != std::string::npos);
    lang::Hyphenator english{Language::en};
    BOOST_TEST(visible(english("rectification of data")).find('-') != std::string::npos);
    BOOST_CHECK_THROW((lang::Hyphenator{Language::sv, "/nowhere"}), Error);
}
