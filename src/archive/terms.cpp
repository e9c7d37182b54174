#include "archive/terms.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "db/sqlite_groups.hpp"
#include "lang/text.hpp"
#include "lang/word_scan.hpp"

namespace arkki::archive {
namespace {

constexpr std::size_t most_bytes = 500'000;        ///< of a page's terms
constexpr std::size_t last_position = 16'383;      ///< of a tsvector

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

std::vector<std::string_view> cut(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find(at, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

}  // namespace

std::string joined_text(const std::vector<imaging::Word>& words) { return page_text(words).text; }

std::string searchable_text(const std::vector<imaging::Word>& words, const std::vector<imaging::Word>& layer) {
    return layer.empty() ? joined_text(words) : joined_text(words) + "\n" + joined_text(layer);
}

std::string terms_of(lang::Analyser& analyser, std::string_view text) {
    std::string groups, group;
    for (const auto& token : analyser.tokens(text)) {
        group = groups.empty() ? "" : " ";
        for (const auto& form : token.forms) {
            if (&form != &token.forms.front()) group += db::group_separator;
            group += form;
        }
        if (groups.size() + group.size() > most_bytes) break;
        groups += group;
    }
    return groups;
}

std::vector<std::vector<std::string_view>> forms_by_place(std::string_view groups) {
    std::vector<std::vector<std::string_view>> places;
    for (const auto group : cut(groups, ' ')) places.push_back(cut(group, db::group_separator));
    return places;
}

std::string tsvector(std::string_view groups) {
    std::map<std::string_view, std::vector<std::size_t>> positions;
    const auto places = forms_by_place(groups);
    for (std::size_t i = 0; i < places.size(); ++i)
        for (const auto form : places[i]) positions[form].push_back(std::min(i + 1, last_position));
    std::string vector;
    for (const auto& [form, at] : positions) {
        vector += vector.empty() ? "'" : " '";
        for (const char c : form) vector += c == '\'' || c == '\\' ? std::string(2, c) : std::string(1, c);
        vector += '\'';
        for (std::size_t i = 0; i < at.size(); ++i) vector += (i == 0 ? ':' : ',') + std::to_string(at[i]);
    }
    return vector;
}

std::vector<std::size_t> words_at(const std::vector<imaging::Word>& words, const std::vector<std::size_t>& places) {
    const PageText page = page_text(words);
    const auto spans = lang::word_spans(page.text);
    std::set<std::size_t> found;
    for (const auto place : places) {
        if (place >= spans.size()) continue;
        const auto behind = std::upper_bound(page.begins.begin(), page.begins.end(), spans[place].begin);
        found.insert(static_cast<std::size_t>(behind - page.begins.begin()) - 1);
    }
    return {found.begin(), found.end()};
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

}  // namespace arkki::archive
