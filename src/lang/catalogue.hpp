#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <locale>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace arkki::lang {

/// One `{name}` of a message and what stands there.
using Argument = std::pair<std::string_view, std::string>;
using Arguments = std::vector<Argument>;

/// The messages of the three languages (templates/messages/*.po, compiled by gettext).
///
/// Safe to use from several threads.
class Catalogue {
public:
    /// @param folder  holds `<language>/LC_MESSAGES/arkki.mo` (the build's `messages` folder)
    /// @throws Error{Fault::unavailable, "catalogue.missing"}  if a language's file is not there
    explicit Catalogue(const std::filesystem::path& folder);

    /// The message of a key, `{name}` filled from the arguments. Arguments are never read as messages themselves.
    /// @throws Error{Fault::corrupt, "catalogue.missing_key"}  if there is no such message
    /// @throws Error{Fault::corrupt, "catalogue.missing_argument"}  if a `{name}` has no argument
    [[nodiscard]] std::string text(Language language, std::string_view key, const Arguments& arguments = {}) const;

    /// A message with a number: of `key.one` when `count` is 1, else `key.other`; `{count}` is filled in.
    [[nodiscard]] std::string counted(Language language, std::string_view key, std::int64_t count) const;

    /// The `{name}` placeholders of a message.
    /// @throws Error{Fault::corrupt, "catalogue.missing_key"}
    [[nodiscard]] std::vector<std::string> arguments_of(Language language, std::string_view key) const;

    /// Whether there is such a message.
    [[nodiscard]] bool has(Language language, std::string_view key) const;
    /// The keys that begin with `prefix`, in order; the same in every language.
    [[nodiscard]] std::vector<std::string> keys(std::string_view prefix) const;

private:
    [[nodiscard]] const char* raw(Language language, const std::string& key) const;

    std::array<std::locale, 3> locales_;
    std::vector<std::string> keys_;  ///< in order
};

/// The `{name}` placeholders of a message, in their order.
[[nodiscard]] std::vector<std::string> placeholders(std::string_view message);

}  // namespace arkki::lang
