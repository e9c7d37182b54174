#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace arkki::lang {

/// Puts soft hyphens (U+00AD) into words of seven letters or more, two letters kept at each end.
///
/// Finnish by Voikko, Swedish and English by the hyphenation patterns of the system. Not for two threads at once. To
/// hand it on: `[&hyphenator](std::string_view text) { return hyphenator(text); }`.
class Hyphenator {
public:
    /// @param folder  holds `hyph_sv_SE.dic` and `hyph_en_GB.dic`
    /// @throws Error{Fault::unavailable, "hyphenation.no_dictionary"}
    explicit Hyphenator(Language language, const std::filesystem::path& folder = "/usr/share/hyphen");
    ~Hyphenator();
    Hyphenator(Hyphenator&&) noexcept;

    /// The text with soft hyphens where its words may be divided; nothing else changes.
    [[nodiscard]] std::string operator()(std::string_view text);

private:
    struct Rules;
    std::unique_ptr<Rules> rules_;
};

}  // namespace arkki::lang
