// Every kind of letter in every language with its sample: PDF/A and PDF/UA by our list, whole for another's program, and
// on the page nothing but the template's words with the values filled in.
#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "base/error.hpp"
#include "pdf/conformance.hpp"
#include "pdf/letter_markdown.hpp"
#include "requests/letter_preview.hpp"
#include "requests/letter_table.hpp"

using namespace arkki;
using lang::Value;

namespace {

constexpr std::array languages{Language::fi, Language::sv, Language::en};

const lang::LetterTexts& texts() {
    static const lang::LetterTexts letters{ARKKI_SOURCE_DIR "/templates/letters", requests::letter_dictionary()};
    return letters;
}

Bytes letter(const std::string& kind, Language language, const Value& values) {
    static const lang::Catalogue catalogue{ARKKI_BINARY_DIR "/messages"};
    pdf::Resources resources;
    resources.font_settings = ARKKI_SOURCE_DIR "/config/fonts.conf";
    Bytes made = requests::letter_preview({texts(), catalogue, resources, "/usr/share/hyphen"}, kind, language, values);
    if (const char* folder = std::getenv("ARKKI_KEEP_PDF"))
        std::ofstream{std::filesystem::path{folder} / (kind + "-" + std::string{code(language)} + ".pdf"),
                      std::ios::binary}
            << text_of(made);
    return made;
}

/// White space of all kinds as one blank each.
std::string words_only(std::string text) {
    for (const std::string& blank : {std::string{"\u2028"}, std::string{"\u00a0"}, std::string{"\n"}})
        for (std::size_t at; (at = text.find(blank)) != std::string::npos;) text.replace(at, blank.size(), " ");
    return text;
}

struct TextOf {
    std::string operator()(const pdf::Heading& heading) const { return pdf::plain(heading.text); }
    std::string operator()(const pdf::Paragraph& paragraph) const { return pdf::plain(paragraph.text); }
    std::string operator()(const pdf::Rule&) const { return {}; }
    std::string operator()(const pdf::List& list) const {
        std::string all;
        int number = list.first;
        for (const auto& item : list.items) {
            all += (all.empty() ? "" : " ") + (list.numbered ? std::to_string(number++) + "." : std::string{"–"});
            for (const auto& paragraph : item) all += " " + pdf::plain(paragraph);
        }
        return all;
    }
    std::string operator()(const pdf::Table& table) const {
        std::string all;
        for (const auto& cell : table.head) all += (all.empty() ? "" : " ") + pdf::plain(cell);
        for (const auto& row : table.rows)
            for (const auto& cell : row) all += " " + pdf::plain(cell);
        return all;
    }
};

std::string expected_text(const std::string& kind, Language language, const Value& values) {
    std::string all;
    for (const auto& block : pdf::blocks_of(texts().markdown(kind, language, values)))
        all += (all.empty() ? "" : " ") + std::visit(TextOf{}, block);
    return words_only(all);
}

struct Run {
    int exit_code;
    std::string output;
};

Run run(const std::string& command) {
    Run result{-1, {}};
    std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> buffer;
    for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        result.output.append(buffer.data(), n);
    result.exit_code = WEXITSTATUS(pclose(pipe));
    return result;
}

/// A file that goes when the test ends.
class Kept {
public:
    explicit Kept(const Bytes& bytes)
        : path_{std::filesystem::temp_directory_path() / ("arkki-every-" + std::to_string(getpid()) + ".pdf")} {
        std::ofstream{path_, std::ios::binary} << text_of(bytes);
    }
    ~Kept() { std::filesystem::remove(path_); }
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

std::string without(std::string text, const std::string& what) {
    for (std::size_t at; (at = text.find(what)) != std::string::npos;) text.erase(at, what.size());
    return text;
}

/// Only what is printed: where a line ends, also within a long word, is the layout's business.
std::string signs_of(const std::string& text) {
    return without(without(without(words_only(text), "\u00ad"), " "), "\f");
}

/// How often a word stands in a text without blanks.
int times_in(const std::string& signs, const std::string& word) {
    int times = 0;
    for (std::size_t at = 0; (at = signs.find(word, at)) != std::string::npos; at += word.size()) ++times;
    return times;
}

std::map<std::string, int> words_of(const std::string& text) {
    std::map<std::string, int> words;
    std::istringstream all{text};
    for (std::string word; all >> word;) ++words[word];
    return words;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_kind_of_letter_in_the_folder_is_declared_and_every_declared_kind_is_there) {
    const auto kinds = texts().kinds();
    BOOST_TEST(kinds.size() == requests::letter_table().size());
    for (const auto& kind : kinds) BOOST_TEST(requests::letter_kind(kind).kind == kind);
    BOOST_CHECK_EXCEPTION(requests::letter_kind("refusals"), Error,
                          [](const Error& error) { return error.key() == "letter.unknown_kind"; });
}

BOOST_AUTO_TEST_CASE(every_letter_in_every_language_conforms_and_says_what_its_template_says) {
    for (const auto& kind : texts().kinds())
        for (const auto language : languages) {
            const auto values = texts().sample(kind, language);
            const auto made = letter(kind, language, values);
            const auto which = kind + " in " + std::string{code(language)};
            const auto problems = pdf::conformance_problems(made);
            BOOST_TEST(problems.empty(), which << ": " << (problems.empty() ? "" : problems.front()));
            const auto text = pdf::text_of_letter(made).reveal();
            BOOST_TEST(signs_of(text) == signs_of(expected_text(kind, language, values)), which);
            for (const auto* left : {"{{", "}}", "&amp;", "\\"})
                BOOST_TEST(text.find(left) == std::string::npos, which << " leaves " << left);
        }
}

BOOST_AUTO_TEST_CASE(other_programs_find_every_letter_whole_and_read_the_same_words) {
    if (run("command -v qpdf pdftotext").exit_code != 0) {
        BOOST_TEST_MESSAGE("skipped: qpdf or pdftotext is not installed");
        return;
    }
    for (const auto& kind : texts().kinds())
        for (const auto language : languages) {
            const auto values = texts().sample(kind, language);
            const Kept file{letter(kind, language, values)};
            const auto checked = run("qpdf --check " + file.path());
            BOOST_TEST(checked.exit_code == 0, kind << ": " << checked.output);
            const auto seen = signs_of(run("pdftotext -raw " + file.path() + " -").output);
            for (const auto& [word, times] : words_of(expected_text(kind, language, values)))
                BOOST_TEST(times_in(seen, word) >= times, kind << " in " << code(language) << ": " << word);
        }
}

BOOST_AUTO_TEST_CASE(only_a_letter_that_may_refuse_names_the_court_and_each_that_must_be_signed_has_its_field) {
    for (const auto& row : requests::letter_table()) {
        const std::string kind{row.kind};
        const auto text = text_of(letter(kind, Language::fi, texts().sample(kind, Language::fi)));
        const bool field = row.signing == requests::Signing::contact || row.signing == requests::Signing::responsible;
        BOOST_TEST((text.find("Signature1") != std::string::npos) == field, kind);
        if (row.signing == requests::Signing::responsible)
            BOOST_TEST(row.ending.find("remedy.court_text") != std::string_view::npos, kind);
    }
}
