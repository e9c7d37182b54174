#pragma once
#include "requests/letter_fields.hpp"
#include "requests/notice_kinds.hpp"

namespace arkki::requests {

/// The values of a letter on the way, in the language of the case: its head as of any letter, and what was answered.
/// @param answers  checked against the kind
[[nodiscard]] lang::Value notice_fields(const std::string& kind, const Answers& answers, const Material& material,
                                        const lang::Catalogue& catalogue);

}  // namespace arkki::requests
