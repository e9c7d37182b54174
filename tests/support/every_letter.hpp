// Each kind of letter laid out from its sample, and what is to be read on it.
#pragma once
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "pdf/letter_markdown.hpp"
#include "requests/letter_preview.hpp"
#include "requests/letter_table.hpp"

namespace arkki::every_letter {

inline constexpr std::array languages{Language::fi, Language::sv, Language::en};

inline const lang::LetterTexts& texts() {
    static const lang::LetterTexts letters{ARKKI_SOURCE_DIR "/templates/letters", requests::letter_dictionary()};
    return letters;
}

/// Laid out as the real one; left in $ARKKI_KEEP_PDF for a look at it.
inline Bytes letter(const std::string& kind, Language language, const lang::Value& values) {
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

/// The layout knows no database: what asks for no row runs once.
inline boost::test_tools::assertion_result first_engine(boost::unit_test::test_unit_id) {
    const char* engine = std::getenv("ARKKI_TEST_ENGINE");
    return engine == nullptr || std::string{engine} != "postgresql";
}

/// White space of all kinds as one blank each.
inline std::string words_only(std::string text) {
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

inline std::string expected_text(const std::string& kind, Language language, const lang::Value& values) {
    std::string all;
    for (const auto& block : pdf::blocks_of(texts().markdown(kind, language, values)))
        all += (all.empty() ? "" : " ") + std::visit(TextOf{}, block);
    return words_only(all);
}

struct Run {
    int exit_code;
    std::string output;
};

inline Run run(const std::string& command) {
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
    explicit Kept(ByteView bytes, const std::string& ending = ".pdf")
        : path_{std::filesystem::temp_directory_path() / ("arkki-every-" + std::to_string(getpid()) + ending)} {
        std::ofstream{path_, std::ios::binary} << text_of(bytes);
    }
    ~Kept() { std::filesystem::remove(path_); }
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

inline bool is_here(const std::string& program) {
    const bool here = run("command -v " + program).exit_code == 0;
    if (!here) BOOST_TEST_MESSAGE("skipped: " << program << " is not installed");
    return here;
}

inline std::string without(std::string text, const std::string& what) {
    for (std::size_t at; (at = text.find(what)) != std::string::npos;) text.erase(at, what.size());
    return text;
}

/// Only what is printed: where a line ends, also within a long word, is the layout's business.
inline std::string signs_of(const std::string& text) {
    return without(without(without(words_only(text), "\u00ad"), " "), "\f");
}

/// How often a word stands in a text without blanks.
inline int times_in(const std::string& signs, const std::string& word) {
    int times = 0;
    for (std::size_t at = 0; (at = signs.find(word, at)) != std::string::npos; at += word.size()) ++times;
    return times;
}

inline std::map<std::string, int> words_of(const std::string& text) {
    std::map<std::string, int> words;
    std::istringstream all{text};
    for (std::string word; all >> word;) ++words[word];
    return words;
}

}  // namespace arkki::every_letter
