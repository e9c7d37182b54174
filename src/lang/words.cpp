#include "lang/words.hpp"

#include <libvoikko/voikko.h>

#include <algorithm>

#include "base/text.hpp"
#include "lang/finnish.hpp"
#include "lang/numbers.hpp"
#include "lang/word_scan.hpp"

namespace arkki::lang {

namespace {

constexpr std::string_view rules_version{"1"};
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

std::vector<Token> words_of(FinnishWords& finnish, std::string_view text, Side side) {
    std::vector<Token> tokens;
    for (const auto& span : word_spans(text)) {
        const auto surface = cut(folded_word(text.substr(span.begin, span.end - span.begin)));
        Token token{span.begin, span.end, {surface}};
        if (has_digit(surface)) {
            if (side == Side::document) add(token.forms, digits_repaired(surface));
        } else {
            const auto& forms = finnish.forms(surface);
            for (const auto& base : forms.bases) add(token.forms, base);
            if (side == Side::document)
                for (const auto& member : forms.members) add(token.forms, member);
        }
        tokens.push_back(std::move(token));
    }
    return tokens;
}

/// A word divided at a line's end is found whole, at its first half: "korjaus-\npyyntö".
void add_divided_words(FinnishWords& finnish, std::string_view text, std::vector<Token>& tokens) {
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const auto between = text.substr(tokens[i].end, tokens[i + 1].begin - tokens[i].end);
        if (between != "-\n" && between != "-\r\n") continue;
        const auto whole = cut(tokens[i].forms.front() + tokens[i + 1].forms.front());
        if (has_digit(whole)) continue;
        add(tokens[i].forms, whole);
        const auto& forms = finnish.forms(whole);
        for (const auto& base : forms.bases) add(tokens[i].forms, base);
        for (const auto& member : forms.members) add(tokens[i].forms, member);
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
    FinnishWords finnish;
};

Analyser::Analyser() : voice_{std::make_unique<Voice>()} {}
Analyser::~Analyser() = default;
Analyser::Analyser(Analyser&&) noexcept = default;

std::vector<Token> Analyser::tokens(std::string_view text) {
    auto tokens = words_of(voice_->finnish, text, Side::document);
    add_divided_words(voice_->finnish, text, tokens);
    add_numbers(text, tokens);
    return tokens;
}

std::vector<QueryTerm> Analyser::query(std::string_view text) {
    const auto tokens = words_of(voice_->finnish, text, Side::query);
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

std::string Analyser::version() const { return std::string{rules_version} + "/voikko-" + voikkoGetVersion(); }

}  // namespace arkki::lang
