#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace arkki::signing {

/// Thrown inside the verifier alone: the file is not of the shape Arkki writes. Nothing is repaired or guessed.
struct NotOurFormat {};

struct PdfEntry;

/// One value of a PDF, as written: numbers keep their text, strings their place in the file.
struct PdfValue {
    enum class Kind { null, boolean, number, name, text, hex_text, array, dictionary, reference };
    Kind kind = Kind::null;
    std::string text;               ///< number as written; name without `/`; text; the digits of hex_text
    std::vector<PdfValue> items;    ///< of an array
    std::vector<PdfEntry> entries;  ///< of a dictionary; a key stands there once
    std::int64_t object = 0;        ///< of a reference (generation 0)
    std::size_t begin = 0;          ///< offset of its first byte
    std::size_t end = 0;            ///< offset behind its last byte

    /// Entry of a dictionary; null if it is not there or this is no dictionary.
    [[nodiscard]] const PdfValue* find(std::string_view key) const noexcept;
    [[nodiscard]] bool is_name(std::string_view name) const noexcept;
    /// A number written in digits only, at most 12 of them: no sign, no point, nothing that overflows.
    [[nodiscard]] std::optional<std::int64_t> plain_integer() const noexcept;
};

struct PdfEntry {
    std::string key;
    PdfValue value;
};

/// Reads tokens and values from a place in a hostile file. Every fault is NotOurFormat; nesting and size are limited.
class PdfReader {
public:
    PdfReader(ByteView file, std::size_t at) : file_{file}, at_{at} {}

    [[nodiscard]] std::size_t position() const noexcept { return at_; }
    [[nodiscard]] PdfValue value() { return value(0); }
    /// Blanks, then exactly this word, then something that ends a word; otherwise nothing is read.
    [[nodiscard]] bool accept(std::string_view word) noexcept;
    void expect(std::string_view word);
    /// Blanks, then digits.
    [[nodiscard]] std::int64_t integer();
    /// One line end, if there is one.
    void skip_line_end() noexcept;

private:
    [[nodiscard]] PdfValue value(int depth);
    [[nodiscard]] PdfValue array(int depth);
    [[nodiscard]] PdfValue dictionary(int depth);
    [[nodiscard]] PdfValue name();
    [[nodiscard]] PdfValue literal_text();
    [[nodiscard]] PdfValue hex_text();
    [[nodiscard]] PdfValue number_or_reference();
    [[nodiscard]] PdfValue word();
    [[nodiscard]] std::string number_text();
    void skip_blanks() noexcept;
    [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept;
    [[nodiscard]] char take();
    void count_value();

    ByteView file_;
    std::size_t at_;
    int values_ = 0;
};

}  // namespace arkki::signing
