#pragma once
#include <filesystem>
#include <string>

namespace arkki::lang {

/// The text of a template's file.
/// @throws Error{Fault::corrupt, "template.bad"}  if it cannot be read
[[nodiscard]] std::string template_file(const std::filesystem::path& file);

}  // namespace arkki::lang
