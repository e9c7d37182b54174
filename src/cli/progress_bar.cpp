#include "cli/progress_bar.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace arkki::cli {
namespace {

constexpr int width = 30;

}  // namespace

ProgressBar::ProgressBar() : terminal_{::isatty(STDERR_FILENO) != 0} {}

void ProgressBar::show(int done, int of) {
    const int full = of > 0 ? std::clamp(width * done / of, 0, width) : 0;
    const std::string bar = "[" + std::string(static_cast<std::size_t>(full), '#') +
                            std::string(static_cast<std::size_t>(width - full), '.') + "] " + std::to_string(done) +
                            "/" + std::to_string(of);
    if (!terminal_ || bar == shown_) return;
    std::cerr << '\r' << bar << "\x1b[K" << std::flush;
    shown_ = bar;
}

void ProgressBar::clear() {
    if (terminal_ && !shown_.empty()) std::cerr << "\r\x1b[K" << std::flush;
    shown_.clear();
}

}  // namespace arkki::cli
