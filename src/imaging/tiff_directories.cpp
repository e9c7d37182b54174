#include "imaging/tiff_directories.hpp"

#include <algorithm>

namespace arkki::imaging {
namespace {

constexpr std::size_t entry_size = 12;
enum Tag : std::uint32_t { photometric = 262, strip_offsets = 273, strip_byte_counts = 279 };
enum Type : std::uint32_t { type_short = 3, type_long = 4 };

/// Numbers at places of a file in its own byte order; nothing beyond the end.
class Numbers {
public:
    explicit Numbers(ByteView file) : file_{file}, little_{!file.empty() && file[0] == 'I'} {}

    [[nodiscard]] std::optional<std::uint32_t> at(std::size_t place, std::size_t width) const {
        if (place > file_.size() || width > file_.size() - place) return std::nullopt;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < width; ++i) value = (value << 8) | file_[place + (little_ ? width - 1 - i : i)];
        return value;
    }
    [[nodiscard]] std::optional<std::uint32_t> first_directory() const { return at(4, 4); }
    [[nodiscard]] std::optional<std::uint32_t> after(std::uint32_t directory) const {
        const auto entries = at(directory, 2);
        if (!entries) return std::nullopt;
        return at(directory + 2 + std::size_t{*entries} * entry_size, 4);
    }
    /// The single value of a tag; nothing if it is missing or has several.
    [[nodiscard]] std::optional<std::uint32_t> value(std::uint32_t directory, Tag tag) const {
        const auto entries = at(directory, 2).value_or(0);
        for (std::uint32_t i = 0; i < entries; ++i) {
            const std::size_t entry = std::size_t{directory} + 2 + i * entry_size;
            if (at(entry, 2) != tag || at(entry + 4, 4) != 1u) continue;
            const auto type = at(entry + 2, 2);
            if (type == type_short) return at(entry + 8, 2);
            if (type == type_long) return at(entry + 8, 4);
        }
        return std::nullopt;
    }

private:
    ByteView file_;
    bool little_;
};

}  // namespace

std::optional<int> tiff_pages(ByteView file, int most) {
    const Numbers numbers{file};
    std::vector<std::uint32_t> seen;
    auto directory = numbers.first_directory();
    while (directory && *directory != 0) {
        if (std::ranges::find(seen, *directory) != seen.end()) return std::nullopt;
        seen.push_back(*directory);
        if (static_cast<int>(seen.size()) > most) return most + 1;
        directory = numbers.after(*directory);
    }
    if (!directory || seen.empty()) return std::nullopt;
    return static_cast<int>(seen.size());
}

std::optional<TiffStrip> only_strip(ByteView file) {
    const Numbers numbers{file};
    const auto directory = numbers.first_directory();
    if (!directory) return std::nullopt;
    const auto offset = numbers.value(*directory, strip_offsets);
    const auto size = numbers.value(*directory, strip_byte_counts);
    const auto colours = numbers.value(*directory, photometric);
    if (!offset || !size || !colours || *colours > 1) return std::nullopt;
    if (*offset > file.size() || *size > file.size() - *offset) return std::nullopt;
    return TiffStrip{file.subspan(*offset, *size), *colours == 0};
}

}  // namespace arkki::imaging
