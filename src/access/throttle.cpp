#include "access/throttle.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/bytes.hpp"

namespace arkki::access {

namespace {

using namespace std::chrono_literals;

constexpr auto forgotten_after = 10min;
constexpr auto told_every = 10min;
constexpr auto swept_after = 1h;
// Longer than any delay: whoever is free only after it was delayed before the clock was set back.
constexpr auto clock_was_set_back = 2min;
// An address may be a whole office: it waits only after more failures than one person makes.
constexpr std::int64_t free_for_an_address = 10;
constexpr std::int64_t slips = 5;
constexpr std::int64_t most_rows = 10'000;
constexpr std::int64_t rows_to_drop = 1'000;

std::int64_t delay_for(const std::string& key, std::int64_t failures) {
    if (key == "unknown") return 0;
    return delay_after(key.starts_with("address:") ? failures - free_for_an_address : failures);
}

struct Row {
    std::int64_t failures = 0;
    std::int64_t told = 0;
    Instant told_at{};
};

Row row_of(db::Write& write, const std::string& key, Instant now) {
    const auto found = write.row<std::int64_t, std::int64_t, Instant, Instant>(
        "SELECT failures, told, told_at, last_at FROM login_delay WHERE key = :key", {{"key", key}});
    if (!found) return {};
    const auto& [failures, told, told_at, last_at] = *found;
    if (last_at > now - forgotten_after) return {failures, told, told_at};
    return {0, told - failures, told_at};  // a new beginning that still owes the log what was not told
}

void keep(db::Write& write, const std::string& key, const Row& row, Instant now) {
    write.run(
        "INSERT INTO login_delay(key, failures, last_at, free_at, told, told_at)"
        " VALUES(:key, :failures, :now, :free_at, :told, :told_at)"
        " ON CONFLICT(key) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at,"
        " free_at = excluded.free_at, told = excluded.told, told_at = excluded.told_at",
        {{"key", key},
         {"failures", row.failures},
         {"now", now},
         {"free_at", Instant{now + std::chrono::seconds{delay_for(key, row.failures)}}},
         {"told", row.told},
         {"told_at", row.told_at}});
}

/// Old rows go, and if callers from everywhere make more than there is room for, the oldest that are no account's.
void sweep(db::Write& write, Instant now) {
    write.run("DELETE FROM login_delay WHERE last_at < :swept", {{"swept", Instant{now - swept_after}}});
    if (write.one<std::int64_t>("SELECT count(*) FROM login_delay") <= most_rows) return;
    write.run(
        "DELETE FROM login_delay WHERE key IN (SELECT key FROM login_delay"
        " WHERE key NOT LIKE 'account:%' OR key LIKE '%@%' ORDER BY last_at LIMIT :some)",
        {{"some", rows_to_drop}});
}

}  // namespace

std::int64_t delay_after(std::int64_t failures) noexcept {
    if (failures <= 0) return 0;
    return failures > 6 ? 60 : std::min<std::int64_t>(60, std::int64_t{1} << (failures - 1));
}

std::string address_key(const std::string& address) {
    std::array<std::uint8_t, 16> bytes{};
    if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return "address:" + address.substr(0, 60);
    const ByteView all{bytes};
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) {
        std::string text = "address:";
        for (const auto part : all.last(4)) text += (text.back() == ':' ? "" : ".") + std::to_string(part);
        return text;
    }
    return "address:" + hex(all.first(8)) + "/64";
}

bool must_wait(db::Read& read, const std::vector<std::string>& keys, Instant now) {
    return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
        return read.one<std::int64_t>(
                   "SELECT count(*) FROM login_delay WHERE key = :key AND free_at > :now AND free_at < :later",
                   {{"key", key}, {"now", now}, {"later", Instant{now + clock_was_set_back}}}) > 0;
    });
}

Told count_failure(db::Write& write, const DelayKeys& keys, Instant now) {
    sweep(write, now);
    std::vector<std::string> all = keys.delays;
    if (std::find(all.begin(), all.end(), keys.told) == all.end()) all.push_back(keys.told);
    Told tell;
    for (const auto& key : all) {
        Row row = row_of(write, key, now);
        ++row.failures;
        if (key == keys.told && (row.failures <= slips + 1 || now - row.told_at >= told_every)) {
            tell = {row.failures - row.told, row.failures > slips};
            row.told = row.failures;
            row.told_at = now;
        }
        keep(write, key, row, now);
    }
    return tell;
}

std::int64_t forget_failures(db::Write& write, const DelayKeys& keys) {
    const auto& key = keys.delays.front();
    const auto found = write.row<std::int64_t, std::int64_t>("SELECT failures, told FROM login_delay WHERE key = :key",
                                                             {{"key", key}});
    write.run("DELETE FROM login_delay WHERE key = :key", {{"key", key}});
    return found ? std::get<0>(*found) - std::get<1>(*found) : 0;
}

}  // namespace arkki::access
