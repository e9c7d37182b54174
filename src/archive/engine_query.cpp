#include "archive/engine_query.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "db/sqlite_groups.hpp"

namespace arkki::archive {
namespace {

/// The quote first, then whatever else must be doubled.
std::string quoted(std::string_view text, std::string_view doubled) {
    std::string out{doubled.front()};
    for (const char c : text) {
        if (doubled.find(c) != std::string_view::npos) out += c;
        out += c;
    }
    return out + doubled.front();
}

/// "korjauspyynnön\x1fkorjauspyyntö epäämisestä\x1fepääminen": the tokenizer `groups` makes a phrase of alternatives.
std::string fts5_phrase(const lang::QueryTerm& term) {
    std::string groups;
    for (const auto& word : term.words) {
        if (!groups.empty()) groups += ' ';
        for (const auto& form : word.forms) {
            if (&form != &word.forms.front()) groups += db::group_separator;
            groups += form;
        }
    }
    return quoted(groups, "\"");
}

std::string ts_phrase(const lang::QueryTerm& term) {
    std::string phrase;
    for (const auto& word : term.words) {
        std::string forms;
        for (const auto& form : word.forms) forms += (forms.empty() ? "" : " | ") + quoted(form, "'\\");
        phrase += (phrase.empty() ? "(" : " <-> (") + forms + ")";
    }
    return phrase;
}

bool has_any(const std::vector<std::string_view>& forms, const std::vector<std::string>& wanted) {
    return std::any_of(forms.begin(), forms.end(),
                       [&](auto form) { return std::find(wanted.begin(), wanted.end(), form) != wanted.end(); });
}

bool phrase_at(const std::vector<std::vector<std::string_view>>& places, std::size_t first,
               const lang::QueryTerm& term) {
    if (first + term.words.size() > places.size()) return false;
    for (std::size_t i = 0; i < term.words.size(); ++i)
        if (!has_any(places[first + i], term.words[i].forms)) return false;
    return true;
}

}  // namespace

std::string EngineQuery::term(const lang::QueryTerm& term) const {
    const bool sqlite = engine_ == db::Engine::sqlite;
    std::string text = sqlite ? fts5_phrase(term) : "(" + ts_phrase(term) + ")";
    if (!term.joined.empty())
        text += sqlite ? " OR " + quoted(term.joined, "\"") : " | " + quoted(term.joined, "'\\");
    return "(" + text + ")";
}

std::string EngineQuery::all_of(const std::vector<lang::QueryTerm>& terms) const {
    std::string text;
    for (const auto& each : terms)
        text += (text.empty() ? "" : engine_ == db::Engine::sqlite ? " AND " : " & ") + term(each);
    return text;
}

std::string EngineQuery::any_of(const std::vector<lang::QueryTerm>& terms) const {
    std::string text;
    for (const auto& each : terms)
        text += (text.empty() ? "" : engine_ == db::Engine::sqlite ? " OR " : " | ") + term(each);
    return text;
}

std::string EngineQuery::but_not(const std::string& wanted, const std::string& unwanted) const {
    if (unwanted.empty()) return wanted;
    return "(" + wanted + (engine_ == db::Engine::sqlite ? ") NOT (" : ") & !(") + unwanted + ")";
}

lang::QueryTerm one_phrase(const std::vector<lang::QueryTerm>& terms) {
    lang::QueryTerm phrase;
    for (const auto& term : terms) phrase.words.insert(phrase.words.end(), term.words.begin(), term.words.end());
    return phrase;
}

std::vector<std::size_t> answering(const std::vector<std::vector<std::string_view>>& places,
                                   const std::vector<lang::QueryTerm>& terms) {
    std::set<std::size_t> found;
    for (const auto& term : terms)
        for (std::size_t at = 0; at < places.size(); ++at) {
            if (phrase_at(places, at, term))
                for (std::size_t i = 0; i < term.words.size(); ++i) found.insert(at + i);
            if (!term.joined.empty() && has_any(places[at], {term.joined})) found.insert(at);
        }
    return {found.begin(), found.end()};
}

}  // namespace arkki::archive
