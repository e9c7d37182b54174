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

/// A tag of a template and where it stands.
struct TagUse {
    std::string file;  ///< with the partials on the way: `refusal/fi.md > remedies`
    std::size_t line;  ///< from 1
    char sign;         ///< `#`, `^`, `/`; NUL for a printed name
    std::string name;
};

/// A checked template without partials: each is replaced by its text.
struct Assembled {
    std::string text;
    std::vector<std::string> printed_names;
    std::vector<TagUse> tags;  ///< in their order, those of partials where they are put in
    TagUse title;              ///< no tag: the line of the title
};

/// Checks a template of a file and all partials it uses.
/// @throws Error{Fault::corrupt, "template.bad"}  with the file, the line and what is wrong
[[nodiscard]] Assembled assemble(const std::string& file, const std::string& text, const Partials& partials,
                                 Dialect dialect);

}  // namespace arkki::lang
