#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string_view>

#include "base/bytes.hpp"
#include "base/error.hpp"

/// What all fuzz targets share. A target is one file with LLVMFuzzerTestOneInput; see CMakeLists.txt for the two ways
/// it is linked.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace arkki::fuzz {

/// Ends the program if a promise of the parser does not hold.
inline void demand(bool truth, std::string_view promise) {
    if (truth) return;
    std::fprintf(stderr, "promise broken: %.*s\n", static_cast<int>(promise.size()), promise.data());
    std::abort();
}

/// Whether the work was refused, and then with one of these keys; any other exception ends the program.
template <class Work>
bool refused(std::initializer_list<std::string_view> keys, const Work& work) {
    try {
        work();
        return false;
    } catch (const Error& error) {
        demand(std::find(keys.begin(), keys.end(), error.key()) != keys.end(), error.key());
        return true;
    }
}

/// Deals out the bytes of an input; zeros when none are left.
class Dealer {
public:
    explicit Dealer(ByteView input) : rest_{input} {}

    [[nodiscard]] bool empty() const noexcept { return rest_.empty(); }
    std::uint8_t byte() {
        if (rest_.empty()) return 0;
        const auto first = rest_.front();
        rest_ = rest_.subspan(1);
        return first;
    }
    /// 0 to `bound` - 1; 0 if `bound` is 0.
    std::size_t below(std::size_t bound) {
        std::size_t number = 0;
        for (int i = 0; i < 3; ++i) number = number << 8 | byte();
        return bound == 0 ? 0 : number % bound;
    }
    ByteView take(std::size_t count) {
        const auto taken = rest_.first(std::min(count, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }
    ByteView all() { return take(rest_.size()); }

private:
    ByteView rest_;
};

inline std::string_view text_in(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// `original` with up to four changes that the input names: what a forger does to something genuine.
inline Bytes edited(ByteView original, Dealer& dealer) {
    Bytes bytes{original.begin(), original.end()};
    for (int i = 0; i < 4 && !dealer.empty(); ++i) {
        const auto kind = dealer.byte() % 5;
        const auto at = dealer.below(bytes.size() + 1);
        const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = std::min<std::size_t>(dealer.byte(), bytes.size() - at);
        const Bytes piece(place, place + static_cast<std::ptrdiff_t>(count));
        if (kind == 0 && at < bytes.size()) bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ 1U << count % 8);
        if (kind == 1) bytes.erase(place, place + static_cast<std::ptrdiff_t>(count));
        if (kind == 2) bytes.insert(place, piece.begin(), piece.end());
        if (kind == 3) bytes.resize(at);
        if (kind == 4) {
            const auto fresh = dealer.take(count);
            bytes.insert(place, fresh.begin(), fresh.end());
        }
    }
    return bytes;
}

}  // namespace arkki::fuzz
