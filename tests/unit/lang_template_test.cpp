// Hostile and faulty templates are refused when the service starts; pages never print a blank for a forgotten value.
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "lang/letter_texts.hpp"
#include "lang/template.hpp"

using namespace arkki;
using lang::Dialect;
using lang::Partials;
using lang::Template;
using lang::Value;
namespace fs = std::filesystem;

namespace {

std::string page(const std::string& text, const Value& value, const Partials& partials = {}) {
    try {
        return Template{"page.html", text, partials, Dialect::page}.render(value);
    } catch (const Error& error) {
        return error.what();
    }
}

std::string start(const std::string& text, Dialect dialect = Dialect::letter, const Partials& partials = {}) {
    try {
        (void)Template{"kind/fi.md", text, partials, dialect};
        return "accepted";
    } catch (const Error& error) {
        BOOST_TEST(error.key() == "template.bad");
        return error.what();
    }
}

/// A folder of letters that is removed at the end.
struct LetterFolder {
    fs::path path;
    LetterFolder() {
        std::string name = (fs::temp_directory_path() / "arkki-letters-XXXXXX").string();
        path = mkdtemp(name.data());
        for (const auto* language : {"fi.md", "sv.md", "en.md"}) {
            write(fs::path{"_partials/footer"} / language, "foot");
            write(fs::path{"kind"} / language, "# Title\n");
        }
    }
    ~LetterFolder() { fs::remove_all(path); }
    void write(const fs::path& file, const std::string& text) const {
        fs::create_directories((path / file).parent_path());
        std::ofstream{path / file} << text;
    }
    std::string start(const lang::LetterDictionary& dictionary = {}) const {
        try {
            (void)lang::LetterTexts{path, dictionary};
            return "accepted";
        } catch (const Error& error) {
            return error.what();
        }
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_the_dialect_does_not_know_is_refused_with_its_file_and_line) {
    for (const auto* bad : {"{{{raw}}}",  "{{&raw}}", "{{=<% %>=}}", "{{! comment }}",
                            "{{}}",       "{{.}}",    "{{a..b}}",    "{{A}}",
                            "{{a b}}",    "{{#a}}",   "{{/a}}",      "{{#a}}{{#b}}{{/a}}{{/b}}",
                            "{{a",        "a}}",      "{{> none}}",  "{{$a}}",
                            "a \uE000 b", "<b>",      "![a](b)",     "[a](b)",
                            "*a*",        "`a`",      "a & b",       "\xFF"})
        BOOST_TEST(start(std::string{"# Title\n\n"} + bad + "\n").starts_with("template.bad: kind/fi.md:"),
                   bad << ": " << start(bad));
    for (const auto* bad : {"{{{raw}}}", "{{}}", "{{/a}}", "{{#a}}", "{{a", "a}}", "{{> none}}", "<b>", "a & b"})
        BOOST_TEST(start(std::string{"# Title\n\n"} + bad + "\n").starts_with("template.bad: kind/fi.md:3: "), bad);
    BOOST_TEST(start("# A {{b.c}}\n{{#d}}{{e}}{{/d}}{{^d}}x{{/d}}\n") == "accepted");
    BOOST_TEST(start("<p>{{.}}</p>", Dialect::page) == "accepted");
    BOOST_TEST(start(std::string(65 * 1024, 'a')) == "template.bad: kind/fi.md: longer than 64 kB");
}

BOOST_AUTO_TEST_CASE(partials_in_themselves_and_partials_that_explode_are_refused) {
    BOOST_TEST(start("{{> a}}", Dialect::letter, {{"a", "{{> b}}"}, {"b", "{{> a}}"}}) ==
               "template.bad: kind/fi.md > a > b:1: partial in itself a");
    Partials bomb{{"a0", std::string(1000, 'x')}};
    for (int i = 1; i < 30; ++i) {
        const auto inner = "{{> a" + std::to_string(i - 1) + "}}";
        bomb["a" + std::to_string(i)] = inner + inner;
    }
    BOOST_TEST(start("{{> a29}}", Dialect::letter, bomb).find("256 kB") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_letter_without_one_of_its_languages_stops_the_start) {
    const LetterFolder folder;
    BOOST_TEST(folder.start() == "accepted");
    fs::remove(folder.path / "kind/sv.md");
    BOOST_TEST(folder.start() == "template.bad: kind: no sv.md");
    folder.write("kind/sv.md", "# Title {{#a}}\n");
    BOOST_TEST(folder.start() == "template.bad: kind/sv.md:1: unclosed section a");
    BOOST_TEST((LetterFolder{}).start() == "accepted");
}

BOOST_AUTO_TEST_CASE(a_name_without_a_value_is_an_error_wherever_it_stands) {
    const Value value{{"a", Value{{"b", "x"}}}, {"rows", Value::list().add({{"c", "1"}})}, {"no", false}};
    for (const auto* bad : {"{{d}}", "{{a.d}}", "{{a.b.c}}", "{{#d}}{{/d}}", "{{^d}}{{/d}}", "{{#rows}}{{a}}{{/rows}}",
                            "{{a}}", "{{rows}}", "{{no}}"})
        BOOST_TEST(page(bad, value).starts_with("template.missing_key: "), bad);
    BOOST_TEST(page("{{a.b}}{{#rows}}{{c}}{{a.b}}{{/rows}}{{#a}}{{b}}{{/a}}{{^no}}y{{/no}}", value) == "x1xxy");
}

BOOST_AUTO_TEST_CASE(an_empty_text_is_false_in_a_page_and_prints_nothing) {
    const Value value{{"error", ""}, {"name", Value::or_false("")}};
    BOOST_TEST(page("[{{#error}}{{error}}{{/error}}{{^error}}none{{/error}}{{error}}{{#name}}x{{/name}}]", value) ==
               "[none]");
}

BOOST_AUTO_TEST_CASE(values_are_escaped_and_never_read_as_templates) {
    const Value value{{"x", "<a href=\"'\">&{{y}}{{> p}}"}, {"y", "no"}, {"lines", Value::lines("a<\nb")}};
    BOOST_TEST(page("{{x}} {{lines}}", value, {{"p", "no"}}) ==
               "&lt;a href=&quot;&#39;&quot;&gt;&amp;{{y}}{{&gt; p}} a&lt;<br>b");
    BOOST_TEST(page("{{> p}}!", Value{{"p", "a value of the same name"}, {"q", "1"}}, {{"p", "partial {{q}}"}}) ==
               "partial 1!");
}

BOOST_AUTO_TEST_CASE(values_are_built_with_dotted_names) {
    Value value;
    value.set("case.number", 42).set("case.open", true).set("rows", Value::list().add({{"n", 1}}));
    BOOST_TEST(*value.find("case.number")->text() == "42");
    BOOST_TEST(*value.find("case.open")->yes());
    BOOST_TEST(value.find("case.number.x") == nullptr);
    value.remove("case.number");
    BOOST_TEST(value.find("case.number") == nullptr);
    BOOST_CHECK_THROW(value.set("rows.x", 1), Error);
    BOOST_CHECK_THROW(value.add(1), Error);
}

BOOST_AUTO_TEST_CASE(a_letter_with_an_unknown_or_a_missing_field_is_refused_with_its_line) {
    const lang::LetterDictionary dictionary{
        {"kind", lang::LetterNames{"case.number paper? kept.rows[what until] direct? direct.day"}},
        {"footer", lang::LetterNames{""}}};
    const auto start = [&](const std::string& text, const std::string& partial = "foot") {
        const LetterFolder folder;
        folder.write("_partials/footer/fi.md", partial);
        for (const auto* language : {"sv.md", "en.md", "fi.md"}) folder.write(fs::path{"kind"} / language, text);
        const auto answer = folder.start(dictionary);
        constexpr std::string_view before = "template.bad: kind/";
        return answer.starts_with(before) ? answer.substr(before.size() + 2) : answer;  // any language may be the first
    };
    const std::string head = "Sender\n\n# Title {{case.number}}\n\n{{#paper}}Paper.{{/paper}}\n\n";
    const std::string rows = "{{#kept.rows}}\n- {{what}}, {{until}}, {{case.number}}\n{{/kept.rows}}\n\n";
    const std::string direct = "{{#direct}}\nOn {{day}}.\n{{/direct}}\n";
    BOOST_TEST(start(head + rows + direct) == "accepted");
    BOOST_TEST(start(head + rows + "{{^direct}}\nNone.\n{{/direct}}\n{{direct.day}}\n") == "accepted");
    BOOST_TEST(start(head + rows + direct + "{{case.nummer}}\n") == ".md:14: unknown field case.nummer");
    BOOST_TEST(start(head + rows + direct + "{{what}}\n") == ".md:14: unknown field what");
    BOOST_TEST(start(head + rows + direct + "{{kept.rows}}\n") == ".md:14: unknown field kept.rows");
    BOOST_TEST(start(head + rows + direct + "{{^papers}}{{/papers}}\n") == ".md:14: unknown field papers");
    BOOST_TEST(start(head + direct) == ".md:3: missing field kept.rows[]");
    BOOST_TEST(start(head + "{{#kept.rows}}\n- {{what}}\n{{/kept.rows}}\n" + direct) ==
               ".md:7: missing field kept.rows[].until");
    BOOST_TEST(start(head + rows + "{{#direct}}Now.{{/direct}}\n") == ".md:11: missing field direct.day");
    BOOST_TEST(start(rows + direct + "\n# Title {{case.number}}\n") == ".md:9: missing field paper?");
    BOOST_TEST(start(head + rows + direct, "one\n{{page.nr}}") ==
               "template.bad: footer > footer:2: unknown field page.nr");
}

BOOST_AUTO_TEST_CASE(another_text_is_tried_in_one_place_and_changes_nothing_else) {
    const LetterFolder folder;
    folder.write("_partials/footer/fi.md", "");
    for (const auto* language : {"sv.md", "en.md", "fi.md"}) folder.write(fs::path{"kind"} / language, "# Old {{a}}\n");
    const lang::LetterDictionary dictionary{{"kind", lang::LetterNames{"a"}}, {"footer", lang::LetterNames{""}}};
    const lang::LetterTexts texts{folder.path, dictionary};
    const auto tried = texts.with("kind", Language::sv, "# New {{a}}\n");
    BOOST_TEST(tried.markdown("kind", Language::sv, {{"a", "x"}}) == "# New x\n");
    BOOST_TEST(tried.markdown("kind", Language::fi, {{"a", "x"}}) == "# Old x\n");
    BOOST_TEST(texts.markdown("kind", Language::sv, {{"a", "x"}}) == "# Old x\n");
    BOOST_CHECK_EXCEPTION((void)texts.with("kind", Language::en, "# New\n\n{{b}}\n"), Error, [](const Error& error) {
        return std::string{error.what()} == "template.bad: kind/en.md:3: unknown field b";
    });
}

BOOST_AUTO_TEST_CASE(a_kind_of_letter_nobody_declared_is_refused) {
    const LetterFolder folder;
    BOOST_TEST(folder.start({{"other", lang::LetterNames{""}}, {"footer", lang::LetterNames{""}}}) ==
               "template.bad: kind: no such kind of letter");
    BOOST_CHECK_THROW(lang::LetterNames{"rows[a"}, Error);
    BOOST_CHECK_THROW(lang::LetterNames{"a]"}, Error);
}
