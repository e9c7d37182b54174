#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace arkki::tlog {

/// What a log was at one moment. Kept outside the machine it proves that nothing before it was changed since.
struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Digest root{};
};

/// The three lines that are signed, printed or written down (C2SP tlog-checkpoint).
[[nodiscard]] std::string checkpoint_text(const Checkpoint& checkpoint);
/// Reads the three lines; whatever follows the first empty line (signatures) is not looked at.
/// @throws Error{Fault::invalid, "audit.bad_checkpoint"}
[[nodiscard]] Checkpoint checkpoint_from(std::string_view text);

}  // namespace arkki::tlog
