#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tlog/note.hpp"

namespace arkki::tlog {

/// Whom to believe, as a file: `log <vkey>`, `witness <name> <vkey>` (any number), `quorum <name>` or `quorum none`;
/// empty lines and those that begin with # are left out.
struct Policy {
    VerifierKey log;
    std::vector<std::pair<std::string, VerifierKey>> witnesses;  ///< by the file's own names for them
    std::string quorum = "none";                                 ///< the witness that must have cosigned
};
[[nodiscard]] std::string policy_text(const Policy& policy);
/// @throws Error{Fault::invalid, "audit.bad_policy"}
[[nodiscard]] Policy policy_from(std::string_view text);

/// Opens a note as `open_note` does and asks for the policy's cosignature as well.
/// @throws Error{Fault::corrupt, "audit.no_quorum"}
[[nodiscard]] OpenedNote open_note(std::string_view text, const Policy& policy);

}  // namespace arkki::tlog
