#pragma once
#include "cli/context.hpp"

namespace arkki::cli {

/// request extend, pause, resume: what changes the clock of a request.
void add_request_clock(CLI::App& request, Context& context);

}  // namespace arkki::cli
