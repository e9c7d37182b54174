#pragma once
#include <memory>
#include <string>
#include <vector>

struct sb_stemmer;

namespace arkki::lang {

/// Snowball's stems of Swedish and English words: for the words Voikko does not know. Not for two threads at once.
class Stems {
public:
    /// @throws Error{Fault::unavailable, "analyser.no_dictionary"}  if the library has not both languages
    Stems();
    /// The stems that differ from the word; `word` in lower case.
    [[nodiscard]] std::vector<std::string> of(const std::string& word) const;
    /// `avtalet` as `avtal`, which Snowball leaves as it is; empty for other words. For texts only: *market* must not be
    /// asked for as *mark*.
    [[nodiscard]] static std::string without_neuter_article(const std::string& word);

private:
    std::shared_ptr<sb_stemmer> swedish_, english_;
};

}  // namespace arkki::lang
