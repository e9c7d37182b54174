#include "archive/terms.hpp"

#include "lang/text.hpp"

namespace arkki::archive {
namespace {

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

std::string joined_text(const std::vector<imaging::Word>& words) {
    std::string text;
    int line = words.empty() ? 0 : words.front().line;
    for (const auto& word : words) {
        if (!text.empty()) text += word.line == line ? ' ' : '\n';
        line = word.line;
        text += word.text.reveal();
    }
    return text;
}

std::string terms_of(lang::Analyser& analyser, std::string_view text) {
    std::set<std::string> forms;
    for (const auto& token : analyser.tokens(text)) forms.insert(token.forms.begin(), token.forms.end());
    std::string terms;
    for (const auto& form : forms) terms += (terms.empty() ? "" : " ") + form;
    return terms;
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
