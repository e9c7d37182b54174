#pragma once
#include <memory>
#include <string>
#include <vector>

#include "pdf/blocks.hpp"
#include "pdf/letter.hpp"
#include "pdf/qr_code.hpp"
#include "pdf/type_case.hpp"

namespace arkki::pdf {

/// Something to do while a strip is drawn: open or close a structure element, or draw a line of text.
struct Mark {
    enum class Kind { open, close, line };
    Kind kind{};
    const char* tag{};                    ///< of open and close: a standard structure type
    std::shared_ptr<const SetText> text;  ///< of line
    int line{};
    double x{};
    double down{};  ///< from the strip's upper edge
};

/// The head of a table, drawn again where the table goes on on the next page.
struct TableHead {
    struct Cell {
        std::shared_ptr<const SetText> text;
        double x{};
    };
    std::vector<Cell> cells;
    double height{};
};

/// A piece of the letter that is never parted: a line of a paragraph, a row of a table.
struct Strip {
    enum class Edge { none, hairline, strong };
    double gap{};  ///< above it, unless it begins a page
    double height{};
    bool keep{};  ///< on the same page as the next strip
    std::vector<Mark> marks;
    int signature{-1};                      ///< part of the block of this signer
    Edge rule{};                            ///< along its lower edge, over the whole width
    std::shared_ptr<const TableHead> head;  ///< of rows after the head
    std::shared_ptr<const QrCode> code;     ///< drawn in it, no part of the text
    bool red{};
};
using Strips = std::vector<Strip>;

/// The head of a letter: the paragraphs before its title. Each may be empty.
struct LetterHead {
    Strips sender, reference, receiver;
};

/// Puts the head's texts into lines.
/// @throws Error{Fault::invalid, "letter.bad_head"}
[[nodiscard]] LetterHead head_strips(const std::vector<Block>& blocks, const TypeCase& type,
                                     const AddressWindow& window);

/// Puts the title and everything after it into lines. Titles keep with what follows, paragraphs leave no single line
/// behind, a signature block stays on one page.
/// @throws Error{Fault::invalid, "letter.no_signature_block" | "letter.no_code_place"}
[[nodiscard]] Strips body_strips(const std::vector<Block>& blocks, const TypeCase& type, const LetterSheet& sheet);

/// A table as one strip a row; as "label: value" paragraphs when a row would take more than half a page.
[[nodiscard]] Strips table_strips(const Table& table, const TypeCase& type);

/// A text as one strip a line between `tag` and its end.
[[nodiscard]] Strips text_strips(const Text& text, const TypeCase& type, const Style& style, const char* tag, double x,
                                 double width);

}  // namespace arkki::pdf
