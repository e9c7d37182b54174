#pragma once
#include <string>

namespace arkki::cli {

/// A bar on the standard error, on a terminal only: `[#####.....] 12/34`.
class ProgressBar {
public:
    ProgressBar();
    ~ProgressBar() { clear(); }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    void show(int done, int of);
    /// Takes it away, for other output.
    void clear();

private:
    bool terminal_;
    std::string shown_;
};

}  // namespace arkki::cli
