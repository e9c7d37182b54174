#pragma once

namespace arkki::imaging {

enum class Landlock { required, if_there };

/// Whether the kernel has Landlock (since 5.13; Debian switches it on).
[[nodiscard]] bool has_landlock() noexcept;

/// Shuts this process in for good. Call once, with one thread, after the engines are made and before the first input
/// byte.
///
/// Afterwards there is no way to write or make a file, to start a process or a program, to open a socket, to signal or
/// trace another process, to map executable memory or to grow beyond 1 GiB and 120 CPU seconds. What remains: the
/// descriptors it holds, and reading the system's font files (a PDF may name fonts it does not bring along). Without
/// Landlock nothing at all can be opened. The process ends at once, with control::exit_no_cage, if any part of this
/// fails.
/// @see landlock(7), seccomp(2); docs/threats.md
void shut_in(Landlock landlock) noexcept;

}  // namespace arkki::imaging
