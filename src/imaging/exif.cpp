#include "imaging/exif.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arkki::imaging {
namespace {

constexpr std::uint32_t orientation_tag = 0x0112;

/// Numbers of two or four bytes; nothing beyond the end.
class Numbers {
public:
    Numbers(ByteView bytes, bool big_endian) noexcept : bytes_{bytes}, big_endian_{big_endian} {}
    [[nodiscard]] std::optional<std::uint32_t> at(std::size_t place, std::size_t width) const noexcept {
        if (place > bytes_.size() || bytes_.size() - place < width) return std::nullopt;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < width; ++i) value = value << 8 | bytes_[place + (big_endian_ ? i : width - 1 - i)];
        return value;
    }

private:
    ByteView bytes_;
    bool big_endian_;
};

int orientation_in(ByteView tiff) noexcept {
    if (tiff.size() < 8) return 1;
    const Numbers numbers{tiff, tiff[0] == 'M'};
    const auto directory = numbers.at(4, 4);
    const auto entries = directory ? numbers.at(*directory, 2) : std::nullopt;
    for (std::uint32_t i = 0; entries && i < *entries; ++i) {
        const std::size_t entry = std::size_t{*directory} + 2 + std::size_t{12} * i;
        const auto tag = numbers.at(entry, 2);
        if (!tag) return 1;
        if (*tag != orientation_tag) continue;
        const auto value = numbers.at(entry + 8, 2);
        return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
    }
    return 1;
}

}  // namespace

int exif_orientation(ByteView jpeg) noexcept {
    using namespace std::string_view_literals;
    constexpr auto exif = "Exif\0\0"sv;
    const Numbers numbers{jpeg, true};
    for (std::size_t at = 2;;) {
        const auto marker = numbers.at(at, 2), size = numbers.at(at + 2, 2);
        if (!marker || !size || *marker < 0xffe0 || *marker > 0xffef || *size < 2) return 1;
        const std::size_t begin = at + 4, length = *size - 2;
        if (begin > jpeg.size() || jpeg.size() - begin < length) return 1;
        const auto block = jpeg.subspan(begin, length);
        if (*marker == 0xffe1 && block.size() >= exif.size() &&
            std::ranges::equal(block.first(exif.size()), view(exif)))
            return orientation_in(block.subspan(exif.size()));
        at = begin + length;
    }
}

}  // namespace arkki::imaging
