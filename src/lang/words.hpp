#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace arkki::lang {

/// A word of a text, where it stands and what it is found by.
struct Token {
    std::size_t begin;               ///< byte offset in the text
    std::size_t end;                 ///< byte offset behind the word
    std::vector<std::string> forms;  ///< lower case, NFC, without duplicates; the word as written comes first
};

/// One thing searched for: words next to each other, in this order, each by any of its forms.
struct QueryTerm {
    std::vector<Token> words;
    std::string joined;  ///< not empty for a number in groups ("050 123 4567"): this one form finds it as well
};

/// Finds the words of Finnish, Swedish and English texts, with the base forms of Finnish words and the stems of others.
///
/// Not for two threads at once (libvoikko's rule): one object per thread or connection; making one takes 2 ms.
class Analyser {
public:
    /// @throws Error{Fault::unavailable, "analyser.no_dictionary"}  if Voikko's Finnish dictionary is not installed
    Analyser();
    ~Analyser();
    Analyser(Analyser&&) noexcept;

    /// For indexing: each word with its base forms and, for compounds, the bases and spans of the members
    /// (`korjauspyynnön`: korjauspyyntö, korjaus, pyyntö). The first group of a number has the joined number too.
    /// Malformed UTF-8 counts as white space.
    [[nodiscard]] std::vector<Token> tokens(std::string_view text);

    /// For searching: words with their base forms only, so that `korjauspyyntö` does not find every `pyyntö`. Words in
    /// "double quotes" make one term. At most 20 terms; the rest is dropped.
    [[nodiscard]] std::vector<QueryTerm> query(std::string_view text);

private:
    struct Voice;
    std::unique_ptr<Voice> voice_;
};

/// Changes when another version would give other forms - our rules, Voikko, its dictionary -: the index must then be
/// built anew.
[[nodiscard]] const std::string& analyser_version();

}  // namespace arkki::lang
