#pragma once
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace arkki::audit {

/// Makes results 0 to `count` on so many threads and hands them to `take` one after the other, on the caller's. What
/// one of them throws comes out after all have ended. With one thread nothing runs beside the caller.
template <class Result>
void in_order(unsigned threads, std::size_t count, const std::function<Result(std::size_t)>& make,
              const std::function<void(Result)>& take) {
    if (threads <= 1) {
        for (std::size_t i = 0; i < count; ++i) take(make(i));
        return;
    }
    std::mutex mutex;
    std::condition_variable made;
    std::vector<std::optional<Result>> results(count);
    std::size_t next = 0;
    std::exception_ptr problem;
    const auto work = [&] {
        std::unique_lock lock{mutex};
        while (next < count && !problem) {
            const std::size_t mine = next++;
            lock.unlock();
            std::optional<Result> result;
            std::exception_ptr thrown;
            try {
                result.emplace(make(mine));
            } catch (...) {
                thrown = std::current_exception();
            }
            lock.lock();
            results[mine] = std::move(result);
            if (thrown && !problem) problem = thrown;
            made.notify_one();
        }
    };
    {
        std::vector<std::jthread> workers;
        const auto stop = [&](std::exception_ptr thrown) {
            const std::lock_guard lock{mutex};
            if (!problem) problem = std::move(thrown);
        };
        try {
            for (unsigned i = 0; i < threads; ++i) workers.emplace_back(work);
            for (std::size_t i = 0; i < count; ++i) {
                std::unique_lock lock{mutex};
                made.wait(lock, [&] { return problem || results[i]; });
                if (problem) break;
                Result result = std::move(*results[i]);
                results[i].reset();
                lock.unlock();
                take(std::move(result));
            }
        } catch (...) {
            stop(std::current_exception());
        }
    }
    if (problem) std::rethrow_exception(problem);
}

}  // namespace arkki::audit
