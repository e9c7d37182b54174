#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "service/office.hpp"
#include "service/settings.hpp"

namespace arkki::service {

/// A kind of letter with artificial values, for whoever edits its template. Opens no database.
/// @param folder  holds the templates; empty: those of the house
/// @throws Error{Fault::corrupt, "template.bad"}  with the file and the line at fault, of any kind in the folder
/// @throws Error{Fault::not_found, "letter.unknown_kind"}
[[nodiscard]] Bytes letter_sample(const Settings& settings, const std::filesystem::path& folder,
                                  const std::string& kind, Language language);

/// The same with another text in the place of one template of the house.
/// @throws as `letter_sample`
[[nodiscard]] Bytes letter_trial(Office& office, const std::string& kind, Language language, const std::string& text);

/// A template of the house as it stands in its file.
/// @throws Error{Fault::not_found, "letter.unknown_kind"}
[[nodiscard]] std::string letter_template(const Settings& settings, const std::string& kind, Language language);

/// The kinds `letter_sample` knows.
[[nodiscard]] std::vector<std::string> sample_kinds();

}  // namespace arkki::service
