#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct VoikkoHandle;

namespace arkki::lang {

/// Forms of one Finnish word, in lower case.
struct WordForms {
    std::vector<std::string> bases;    ///< base forms of the whole word
    std::vector<std::string> members;  ///< base forms and spans of a compound's members
};

/// Voikko with a memory of the words already seen. Not for two threads at once.
class FinnishWords {
public:
    /// @throws Error{Fault::unavailable, "analyser.no_dictionary"}
    FinnishWords();

    /// The forms of a word in lower case; empty for a word Voikko does not know. Valid until the next call.
    const WordForms& forms(const std::string& word);

private:
    std::shared_ptr<VoikkoHandle> voikko_;
    std::unordered_map<std::string, WordForms> seen_;
};

/// Opens Voikko's Finnish dictionary.
/// @throws Error{Fault::unavailable, "analyser.no_dictionary"}
[[nodiscard]] std::shared_ptr<VoikkoHandle> open_voikko();

}  // namespace arkki::lang
