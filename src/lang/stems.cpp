#include "lang/stems.hpp"

#include <libstemmer.h>

#include <algorithm>
#include <string_view>

#include "base/error.hpp"

namespace arkki::lang {

namespace {

constexpr std::size_t shortest_stem = 3;  // bytes
constexpr std::size_t shortest_noun = 4;  // bytes, before its article

std::shared_ptr<sb_stemmer> stemmer(const char* language) {
    auto* const made = sb_stemmer_new(language, "UTF_8");
    if (made == nullptr) throw Error{Fault::unavailable, "analyser.no_dictionary", language};
    return {made, sb_stemmer_delete};
}

std::string stem(sb_stemmer* stemmer, const std::string& word) {
    const auto* const text = sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(word.data()),
                                             static_cast<int>(word.size()));
    if (text == nullptr) return {};
    return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(sb_stemmer_length(stemmer))};
}

}  // namespace

Stems::Stems() : swedish_{stemmer("swedish")}, english_{stemmer("english")} {}

std::vector<std::string> Stems::of(const std::string& word) const {
    std::vector<std::string> stems;
    for (auto* const language : {swedish_.get(), english_.get()}) {
        auto found = stem(language, word);
        if (found.size() < shortest_stem || found == word) continue;
        if (std::find(stems.begin(), stems.end(), found) == stems.end()) stems.push_back(std::move(found));
    }
    return stems;
}

std::string Stems::without_neuter_article(const std::string& word) {
    for (const std::string_view ending : {"et", "ets"})
        if (word.ends_with(ending) && word.size() >= ending.size() + shortest_noun)
            return word.substr(0, word.size() - ending.size());
    return {};
}

}  // namespace arkki::lang
