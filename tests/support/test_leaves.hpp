#pragma once
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace arkki::test {

/// A leaf text as the log would push it; `world` makes another history of the same numbers.
inline std::string leaf(std::uint64_t seq, const std::string& world = "") {
    char time[40];
    std::snprintf(time, sizeof time, "2026-03-02T06:%02d:%02d.%06dZ", static_cast<int>(seq / 60 % 60),
                  static_cast<int>(seq % 60), static_cast<int>(seq % 1000000));
    std::string text = "arkki-audit/v1\n" + std::to_string(seq) + ' ' + time + '\n';
    for (const char group : {'A', 'S', 'C', 'F'})
        text += std::string{group} + ' ' + base64(sha256(view(world + group + std::to_string(seq)))) + '\n';
    return text;
}

inline std::vector<std::string> leaves(std::uint64_t from, std::uint64_t to, const std::string& world = "") {
    std::vector<std::string> result;
    for (; from < to; ++from) result.push_back(leaf(from, world));
    return result;
}

}  // namespace arkki::test
