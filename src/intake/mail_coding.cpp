#include "intake/mail_coding.hpp"

#include <array>
#include <cstdint>

namespace arkki::intake {
namespace {

constexpr std::size_t piece_size = 49'152;

constexpr std::array<std::int8_t, 256> letters() {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    return values;
}

/// Collects bytes and hands them on by the piece.
class Pieces {
public:
    explicit Pieces(const Take& take) : take_{take} { piece_.reserve(piece_size); }
    /// @returns whether more is wanted
    bool add(char byte) {
        piece_ += byte;
        return piece_.size() < piece_size || flush();
    }
    bool flush() {
        const bool more = piece_.empty() || take_(piece_);
        piece_.clear();
        return more;
    }

private:
    const Take& take_;
    std::string piece_;
};

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Length of the line end at `at`, with the blanks before it that are not part of the text; 0 if there is none.
std::size_t line_end_at(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
    if (end < text.size() && text[end] == '\r') ++end;
    return end < text.size() && text[end] == '\n' ? end + 1 - at : 0;
}

}  // namespace

void decode_base64_lines(std::string_view text, const Take& take) {
    static constexpr auto values = letters();
    Pieces pieces{take};
    std::uint32_t bits = 0;
    int count = 0;
    for (const char letter : text) {
        if (letter == '=') break;
        const int value = values[static_cast<unsigned char>(letter)];
        if (value < 0) continue;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        if (++count % 4 == 1) continue;
        if (!pieces.add(static_cast<char>(bits >> (count % 4 == 2 ? 4 : count % 4 == 3 ? 2 : 0)))) return;
    }
    pieces.flush();
}

void decode_quoted(std::string_view text, const Take& take) {
    Pieces pieces{take};
    for (std::size_t i = 0; i < text.size(); ++i) {
        char byte = text[i];
        if (byte == '=') {
            if (const auto soft = line_end_at(text, i + 1)) {
                i += soft;
                continue;
            }
            const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high >= 0 && low >= 0) {
                byte = static_cast<char>(high << 4 | low);
                i += 2;
            }
        }
        if (!pieces.add(byte)) return;
    }
    pieces.flush();
}

}  // namespace arkki::intake
