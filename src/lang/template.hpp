#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/value.hpp"

namespace arkki::lang {

class LetterNames;

/// Pages are HTML: an empty text may be printed (an empty form field). Letters are Markdown: it may not.
enum class Dialect { page, letter };

/// Partials by name.
using Partials = std::map<std::string, std::string, std::less<>>;

/// A mustache template that knows no silence: what is missing is an error.
///
/// The dialect is described at `Pages`. Kept as text and parsed at each use: that takes 30 us, and parsed templates
/// would take 40 times the memory and could not be shared by threads.
class Template {
public:
    /// Gives the text of a name at the place where a built-in name stands.
    using Lookup = std::function<std::string(const std::string&)>;
    /// Names that are not values, such as `t.inbox.title`; nullopt if `name` is none of them.
    using BuiltIn = std::function<std::optional<std::string>(const std::string& name, const Lookup& lookup)>;

    /// Checks the text and puts its partials in.
    /// @param file   for the message only
    /// @param names  what the template must use, and nothing else; nullptr: whatever it likes
    /// @throws Error{Fault::corrupt, "template.bad"}  with the file, the line and what is wrong
    Template(const std::string& file, const std::string& text, const Partials& partials, Dialect dialect,
             const LetterNames* names = nullptr);

    /// @throws Error{Fault::corrupt, "template.missing_key"}  with the name that has no value of the right kind
    [[nodiscard]] std::string render(const Value& value, const BuiltIn& built_in = {}) const;

    /// Every name that is printed, partials included.
    [[nodiscard]] const std::vector<std::string>& printed_names() const noexcept { return printed_names_; }

private:
    Dialect dialect_;
    std::string text_;
    std::vector<std::string> printed_names_;
};

}  // namespace arkki::lang
