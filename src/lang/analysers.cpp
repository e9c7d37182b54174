#include "lang/analysers.hpp"

namespace arkki::lang {

Analysers::Lent Analysers::lend() {
    std::unique_ptr<Analyser> one;
    {
        const std::lock_guard lock{mutex_};
        if (!idle_.empty()) {
            one = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    if (!one) one = std::make_unique<Analyser>();
    return {one.release(), [this](Analyser* lent) {
                std::unique_ptr<Analyser> back{lent};
                const std::lock_guard lock{mutex_};
                if (idle_.size() < most_idle) idle_.push_back(std::move(back));
            }};
}

}  // namespace arkki::lang
