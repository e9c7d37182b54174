#pragma once
#include <sys/types.h>

#include "imaging/control.hpp"
#include "imaging/reader.hpp"

namespace arkki::imaging {

/// Starts the program with the control socket as descriptor 0, nothing on 1 and 2 and nothing else open.
///
/// The environment is our own: one thread in OpenMP (a child forked after an OpenMP region hangs for ever), no locale,
/// no secrets. posix_spawn, because a fork without exec in a program of many threads may deadlock in malloc.
/// @throws Error{Fault::unavailable, "reader.unavailable"}
[[nodiscard]] pid_t spawn_reader(const ReaderSettings& settings, const Descriptor& control);

}  // namespace arkki::imaging
