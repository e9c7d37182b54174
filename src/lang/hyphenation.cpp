#include "lang/hyphenation.hpp"

#include <hyphen.h>
#include <libvoikko/voikko.h>

#include <cstdlib>
#include <vector>

#include "base/error.hpp"
#include "lang/finnish.hpp"
#include "lang/word_scan.hpp"

namespace arkki::lang {

namespace {

constexpr std::size_t shortest_word = 7;
constexpr std::size_t kept_at_ends = 2;
constexpr std::string_view soft_hyphen{"\u00ad"};

/// May the word be divided before the letter at this index?
using Breaks = std::vector<bool>;

Breaks finnish_breaks(VoikkoHandle* voikko, const std::string& word, std::size_t length) {
    Breaks breaks(length, false);
    char* pattern = voikkoHyphenateCstr(voikko, word.c_str());
    if (pattern == nullptr) return breaks;
    const std::string_view marks{pattern};
    for (std::size_t i = 0; i < length && i < marks.size(); ++i) breaks[i] = marks[i] == '-';
    voikkoFreeCstr(pattern);
    return breaks;
}

/// The word in the character set of the patterns; empty if it has other letters.
std::string encoded(const HyphenDict& patterns, const std::string& word, const std::u32string& letters) {
    if (patterns.utf8 != 0) return word;
    std::string bytes;
    for (const auto c : letters) {
        if (c > 0xFF) return {};
        bytes += static_cast<char>(static_cast<unsigned char>(c));
    }
    return bytes;
}

Breaks pattern_breaks(HyphenDict* patterns, const std::string& word, const std::u32string& letters) {
    Breaks breaks(letters.size(), false);
    const auto bytes = encoded(*patterns, word, letters);
    if (bytes.empty()) return breaks;
    std::vector<char> points(bytes.size() + 5);
    char** changes = nullptr;  // divisions that change the spelling are not used
    int* at = nullptr;
    int* cut = nullptr;
    hnj_hyphen_hyphenate3(patterns, bytes.c_str(), static_cast<int>(bytes.size()), points.data(), nullptr, &changes,
                          &at, &cut, 2, 2, 2, 2);
    for (std::size_t i = 0; i + 1 < letters.size(); ++i)
        breaks[i + 1] = (points[i] & 1) != 0 && (changes == nullptr || changes[i] == nullptr);
    for (std::size_t i = 0; changes != nullptr && i < bytes.size(); ++i) std::free(changes[i]);
    std::free(changes);
    std::free(at);
    std::free(cut);
    return breaks;
}

}  // namespace

struct Hyphenator::Rules {
    std::shared_ptr<VoikkoHandle> voikko;  // Finnish
    std::shared_ptr<HyphenDict> patterns;  // Swedish, English

    [[nodiscard]] Breaks breaks(const std::string& word, const std::u32string& letters) const {
        return voikko ? finnish_breaks(voikko.get(), word, letters.size())
                      : pattern_breaks(patterns.get(), word, letters);
    }
};

Hyphenator::Hyphenator(Language language, const std::filesystem::path& folder) : rules_{std::make_unique<Rules>()} {
    if (language == Language::fi) {
        rules_->voikko = open_voikko();
        voikkoSetBooleanOption(rules_->voikko.get(), VOIKKO_OPT_NO_UGLY_HYPHENATION, 1);
        voikkoSetBooleanOption(rules_->voikko.get(), VOIKKO_OPT_HYPHENATE_UNKNOWN_WORDS, 0);
        return;
    }
    const auto file = folder / (language == Language::sv ? "hyph_sv_SE.dic" : "hyph_en_GB.dic");
    auto* patterns = hnj_hyphen_load(file.c_str());
    if (patterns == nullptr) throw Error{Fault::unavailable, "hyphenation.no_dictionary", file.filename().string()};
    rules_->patterns = {patterns, hnj_hyphen_free};
}
Hyphenator::~Hyphenator() = default;
Hyphenator::Hyphenator(Hyphenator&&) noexcept = default;

std::string Hyphenator::operator()(std::string_view text) {
    std::string out;
    std::size_t copied = 0;
    for (const auto& span : word_spans(text)) {
        out += text.substr(copied, span.begin - copied);
        copied = span.end;
        const auto word = text.substr(span.begin, span.end - span.begin);
        const auto letters = code_points_of(word);
        const auto folded = folded_word(word);
        if (letters.size() < shortest_word || code_points_of(folded).size() != letters.size()) {
            out += word;
            continue;
        }
        const auto breaks = rules_->breaks(folded, code_points_of(folded));
        for (std::size_t i = 0; i < letters.size(); ++i) {
            if (breaks[i] && i >= kept_at_ends && i + kept_at_ends <= letters.size()) out += soft_hyphen;
            out += utf8_of(std::u32string_view{letters}.substr(i, 1));
        }
    }
    return out += text.substr(copied);
}

}  // namespace arkki::lang
