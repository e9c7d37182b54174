#include "imaging/wire.hpp"

#include <bit>
#include <cmath>

#include "base/text.hpp"

namespace arkki::imaging {

WireWriter& WireWriter::u8(std::uint8_t value) {
    bytes_.push_back(value);
    return *this;
}

WireWriter& WireWriter::u32(std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) bytes_.push_back(static_cast<std::uint8_t>(value >> shift));
    return *this;
}

WireWriter& WireWriter::f32(float value) { return u32(std::bit_cast<std::uint32_t>(value)); }

WireWriter& WireWriter::text(std::string_view value) {
    u32(static_cast<std::uint32_t>(value.size()));
    return raw(view(value));
}

WireWriter& WireWriter::raw(ByteView value) {
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
}

std::uint8_t WireReader::u8() { return take(1)[0]; }

std::uint32_t WireReader::u32() {
    const auto four = take(4);
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = (value << 8) | four[i];
    return value;
}

float WireReader::f32() {
    const auto value = std::bit_cast<float>(u32());
    if (!std::isfinite(value)) throw BadBytes{};
    return value;
}

std::string WireReader::text(std::size_t longest) {
    const std::size_t size = u32();
    if (size > longest) throw BadBytes{};
    auto text = text_of(take(size));
    if (!is_clean_utf8(text)) throw BadBytes{};
    return text;
}

bool WireReader::flag() {
    const auto value = u8();
    if (value > 1) throw BadBytes{};
    return value == 1;
}

ByteView WireReader::rest() noexcept {
    const auto rest = rest_;
    rest_ = {};
    return rest;
}

void WireReader::finish() const {
    if (!rest_.empty()) throw BadBytes{};
}

ByteView WireReader::take(std::size_t count) {
    if (count > rest_.size()) throw BadBytes{};
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
}

}  // namespace arkki::imaging
