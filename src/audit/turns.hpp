#pragma once
#include "db/database.hpp"

namespace arkki::audit {

/// Whether the service started and never said that it stopped: the next "service.started" must say `unclean=1`.
[[nodiscard]] bool left_running(db::Read& read);

}  // namespace arkki::audit
