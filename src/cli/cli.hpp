#pragma once
#include <functional>
#include <string>

#include "service/settings.hpp"

namespace arkki::cli {

/// Runs the service until it is told to stop; handed in by `app`, as the pages are another door.
using Serve = std::function<int(const service::Settings& settings)>;

/// The command line: `arkki [--config FILE] [--data DIR] COMMAND`.
/// @returns 0 done; 2 usage; 3 invalid; 4 not found; 5 denied; 6 conflict; 7 unavailable; 8 corrupt
int run(int argc, char** argv, const Serve& serve);

}  // namespace arkki::cli
