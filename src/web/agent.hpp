#pragma once
#include <string>
#include <string_view>

namespace arkki::web {

/// Browser and system of a User-Agent header in two codes, "firefox linux": enough to know one's own machine again,
/// nothing of what was sent is kept. "other other" for whatever is not known.
[[nodiscard]] std::string agent_of(std::string_view user_agent);

}  // namespace arkki::web
