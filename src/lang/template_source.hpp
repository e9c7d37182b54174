#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lang/template.hpp"

namespace arkki::lang {

/// Stands before the name of a printed variable in an assembled template, so that the renderer can tell it from a
/// section.
inline constexpr char printed_mark = '$';

/// A checked template without partials: each is replaced by its text.
struct Assembled {
    std::string text;
    std::vector<std::string> printed_names;
};

/// Checks a template of a file and all partials it uses.
/// @throws Error{Fault::corrupt, "template.bad"}  with the file and what is wrong
[[nodiscard]] Assembled assemble(const std::string& file, const std::string& text, const Partials& partials,
                                 Dialect dialect);

}  // namespace arkki::lang
