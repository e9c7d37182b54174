#pragma once
#include <string>
#include <variant>
#include <vector>

namespace arkki::pdf {

/// A piece of text in one weight; U+2028 is a forced line end.
struct Run {
    std::string text;
    bool strong{};
};
using Text = std::vector<Run>;

struct Heading {
    int level{};  ///< 1 title, 2 heading
    Text text;
};
struct Paragraph {
    Text text;
};
struct List {
    bool numbered{};
    int first{1};
    std::vector<std::vector<Text>> items;  ///< each item's paragraphs
};
struct Table {
    std::vector<Text> head;
    std::vector<std::vector<Text>> rows;  ///< as many cells as the head
};
struct Rule {};
using Block = std::variant<Heading, Paragraph, List, Table, Rule>;

/// The text without its weights.
[[nodiscard]] std::string plain(const Text& text);

}  // namespace arkki::pdf
