#include "imaging/pool.hpp"

#include <algorithm>

namespace arkki::imaging {
namespace {

PageOutcome outcome_of(Attempt attempt) {
    PageOutcome outcome;
    outcome.failure = attempt.failure;
    outcome.broke_down = !attempt.failure.empty();
    if (attempt.failure != "reader.bad_answer") outcome.pages = attempt.answer.pages();
    if (outcome.broke_down) return outcome;
    if (const auto refusal = attempt.answer.refusal()) {
        outcome.failure = key_of(*refusal);
        outcome.of_file = attempt.answer.of_file();
        outcome.no_such_page = *refusal == Refusal::no_such_page;
    } else {
        outcome.page = attempt.answer.take_page();
    }
    return outcome;
}

}  // namespace

/// One of the slots, held for one page.
class Reader::Pool::Turn {
public:
    explicit Turn(Pool& pool) : pool_{pool} {
        std::unique_lock lock{pool.mutex_};
        pool.freed_.wait(lock, [&] { return pool.free_ > 0; });
        --pool.free_;
    }
    ~Turn() {
        const std::lock_guard lock{pool_.mutex_};
        ++pool_.free_;
        pool_.freed_.notify_one();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    Pool& pool_;
};

Reader::Pool::Pool(ReaderSettings settings) : settings_{std::move(settings)}, free_{std::max(1, settings_.slots)} {}

std::string Reader::Pool::engine() {
    {
        const std::lock_guard lock{mutex_};
        if (!engine_.empty()) return engine_;
    }
    const Turn turn{*this};
    auto process = take_process();
    auto line = process->engine();
    give_back(std::move(process));
    return line;
}

PageOutcome Reader::Pool::read_page(int file, int number, const Ask& ask) {
    auto attempt = try_page(file, number, ask);
    if (attempt.process_lost) attempt = try_page(file, number, ask);
    if (attempt.failure == "reader.crashed" && attempt.answer.last_step() == Step::codes) {
        auto without = ask;
        without.with_codes = false;
        attempt = try_page(file, number, without);
    }
    return outcome_of(std::move(attempt));
}

Attempt Reader::Pool::try_page(int file, int number, const Ask& ask) {
    const Turn turn{*this};
    auto process = take_process();
    auto attempt = process->read_page(file, number, ask);
    give_back(std::move(process));
    return attempt;
}

std::unique_ptr<Process> Reader::Pool::take_process() {
    {
        const std::lock_guard lock{mutex_};
        if (!idle_.empty()) {
            auto process = std::move(idle_.back());
            idle_.pop_back();
            return process;
        }
    }
    auto process = std::make_unique<Process>(settings_);
    const std::lock_guard lock{mutex_};
    engine_ = process->engine();
    return process;
}

void Reader::Pool::give_back(std::unique_ptr<Process> process) {
    if (!process->usable()) return;
    const std::lock_guard lock{mutex_};
    idle_.push_back(std::move(process));
}

}  // namespace arkki::imaging
