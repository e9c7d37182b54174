#include "access/throttle.hpp"

#include <algorithm>
#include <chrono>

namespace arkki::access {

namespace {

using namespace std::chrono_literals;

constexpr auto forgotten_after = 10min;
constexpr auto swept_after = 1h;
// An address may be a whole office: it waits only after more failures than one person makes.
constexpr std::int64_t free_for_an_address = 10;

std::int64_t delay_for(const std::string& key, std::int64_t failures) {
    return delay_after(key.starts_with("address:") ? failures - free_for_an_address : failures);
}

std::int64_t count_one(db::Write& write, const std::string& key, Instant now) {
    const auto before =
        write.row<std::int64_t>("SELECT failures FROM login_delay WHERE key = :key AND last_at > :forgotten",
                                {{"key", key}, {"forgotten", Instant{now - forgotten_after}}});
    const std::int64_t failures = before.value_or(0) + 1;
    const Instant free_at = now + std::chrono::seconds{delay_for(key, failures)};
    write.run(
        "INSERT INTO login_delay(key, failures, last_at, free_at) VALUES(:key, :failures, :now, :free_at)"
        " ON CONFLICT(key) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at,"
        " free_at = excluded.free_at",
        {{"key", key}, {"failures", failures}, {"now", now}, {"free_at", free_at}});
    return failures;
}

}  // namespace

std::int64_t delay_after(std::int64_t failures) noexcept {
    if (failures <= 0) return 0;
    return failures > 6 ? 60 : std::min<std::int64_t>(60, std::int64_t{1} << (failures - 1));
}

bool must_wait(db::Read& read, const std::vector<std::string>& keys, Instant now) {
    return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
        return read.one<std::int64_t>("SELECT count(*) FROM login_delay WHERE key = :key AND free_at > :now",
                                      {{"key", key}, {"now", now}}) > 0;
    });
}

std::int64_t count_failure(db::Write& write, const std::vector<std::string>& keys, Instant now) {
    write.run("DELETE FROM login_delay WHERE last_at < :swept", {{"swept", Instant{now - swept_after}}});
    std::int64_t first = 0;
    for (const auto& key : keys) {
        const std::int64_t failures = count_one(write, key, now);
        if (&key == &keys.front()) first = failures;
    }
    return first;
}

void forget_failures(db::Write& write, const std::string& key) {
    write.run("DELETE FROM login_delay WHERE key = :key", {{"key", key}});
}

}  // namespace arkki::access
