#include "web/body.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace arkki::web {

std::string_view Body::next() {
    static constexpr std::uint64_t piece = 65536;
    if (left_ == 0) return {};
    buffer_.resize(std::min(left_, piece));
    const std::size_t got = source_(buffer_.data(), buffer_.size());
    if (got == 0) throw Error{Fault::invalid, "web.truncated"};
    left_ -= got;
    return std::string_view{buffer_}.substr(0, got);
}

std::string Body::whole() {
    std::string text;
    for (auto piece = next(); !piece.empty(); piece = next()) text += piece;
    return text;
}

void Body::drain(std::uint64_t bytes) noexcept {
    try {
        const std::uint64_t stop_at = left_ - std::min(left_, bytes);
        while (left_ > stop_at) next();
    } catch (...) {
        left_ = 0;   // the sender has gone: nobody waits for us to read
    }
}

}  // namespace arkki::web
