#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "lang/words.hpp"

namespace arkki::lang {

/// Analysers with what they have seen so far, lent to one thread at a time: a fresh one costs 2 ms and knows no word.
///
/// Safe to use from several threads.
class Analysers {
public:
    using Lent = std::unique_ptr<Analyser, std::function<void(Analyser*)>>;

    /// One that is idle, or a new one. It comes back by itself; lend it no longer than this object lives.
    /// @throws Error{Fault::unavailable, "analyser.no_dictionary"}
    [[nodiscard]] Lent lend();

private:
    static constexpr std::size_t most_idle = 4;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Analyser>> idle_;
};

}  // namespace arkki::lang
