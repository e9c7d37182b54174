#pragma once
#include <string>

#include "base/text.hpp"
#include "lang/value.hpp"

namespace arkki::lang {

/// Reads a `sample.json` (its rules stand at `LetterTexts::sample`).
/// @throws Error{Fault::corrupt, "template.bad"}
[[nodiscard]] Value sample_value(const std::string& json, Language language);

}  // namespace arkki::lang
