#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"

namespace arkki::access {

/// One language of one version of the text people commit to, word for word as in the letter's template: its SHA-256
/// stands on every printed sheet.
struct CommitmentText {
    std::string version;  ///< "1", "2", ...
    Language language;
    std::string sha256;  ///< of the body, hex
    std::string body;
    Day from;
};

/// The versions of the text. They are added and never changed: who signed version 1 is bound by version 1.
class CommitmentTexts {
public:
    explicit CommitmentTexts(const Desk& desk) : desk_{desk} {}

    /// Takes the texts that are in use: the version they are, or a new one if a word of them was never in use before.
    /// @param bodies  fi, sv and en
    std::string adopt(const std::map<Language, std::string>& bodies) const;
    /// Every version and language, the oldest first.
    [[nodiscard]] std::vector<CommitmentText> list() const;
    /// @throws Error{Fault::not_found, "commitment.unknown_text"}
    [[nodiscard]] CommitmentText find(const std::string& version, Language language) const;

private:
    const Desk& desk_;
};

}  // namespace arkki::access
