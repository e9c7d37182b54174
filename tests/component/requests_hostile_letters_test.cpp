// Names and texts as the world writes them: other scripts, emoji, marks upon marks, words without end, tables of
// thousands of rows. Each gives a correct letter, or is refused by name before anything is written.
#include <functional>

#include "base/error.hpp"
#include "lang/text.hpp"
#include "pdf/conformance.hpp"
#include "support/every_letter.hpp"

using namespace arkki;
using namespace arkki::every_letter;
using lang::Value;

namespace {

/// Goes through all texts of a sample; `change` gets the dotted name.
void each_text(Value& value, const std::string& name, const std::function<void(const std::string&, Value&)>& change) {
    if (value.text() != nullptr || value.several_lines() != nullptr) return change(name, value);
    if (auto* rows = value.rows())
        for (auto& row : *rows) each_text(row, name + "[]", change);
    if (auto* fields = value.fields())
        for (auto& [field, inner] : *fields) each_text(inner, name.empty() ? field : name + "." + field, change);
}

/// What stands in a place of fixed size: sender, reference, window, foot of the page.
bool stands_in_the_head(const std::string& name) {
    for (const auto* head : {"controller.", "letter.", "case.number", "subject.name", "subject.address", "party.name",
                             "party.address", "signer."})
        if (name.starts_with(head)) return true;
    return false;
}

bool is_number(const Value& value) {
    return value.text() != nullptr && !value.text()->empty() &&
           value.text()->find_first_not_of("0123456789") == std::string::npos;
}

/// The sample with every text that may be anything replaced.
Value filled_with(const std::string& kind, const std::string& text, bool head_too) {
    auto values = texts().sample(kind, Language::fi);
    each_text(values, {}, [&](const std::string& name, Value& each) {
        if (!is_number(each) && (head_too || !stands_in_the_head(name))) each = Value{text};
    });
    return values;
}

std::string outline_of(const std::string& kind, const Value& values) {
    std::string outline;
    for (const auto& block : pdf::blocks_of(texts().markdown(kind, Language::fi, values))) {
        outline += std::to_string(block.index());
        if (const auto* list = std::get_if<pdf::List>(&block)) outline += ":" + std::to_string(list->items.size());
        if (const auto* table = std::get_if<pdf::Table>(&block))
            outline += ":" + std::to_string(table->head.size()) + "x" + std::to_string(table->rows.size());
        outline += ' ';
    }
    return outline;
}

std::string refusal_of(const std::string& kind, const Value& values) {
    try {
        (void)letter(kind, Language::fi, values);
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

void check_conforming(const Bytes& made, const std::string& which) {
    const auto problems = pdf::conformance_problems(made);
    BOOST_TEST(problems.empty(), which << ": " << (problems.empty() ? "" : problems.front()));
}

struct Picture {
    int width = 0, height = 0;
    std::string grey;
};

/// The pages as a printer sees them, small.
std::vector<Picture> pictures_of(const Bytes& made) {
    const Kept file{made};
    const std::string stem = file.path() + "-page";
    BOOST_TEST(run("pdftoppm -gray -r 50 " + file.path() + " " + stem).exit_code == 0);
    std::vector<Picture> pictures;
    const auto folder = std::filesystem::path{stem}.parent_path();
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (entry.path().string().starts_with(stem)) found.push_back(entry.path());
    for (const auto& path : found) {
        std::ifstream in{path, std::ios::binary};
        Picture picture;
        std::string magic;
        int most = 0;
        in >> magic >> picture.width >> picture.height >> most;
        in.get();
        std::stringstream rest;
        rest << in.rdbuf();
        picture.grey = rest.str();
        pictures.push_back(picture);
        std::filesystem::remove(path);
    }
    return pictures;
}

/// Whether anything is printed in the outer frame of a page, which letters leave white: 12 mm at the sides, 6 above and
/// below.
bool leaves_the_page(const Picture& picture) {
    const int side = picture.width * 12 / 210, edge = picture.height * 6 / 297;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const bool frame = x < side || x >= picture.width - side || y < edge || y >= picture.height - edge;
            const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width);
            if (frame && static_cast<unsigned char>(picture.grey.at(at + static_cast<std::size_t>(x))) < 200) return true;
        }
    return false;
}

void stays_on_its_pages(const Bytes& made, const std::string& which) {
    if (!is_here("pdftoppm")) return;
    for (const auto& page : pictures_of(made)) BOOST_TEST(!leaves_the_page(page), which);
}

/// What a customer may be called.
const std::vector<std::string> names{"محمد الأحمد",
                                     "משה כהן",
                                     "漢字 カタカナ 한국어",
                                     "გიორგი Հայկ Ελένη Юрий",
                                     "Matti \U0001f600 Meikäläinen \U0001f44d\U0001f3fd",
                                     "Perhe \U0001f468\u200d\U0001f469\u200d\U0001f467",
                                     "e\u0301\u0302\u0303 Z\u0308\u0304\u0327 x\u035f",
                                     "abc \u202Edef\u202C ghi",
                                     "محمد (Mohammed) 2026-0042"};

Value with_rows(int count) {
    auto values = texts().sample("access-reply", Language::fi);
    auto rows = Value::list();
    for (int i = 1; i <= count; ++i)
        rows.add({{"label", "tieto"},
                  {"value", "arvo" + std::to_string(i) + "."},
                  {"source", "asiakas itse"},
                  {"recorded", "2.3.2026"},
                  {"retention", "kolme vuotta"}});
    values.set("data.rows", rows);
    return values;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_kind_of_letter_takes_every_script_in_every_field_and_keeps_its_outline,
                     *boost::unit_test::precondition(first_engine)) {
    for (const auto& kind : texts().kinds()) {
        const auto outline = outline_of(kind, texts().sample(kind, Language::fi));
        // All of them in one value, so that each kind meets each script.
        for (const auto& name : {names[0] + " " + names[2] + " " + names[3], names[1] + " " + names[4] + " " + names[5],
                                 names[6] + " " + names[7]}) {
            const auto values = filled_with(kind, name, true);
            const auto which = kind + " with " + name;
            BOOST_TEST(outline_of(kind, values) == outline, which);
            const auto made = letter(kind, Language::fi, values);
            check_conforming(made, which);
            BOOST_TEST(signs_of(pdf::text_of_letter(made).reveal()).find(signs_of(lang::clean_text(name))) !=
                           std::string::npos,
                       which);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_name_in_any_script_stands_within_the_page, *boost::unit_test::precondition(first_engine)) {
    for (const auto& name : names) {
        const auto made = letter("refusal-certificate", Language::fi, filled_with("refusal-certificate", name, true));
        check_conforming(made, name);
        stays_on_its_pages(made, name);
    }
}

BOOST_AUTO_TEST_CASE(a_number_behind_an_arabic_name_keeps_its_order, *boost::unit_test::precondition(first_engine)) {
    if (!is_here("pdftotext")) return;
    auto values = texts().sample("party-notice", Language::fi);
    values.set("subject.name", "محمد الأحمد").set("subject.shared_ref", "2026-0042");
    values.set("party.name", "משה כהן").set("party.address", Value::lines("شارع الملك 12\n00-200 Helsinki"));
    const Kept file{letter("party-notice", Language::fi, values)};
    const auto seen = run("pdftotext " + file.path() + " -").output;
    BOOST_TEST(seen.find("2026-0042") != std::string::npos, seen);
    BOOST_TEST(seen.find("00-200 Helsinki") != std::string::npos, seen);
    BOOST_TEST(seen.find("0042-2026") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_character_no_font_of_ours_has_is_refused_by_its_number_before_anything_is_written,
                     *boost::unit_test::precondition(first_engine)) {
    const auto refused = [](const std::string& name) {
        auto values = texts().sample("refusal-certificate", Language::fi);
        values.set("subject.name", name);
        return refusal_of("refusal-certificate", values);
    };
    BOOST_TEST(refused("ไทย") == "letter.no_glyph: code point 3652");
    BOOST_TEST(refused("Matti \U0001f9ff") == "letter.no_glyph: code point 129535");
    BOOST_TEST(refused("Matti \U0001f600") == "accepted");
}

BOOST_AUTO_TEST_CASE(a_long_name_stays_in_the_window_and_an_endless_one_is_refused,
                     *boost::unit_test::precondition(first_engine)) {
    const auto named = [](const std::string& name) {
        auto values = texts().sample("refusal-certificate", Language::fi);
        values.set("subject.name", name);
        return values;
    };
    for (const auto& name : {std::string(200, 'W'), std::string(200, 'i'), "Anna-" + std::string(195, 'm')}) {
        const auto made = letter("refusal-certificate", Language::fi, named(name));
        check_conforming(made, name);
        BOOST_TEST(signs_of(pdf::text_of_letter(made).reveal()).find(name) != std::string::npos);
        stays_on_its_pages(made, name);
    }
    BOOST_TEST(refusal_of("refusal-certificate", named(std::string(2'000, 'W'))) == "letter.bad_head: too many lines");
}

BOOST_AUTO_TEST_CASE(an_unbreakable_word_of_5000_letters_is_broken_and_printed_whole,
                     *boost::unit_test::precondition(first_engine)) {
    const std::string word(5'000, 'x');
    for (const auto& kind : texts().kinds()) {
        const auto values = filled_with(kind, word, false);
        BOOST_TEST(outline_of(kind, values) == outline_of(kind, texts().sample(kind, Language::fi)), kind);
        const auto made = letter(kind, Language::fi, values);
        check_conforming(made, kind);
        const bool takes_one = expected_text(kind, Language::fi, values).find(word) != std::string::npos;
        BOOST_TEST((signs_of(pdf::text_of_letter(made).reveal()).find(word) != std::string::npos) == takes_one, kind);
    }
    stays_on_its_pages(letter("refusal-certificate", Language::fi, filled_with("refusal-certificate", word, false)),
                       "refusal-certificate");
}

BOOST_AUTO_TEST_CASE(tables_of_300_and_2000_rows_are_whole_and_repeat_their_heads,
                     *boost::unit_test::precondition(first_engine)) {
    for (const int count : {300, 2'000}) {
        const auto values = with_rows(count);
        const auto made = letter("access-reply", Language::fi, values);
        check_conforming(made, std::to_string(count));
        const auto text = pdf::text_of_letter(made).reveal();
        BOOST_TEST(signs_of(text) == signs_of(expected_text("access-reply", Language::fi, values)));
        if (!is_here("pdftotext")) continue;
        const Kept file{made};
        const auto seen = run("pdftotext -layout " + file.path() + " -").output;
        int rows = 0, pages_with_rows = 0, heads = 0;
        std::istringstream pages{seen};
        for (std::string page; std::getline(pages, page, '\f');) {
            const int here = times_in(page, "arvo");
            rows += here;
            pages_with_rows += here > 0;
            heads += here > 0 && page.find("Mistä saatu") != std::string::npos;
        }
        BOOST_TEST(rows == count);
        BOOST_TEST(pages_with_rows > count / 60);
        BOOST_TEST(heads == pages_with_rows);
        if (count == 300) stays_on_its_pages(made, "300 rows");
    }
}
