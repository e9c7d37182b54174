#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace arkki::pdf {

/// Where the bytes of a file go, piece by piece.
using Sink = std::function<void(ByteView)>;

/// Writes a PDF object after object without keeping any of it: memory does not grow with the pages. PDF 1.7 with a classic
/// cross-reference table and each object's head alone on its line, as ISO 19005-2 6.1 wants it.
class PlainFile {
public:
    explicit PlainFile(Sink sink);

    /// A number for an object that is written later.
    [[nodiscard]] int reserve();
    /// Writes an object; `body` is its value, as PDF spells it.
    void add(int number, std::string_view body);
    int add(std::string_view body);
    /// A stream, deflated. `keys` are the entries of its dictionary besides length and filter.
    int add_stream(const std::string& keys, std::string_view content);
    /// The bytes as they are; `keys` names their filter, if they have one.
    int add_raw_stream(const std::string& keys, ByteView content);
    /// Cross-reference table and trailer. Every reserved object must be there.
    void finish(int catalog, int information);

private:
    void write(std::string_view text);

    Sink sink_;
    Sha256 hash_;
    std::size_t written_ = 0;
    std::vector<std::size_t> places_;  ///< of each object from number 1; 0: not written yet
};

/// `12 0 R`
[[nodiscard]] std::string reference(int number);
/// A text as PDF writes it outside of ASCII: UTF-16BE in hexadecimal digits.
[[nodiscard]] std::string hex_text(const std::string& utf8);
/// Thousandths, always with a point: PDF knows no other.
[[nodiscard]] std::string decimal(double value);

}  // namespace arkki::pdf
