// The letters as they stand in templates/letters: the same in three languages, complete, and deaf to hostile values.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <set>

#include "base/error.hpp"
#include "lang/letter_texts.hpp"
#include "lang/template_files.hpp"
#include "lang/text.hpp"
#include "unit/lang_structure.hpp"

using namespace arkki;
using lang::Value;

namespace {

constexpr std::array languages{Language::fi, Language::sv, Language::en};
const std::filesystem::path folder = std::filesystem::path{ARKKI_SOURCE_DIR} / "templates/letters";

const lang::LetterTexts& letters() {
    static const lang::LetterTexts texts{folder};
    return texts;
}

/// Calls `change(name, text)` for every text in a value; names as in the templates, rows of a list with `[]`.
void each_text(Value& value, const std::function<void(const std::string&, Value&)>& change,
               const std::string& name = {}) {
    if (auto* rows = value.rows())
        for (auto& row : *rows) each_text(row, change, name + "[]");
    else if (auto* fields = value.fields())
        for (auto& [field, inner] : *fields) each_text(inner, change, name.empty() ? field : name + "." + field);
    else if (value.text() != nullptr || value.several_lines() != nullptr)
        change(name, value);
}

bool is_number(const Value& value) {
    return value.text() != nullptr && !value.text()->empty() &&
           value.text()->find_first_not_of("0123456789") == std::string::npos;
}

void make_sparse(Value& value) {
    if (value.yes() != nullptr) value = Value{false};
    if (value.rows() != nullptr) value = Value::list();
    if (auto* fields = value.fields())
        for (auto& [field, inner] : *fields) make_sparse(inner);
}

/// Tags of a template in their order: sections, partials; printed names sorted behind them.
std::vector<std::string> tags_of(const std::string& text) {
    std::vector<std::string> order;
    std::multiset<std::string> printed;
    for (auto begin = text.find("{{"); begin != std::string::npos; begin = text.find("{{", begin + 2)) {
        const auto tag = text.substr(begin + 2, text.find("}}", begin) - begin - 2);
        if (tag.find_first_of("#^/>") == 0)
            order.push_back(tag);
        else
            printed.insert(tag);
    }
    order.insert(order.end(), printed.begin(), printed.end());
    return order;
}

std::string refusal_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

const std::vector<std::string> hostile_values{"| a | b |",
                                              "a\nb",
                                              "{{case.number}}",
                                              "{{> sign}}",
                                              "<b>x</b><script>",
                                              "[x](https://a.example) ![y](z)",
                                              "*a* __b__ ~c~",
                                              "ends with \\",
                                              "\u202Eabc\u202C",
                                              "a\u2028b",
                                              "    four blanks",
                                              "# title",
                                              "- item",
                                              "1. item",
                                              "2) item",
                                              "> quote",
                                              "&amp; &lt; &#35;",
                                              "```code```",
                                              "---",
                                              "===",
                                              "$case.number",
                                              "\uE000"
                                              "1\uE001x",
                                              "a \xC2\x85 b\x01",
                                              "www.a.example x@a.example"};

}  // namespace

BOOST_AUTO_TEST_CASE(every_letter_has_the_same_tags_in_the_three_languages) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
        if (entry.path().filename() != "fi.md") continue;
        const auto finnish = tags_of(lang::template_file(entry.path()));
        for (const auto* other : {"sv.md", "en.md"}) {
            const auto tags = tags_of(lang::template_file(entry.path().parent_path() / other));
            BOOST_TEST(tags == finnish, entry.path().parent_path().filename() << " differs in " << other);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_sample_renders_full_and_sparse_with_the_same_shape_in_the_three_languages) {
    BOOST_TEST(letters().kinds().size() == 23u);
    for (const auto& kind : letters().kinds())
        for (const bool sparse : {false, true}) {
            std::vector<std::string> shape;
            for (const auto language : languages) {
                auto value = letters().sample(kind, language);
                if (sparse) make_sparse(value);
                const auto text = letters().markdown(kind, language, value);
                const auto here = structure_of(text);
                BOOST_TEST(text.find("{{") == std::string::npos);
                BOOST_TEST(std::count(here.begin(), here.end(), "heading1") == 1);
                if (shape.empty()) shape = here;
                BOOST_TEST(here == shape, kind << " has another shape in " << code(language));
            }
        }
}

