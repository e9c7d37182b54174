#pragma once
#include "requests/kinds.hpp"

namespace arkki::requests {

/// Whether a request of this kind may go from one state to another: the rows of `request_rule`, known to the code too, so
/// that a step that no law knows is refused before the database is asked.
[[nodiscard]] bool may_move(Kind kind, State from, State to) noexcept;

}  // namespace arkki::requests
