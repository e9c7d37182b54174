#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/session.hpp"
#include "base/text.hpp"
#include "db/database.hpp"

namespace arkki::access {

/// Why somebody looks: chosen before opening, kept in every line of the log.
struct Purpose {
    std::string code;         ///< "care", "request", ...
    std::string legal_basis;  ///< "6(1)(b)" of the GDPR; several with commas
    std::string text;         ///< in words, in the language asked for
    bool case_required;
};

/// The purposes a role may choose from, in the order of the table.
[[nodiscard]] std::vector<Purpose> purposes_for(db::Read& read, Role role, Language language);
/// A purpose in words, nothing for an unknown code.
[[nodiscard]] std::optional<std::string> purpose_text(db::Read& read, std::string_view code, Language language);
/// What a fresh session of this role starts with.
[[nodiscard]] std::string_view usual_purpose(Role role) noexcept;

}  // namespace arkki::access
