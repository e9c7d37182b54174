#include "archive/terms.hpp"

#include <algorithm>

#include "lang/text.hpp"

namespace arkki::archive {
namespace {

constexpr std::size_t most_bytes = 900'000;  ///< of a page's terms
constexpr std::size_t most_typed = 10'000;   ///< bytes of a query that are looked at
constexpr std::size_t most_words = 20;       ///< of a query
constexpr std::size_t most_logged = 500;     ///< bytes, the log's limit for a query

struct PageText {
    std::string text;
    std::vector<std::size_t> begins;  ///< where each word begins in it
};

PageText page_text(const std::vector<imaging::Word>& words) {
    PageText page;
    int line = words.empty() ? 0 : words.front().line;
    for (const auto& word : words) {
        if (!page.begins.empty()) page.text += word.line == line ? ' ' : '\n';
        line = word.line;
        page.begins.push_back(page.text.size());
        page.text += word.text.reveal();
    }
    return page;
}

std::string doubled(std::string_view form, std::string_view quotes) {
    std::string text{quotes.front()};
    for (const char c : form) {
        if (quotes.find(c) != std::string_view::npos) text += c;
        text += c;
    }
    return text + quotes.front();
}

struct Dialect {
    std::string_view quotes;  ///< the quote first, then whatever else must be doubled
    std::string_view any, all;
};

std::string query(const std::vector<lang::QueryTerm>& terms, const Dialect& dialect) {
    std::string text;
    for (const auto& term : terms) {
        std::string words;
        for (const auto& word : term.words) {
            std::string forms;
            for (const auto& form : word.forms)
                forms += std::string{forms.empty() ? "" : dialect.any} + doubled(form, dialect.quotes);
            words += std::string{words.empty() ? "" : dialect.all} + "(" + forms + ")";
        }
        if (!term.joined.empty())
            words = "(" + words + ")" + std::string{dialect.any} + doubled(term.joined, dialect.quotes);
        text += std::string{text.empty() ? "" : dialect.all} + "(" + words + ")";
    }
    return text;
}

}  // namespace

std::string joined_text(const std::vector<imaging::Word>& words) { return page_text(words).text; }

std::string terms_of(lang::Analyser& analyser, std::string_view text) {
    std::set<std::string> forms;
    for (const auto& token : analyser.tokens(text)) forms.insert(token.forms.begin(), token.forms.end());
    std::string terms;
    for (const auto& form : forms) {
        if (terms.size() + form.size() >= most_bytes) break;
        terms += (terms.empty() ? "" : " ") + form;
    }
    return terms;
}

std::vector<std::size_t> words_with(lang::Analyser& analyser, const std::vector<imaging::Word>& words,
                                    const std::set<std::string>& forms) {
    const PageText page = page_text(words);
    std::set<std::size_t> found;
    for (const auto& token : analyser.tokens(page.text)) {
        if (std::none_of(token.forms.begin(), token.forms.end(),
                         [&](const auto& form) { return forms.contains(form); }))
            continue;
        const auto behind = std::upper_bound(page.begins.begin(), page.begins.end(), token.begin);
        found.insert(static_cast<std::size_t>(behind - page.begins.begin()) - 1);
    }
    return {found.begin(), found.end()};
}

std::vector<lang::QueryTerm> query_terms(lang::Analyser& analyser, std::string_view typed) {
    auto terms = analyser.query(typed.substr(0, most_typed));
    std::size_t left = most_words;
    for (auto& term : terms) {
        if (term.words.size() > left)
            term.words.erase(term.words.begin() + static_cast<std::ptrdiff_t>(left), term.words.end());
        left -= term.words.size();
    }
    std::erase_if(terms, [](const auto& term) { return term.words.empty(); });
    return terms;
}

PersonalText loggable(const PersonalText& typed, const std::vector<lang::QueryTerm>& terms) {
    const std::string& text = typed.reveal();
    if (text.size() <= most_logged && is_clean_utf8(text) && lang::clean_text(text) == text) return typed;
    std::string words;
    for (const auto& term : terms)
        for (const auto& word : term.words)
            if (words.size() + word.forms.front().size() < most_logged)
                words += (words.empty() ? "" : " ") + word.forms.front();
    return PersonalText{words};
}

std::vector<std::string> name_keys(const std::vector<imaging::Word>& words) {
    std::set<std::string> keys;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        std::string run = words[i].text.reveal();
        for (std::size_t k = i + 1; k < words.size() && k < i + 3 && words[k].line == words[i].line; ++k) {
            run += " " + words[k].text.reveal();
            keys.insert(lang::search_key(run));
        }
    }
    return {keys.begin(), keys.end()};
}

std::string fts5_query(const std::vector<lang::QueryTerm>& terms) { return query(terms, {"\"", " OR ", " AND "}); }

std::string tsquery(const std::vector<lang::QueryTerm>& terms) { return query(terms, {"'\\", " | ", " & "}); }

std::set<std::string> wanted_forms(const std::vector<lang::QueryTerm>& terms) {
    std::set<std::string> forms;
    for (const auto& term : terms) {
        for (const auto& word : term.words) forms.insert(word.forms.begin(), word.forms.end());
        if (!term.joined.empty()) forms.insert(term.joined);
    }
    return forms;
}

}  // namespace arkki::archive
