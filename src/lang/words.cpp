#include "lang/words.hpp"

#include <libvoikko/voikko.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "lang/finnish.hpp"
#include "lang/numbers.hpp"
#include "lang/stems.hpp"
#include "lang/word_scan.hpp"

namespace arkki::lang {

namespace {

constexpr std::string_view rules_version{"2"};
constexpr std::size_t most_terms = 20;
constexpr std::size_t longest_form = 64;  // code points; the end of a longer word is not searched for
constexpr std::size_t most_groups_joined = 6;

void add(std::vector<std::string>& forms, const std::string& form) {
    if (!form.empty() && std::find(forms.begin(), forms.end(), form) == forms.end()) forms.push_back(form);
}

std::string cut(std::string form) {
    if (form.size() <= longest_form) return form;
    const auto letters = code_points_of(form);
    return letters.size() <= longest_form ? form : utf8_of(std::u32string_view{letters}.substr(0, longest_form));
}

bool has_digit(const std::string& word) {
    return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

enum class Side { document, query };

/// What makes the forms of words, in the order they are asked.
struct Languages {
    FinnishWords finnish;
    Stems stems;
};

/// Base forms of a Finnish word, or the stems of one that Voikko does not know: a Swedish or English one, mostly.
void add_forms(Languages& languages, const std::string& word, Side side, std::vector<std::string>& forms) {
    const auto& known = languages.finnish.forms(word);
    for (const auto& base : known.bases) add(forms, base);
    if (side == Side::document)
        for (const auto& member : known.members) add(forms, member);
    if (!known.bases.empty()) return;
    for (const auto& stem : languages.stems.of(word)) add(forms, stem);
    if (side == Side::document) add(forms, Stems::without_neuter_article(word));
}

std::vector<Token> words_of(Languages& languages, std::string_view text, Side side) {
    std::vector<Token> tokens;
    for (const auto& span : word_spans(text)) {
        const auto surface = cut(folded_word(text.substr(span.begin, span.end - span.begin)));
        Token token{span.begin, span.end, {surface}};
        if (has_digit(surface)) {
            if (side == Side::document) add(token.forms, digits_repaired(surface));
        } else {
            add_forms(languages, surface, side, token.forms);
        }
        tokens.push_back(std::move(token));
    }
    return tokens;
}

/// A word divided at a line's end is found whole, at its first half: "korjaus-\npyyntö".
void add_divided_words(Languages& languages, std::string_view text, std::vector<Token>& tokens) {
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const auto between = text.substr(tokens[i].end, tokens[i + 1].begin - tokens[i].end);
        if (between != "-\n" && between != "-\r\n") continue;
        const auto whole = cut(tokens[i].forms.front() + tokens[i + 1].forms.front());
        if (has_digit(whole)) continue;
        add(tokens[i].forms, whole);
        add_forms(languages, whole, Side::document, tokens[i].forms);
    }
}

/// Each group of a run gets the numbers that begin with it, as one never knows where a number ends on a form's line.
void add_numbers(std::string_view text, std::vector<Token>& tokens) {
    for (const auto& run : number_runs(text, tokens))
        for (auto begin = run.begin; begin < run.end; ++begin)
            for (auto end = begin + 1; end <= std::min(run.end, begin + most_groups_joined); ++end)
                for (const auto& form : joined_forms(text, tokens, {begin, end})) add(tokens[begin].forms, form);
}

/// Words between two double quotes, as byte offsets.
std::vector<WordSpan> quoted(std::string_view text) {
    std::vector<WordSpan> spans;
    for (auto open = text.find('"'); open != std::string_view::npos;) {
        const auto close = text.find('"', open + 1);
        if (close == std::string_view::npos) break;
        spans.push_back({open, close});
        open = text.find('"', close + 1);
    }
    return spans;
}

/// How many tokens from `first` on make one term.
std::size_t term_length(const std::vector<Token>& tokens, std::size_t first, const std::vector<WordSpan>& quotes,
                        const std::vector<NumberRun>& runs) {
    for (const auto& quote : quotes) {
        if (tokens[first].begin < quote.begin || tokens[first].begin >= quote.end) continue;
        std::size_t last = first;
        while (last < tokens.size() && tokens[last].begin < quote.end) ++last;
        return last - first;
    }
    for (const auto& run : runs)
        if (run.begin == first) return run.end - run.begin;
    return 1;
}

}  // namespace

struct Analyser::Voice {
    Languages languages;
};

Analyser::Analyser() : voice_{std::make_unique<Voice>()} {}
Analyser::~Analyser() = default;
Analyser::Analyser(Analyser&&) noexcept = default;

std::vector<Token> Analyser::tokens(std::string_view text) {
    auto tokens = words_of(voice_->languages, text, Side::document);
    add_divided_words(voice_->languages, text, tokens);
    add_numbers(text, tokens);
    return tokens;
}

std::vector<QueryTerm> Analyser::query(std::string_view text) {
    const auto tokens = words_of(voice_->languages, text, Side::query);
    const auto quotes = quoted(text);
    const auto runs = number_runs(text, tokens);
    std::vector<QueryTerm> terms;
    for (std::size_t first = 0; first < tokens.size() && terms.size() < most_terms;) {
        const auto length = term_length(tokens, first, quotes, runs);
        const auto begin = tokens.begin() + static_cast<std::ptrdiff_t>(first);
        QueryTerm term{{begin, begin + static_cast<std::ptrdiff_t>(length)}, {}};
        const auto is_run = std::any_of(runs.begin(), runs.end(), [&](const NumberRun& run) {
            return run.begin == first && run.end == first + length;
        });
        if (is_run) {
            auto forms = joined_forms(text, tokens, {first, first + length});
            if (!forms.empty()) term.joined = std::move(forms.back());
        }
        terms.push_back(std::move(term));
        first += length;
    }
    return terms;
}

const std::string& analyser_version() {
    // Debian's place for the dictionary; where it lies elsewhere, the library's version has to do.
    static const std::string version = [] {
        std::ifstream file{"/usr/lib/voikko/5/mor-standard/index.txt"};
        const std::string told{std::istreambuf_iterator<char>{file}, {}};
        return std::string{rules_version} + "/voikko-" + voikkoGetVersion() +
               (told.empty() ? "" : "/" + hex(sha256(view(told))).substr(0, 8));
    }();
    return version;
}

}  // namespace arkki::lang
