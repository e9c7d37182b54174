#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "lang/letter_names.hpp"
#include "lang/value.hpp"

namespace arkki::lang {

/// The letters' texts: templates/letters/<kind>/<fi|sv|en>.md, partials in _partials/<name>/<fi|sv|en>.md.
///
/// A value shows literally and never changes the structure of a letter: it is cleaned (`clean_text`) and every ASCII
/// punctuation character gets a backslash. A line end of `Value::lines` becomes `\` + line feed. Typography (U+00A0 in
/// "12 artiklan", hyphens) is the layout's work.
///
/// The signature block is the two lines that begin with `<signer.name>, <signer.title>`.
///
/// Safe to use from several threads.
class LetterTexts {
public:
    /// Reads and checks every template.
    /// @param dictionary  the names each kind must use; a kind it does not know is refused. Empty: names are not checked
    /// @throws Error{Fault::corrupt, "template.bad"}  naming the file, the line and what is wrong
    explicit LetterTexts(const std::filesystem::path& folder, const LetterDictionary& dictionary = {});
    ~LetterTexts();
    LetterTexts(LetterTexts&&) noexcept;

    /// @param kind  such as `refusal-certificate`
    /// @throws Error{Fault::corrupt, "template.missing_key"}  with the name that has no value, or an empty one
    /// @throws Error{Fault::invalid, "letter.identity_code"}  with the name, if a value holds a personal identity code
    /// @throws Error{Fault::invalid, "text.not_utf8" or "text.too_long"}  with the name of the value
    [[nodiscard]] std::string markdown(std::string_view kind, Language language, const Value& value) const;

    /// The same texts with another template in one place, for whoever edits it.
    /// @throws Error{Fault::corrupt, "template.bad"}  as at the start, with file and line
    [[nodiscard]] LetterTexts with(const std::string& kind, Language language, const std::string& text) const;

    /// The two lines at the foot of page `number` of `count`.
    [[nodiscard]] std::string footer(Language language, const Value& value, int number, int count) const;

    /// An artificial letter of the kind for previews and tests (`<kind>/sample.json`).
    ///
    /// In the file a list of plain texts is a text of several lines, and an object of the three texts fi, sv and en is
    /// the text of the asked language.
    /// @throws Error{Fault::not_found, "template.no_sample"}
    [[nodiscard]] Value sample(std::string_view kind, Language language) const;

    [[nodiscard]] std::vector<std::string> kinds() const;

private:
    struct Shelf;
    explicit LetterTexts(std::unique_ptr<const Shelf> shelf);
    std::unique_ptr<const Shelf> shelf_;
};

}  // namespace arkki::lang