BOOST_AUTO_TEST_CASE(a_printed_value_that_is_missing_or_empty_stops_the_letter_and_is_named) {
    for (const auto& kind : letters().kinds()) {
        const auto sample = letters().sample(kind, Language::fi);
        const auto full = letters().markdown(kind, Language::fi, sample);
        std::set<std::string> names;
        auto names_of = sample;
        each_text(names_of, [&](const std::string& name, Value&) { names.insert(name); });
        int refused = 0;
        for (const auto& name : names)
            for (const bool empty : {true, false}) {
                auto poorer = sample;
                // An object prints nothing: as good as no field.
                each_text(poorer, [&](const std::string& each, Value& value) {
                    if (each == name) value = empty ? Value{""} : Value{};
                });
                const auto field = name.substr(name.rfind("[]") == std::string::npos ? 0 : name.rfind("[]") + 3);
                const auto answer = refusal_of([&] {
                    if (letters().markdown(kind, Language::fi, poorer) != full)
                        throw Error{Fault::corrupt, "printed a blank"};
                });
                const auto plain = field.substr(field.rfind('.') + 1);
                BOOST_TEST((answer == "accepted" || answer == "template.missing_key: " + field ||
                            answer == "template.missing_key: " + plain),
                           kind << ", " << name << ": " << answer);
                refused += answer != "accepted";
            }
        BOOST_TEST(refused > 10, kind);
    }
}

BOOST_AUTO_TEST_CASE(a_row_without_a_field_does_not_take_the_letters_own) {
    auto value = letters().sample("rectification", Language::en);
    value.set("name", "taken from outside");
    value.find("notified.rows")->rows()->front().remove("name");
    BOOST_TEST(refusal_of([&] { (void)letters().markdown("rectification", Language::en, value); }) ==
               "template.missing_key: name");
}

BOOST_AUTO_TEST_CASE(hostile_values_show_literally_and_never_change_a_letters_structure) {
    for (const auto& kind : letters().kinds())
        for (const auto& hostile : hostile_values) {
            auto value = letters().sample(kind, Language::sv);
            auto harmless = value;
            each_text(value, [&](const std::string&, Value& each) {
                if (!is_number(each)) each = Value{hostile};
            });
            each_text(harmless, [&](const std::string&, Value& each) {
                if (!is_number(each)) each = Value{"harmless"};
            });
            const auto text = letters().markdown(kind, Language::sv, value);
            BOOST_TEST(structure_of(text) == structure_of(letters().markdown(kind, Language::sv, harmless)),
                       kind << ": " << hostile);
            BOOST_TEST(plain_text_of(text).find(lang::clean_text(hostile)) != std::string::npos,
                       kind << " hides " << hostile);
        }
}

BOOST_AUTO_TEST_CASE(an_address_keeps_its_lines_and_only_they_break) {
    auto value = letters().sample("acknowledgement", Language::fi);
    value.set("subject.address", Value::lines("c/o # Yksi\n\n    - Kaksi |\r\nKolme"));
    const auto text = letters().markdown("acknowledgement", Language::fi, value);
    BOOST_TEST(text.find("c\\/o \\# Yksi\\\n\\- Kaksi \\|\\\nKolme\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(values_no_letter_can_show_are_refused_with_their_name) {
    const auto refused = [](const std::string& text) {
        auto value = letters().sample("refusal-certificate", Language::fi);
        value.find("refused.rows")->rows()->front().set("finding", text);
        return refusal_of([&] { (void)letters().markdown("refusal-certificate", Language::fi, value); });
    };
    BOOST_TEST(refused(std::string{"a\0b", 3}) == "text.not_utf8: refused.rows.finding");
    BOOST_TEST(refused("\xED\xA0\x80") == "text.not_utf8: refused.rows.finding");
    BOOST_TEST(refused(std::string(1 << 20, 'a')) == "text.too_long: refused.rows.finding");
    BOOST_TEST(refused("tunnus 131052-308T.") == "letter.identity_code: refused.rows.finding");
    BOOST_TEST(refused("puhelin 040123-4567") == "accepted");
    BOOST_TEST(refused("\u200B\u202E ") == "template.missing_key: finding");
}

BOOST_AUTO_TEST_CASE(a_refusal_names_the_authority_and_both_remedies) {
    for (const auto* kind : {"refusal-certificate", "refusal", "erasure-refusal", "objection-decision", "fee-notice",
                             "access-reply", "erasure"})
        for (const auto language : languages) {
            const auto sample = letters().sample(kind, language);
            const auto text = plain_text_of(letters().markdown(kind, language, sample));
            BOOST_TEST(text.find(*sample.find("sa.name")->text()) != std::string::npos);
            BOOST_TEST(text.find("77") != std::string::npos);
            BOOST_TEST(text.find("79") != std::string::npos);
        }
}

BOOST_AUTO_TEST_CASE(the_footer_counts_pages_and_an_unknown_letter_is_an_error) {
    const auto sample = letters().sample("refusal", Language::en);
    const auto footer = letters().footer(Language::en, sample, 2, 13);
    BOOST_TEST(footer.find("page 2/13") != std::string::npos);
    BOOST_TEST(structure_of(footer).size() == 3u);  // document, paragraph, one line break
    BOOST_TEST(refusal_of([&] { (void)letters().markdown("refusals", Language::en, sample); }) ==
               "template.missing_key: refusals");
}
