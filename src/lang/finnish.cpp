#include "lang/finnish.hpp"

#include <libvoikko/voikko.h>

#include <algorithm>
#include <string_view>

#include "base/error.hpp"
#include "lang/word_scan.hpp"

namespace arkki::lang {

namespace {

constexpr std::size_t words_kept = 20000;
constexpr std::size_t longest_word = 200;  // bytes; nothing longer is a word
constexpr std::size_t shortest_member = 3;

void add(std::vector<std::string>& forms, std::string form) {
    if (std::find(forms.begin(), forms.end(), form) == forms.end()) forms.push_back(std::move(form));
}

std::string value(const voikko_mor_analysis* analysis, const char* key) {
    char* text = voikko_mor_analysis_value_cstr(analysis, key);
    if (text == nullptr) return {};
    std::string copy{text};
    voikko_free_mor_analysis_value_cstr(text);
    return copy;
}

/// `+tieto(tieto)+suoja(suoja)+(+ja)`: the words in brackets; endings begin with `+`.
void add_member_bases(std::vector<std::string>& members, std::string_view bases) {
    for (auto open = bases.find('('); open != std::string_view::npos; open = bases.find('(', open + 1)) {
        const auto close = bases.find(')', open);
        if (close == std::string_view::npos) return;
        std::string word{bases.substr(open + 1, close - open - 1)};
        std::erase(word, '=');
        if (word.empty() || word.front() == '+') continue;
        if (code_points_of(word).size() >= shortest_member) add(members, folded_word(word));
    }
}

/// Cut points of a compound in code points, from Voikko's STRUCTURE of the surface form (`=ppppp=ppppp`). All members
/// but the last keep their length in the base form.
std::vector<std::size_t> cuts_from(std::string_view structure, std::size_t base_length) {
    std::vector<std::size_t> cuts{0};
    std::size_t count = 0;
    for (const char c : structure)
        if (c != '=')
            ++count;
        else if (count > 0 && count < base_length)
            cuts.push_back(count);
    cuts.push_back(base_length);
    return cuts;
}

/// Every run of neighbouring members but the whole word: *tietojenkäsittely* is found by *käsittely*, though its
/// last base is the verb *käsitellä*.
void add_spans(std::vector<std::string>& members, const std::string& base, std::string_view structure) {
    const auto letters = code_points_of(base);
    const auto cuts = cuts_from(structure, letters.size());
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
        for (std::size_t k = i + 1; k < cuts.size(); ++k) {
            const auto length = cuts[k] - cuts[i];
            if (length < shortest_member || length == letters.size()) continue;
            add(members, utf8_of(std::u32string_view{letters}.substr(cuts[i], length)));
        }
}

WordForms analysed(VoikkoHandle* voikko, const std::string& word) {
    WordForms forms;
    auto** analyses = voikkoAnalyzeWordCstr(voikko, word.c_str());
    for (auto** each = analyses; each != nullptr && *each != nullptr; ++each) {
        const auto base = folded_word(value(*each, "BASEFORM"));
        if (base.empty()) continue;
        add(forms.bases, base);
        add_member_bases(forms.members, value(*each, "WORDBASES"));
        add_spans(forms.members, base, value(*each, "STRUCTURE"));
    }
    if (analyses != nullptr) voikko_free_mor_analysis(analyses);
    return forms;
}

}  // namespace

std::shared_ptr<VoikkoHandle> open_voikko() {
    const char* error = nullptr;
    auto* handle = voikkoInit(&error, "fi", nullptr);
    if (handle == nullptr) throw Error{Fault::unavailable, "analyser.no_dictionary", error != nullptr ? error : ""};
    return {handle, voikkoTerminate};
}

FinnishWords::FinnishWords() : voikko_{open_voikko()} {}

const WordForms& FinnishWords::forms(const std::string& word) {
    static const WordForms none;
    if (word.size() > longest_word) return none;
    const auto known = seen_.find(word);
    if (known != seen_.end()) return known->second;
    if (seen_.size() >= words_kept) seen_.clear();
    return seen_.emplace(word, analysed(voikko_.get(), word)).first->second;
}

}  // namespace arkki::lang
