#include "pdf/letter_markdown.hpp"

#include <memory>
#include <mutex>
#include <string_view>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include "base/error.hpp"
#include "pdf/characters.hpp"
#include "pdf/typography.hpp"

namespace arkki::pdf {
namespace {

constexpr std::string_view line_separator = "\u2028";

struct FreeNode {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeParser {
    void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
using Document = std::unique_ptr<cmark_node, FreeNode>;

std::string_view kind_of(cmark_node* node) { return cmark_node_get_type_string(node); }

[[noreturn]] void refuse(cmark_node* node) {
    throw Error{Fault::invalid, "letter.bad_markdown",
                std::string{kind_of(node)} + " in line " + std::to_string(cmark_node_get_start_line(node))};
}

template <class Visit>
void each_child(cmark_node* node, Visit visit) {
    for (cmark_node* child = cmark_node_first_child(node); child; child = cmark_node_next(child)) visit(child);
}

void append(Text& text, std::string_view piece, bool strong) {
    if (text.empty() || text.back().strong != strong) text.push_back({{}, strong});
    text.back().text += piece;
}

void read_inline(Text& text, cmark_node* node, bool strong) {
    each_child(node, [&](cmark_node* child) {
        const auto kind = kind_of(child);
        if (kind == "text")
            append(text, cmark_node_get_literal(child), strong);
        else if (kind == "softbreak")
            append(text, " ", strong);
        else if (kind == "linebreak")
            append(text, line_separator, strong);
        else if (kind == "strong")
            read_inline(text, child, true);
        else
            refuse(child);
    });
}

Text inline_text(cmark_node* node) {
    Text text;
    read_inline(text, node, false);
    for (auto& run : text) run.text = without_bad_breaks(run.text);
    return text;
}

List read_list(cmark_node* node) {
    List list{cmark_node_get_list_type(node) == CMARK_ORDERED_LIST, cmark_node_get_list_start(node), {}};
    each_child(node, [&](cmark_node* item) {
        auto& paragraphs = list.items.emplace_back();
        each_child(item, [&](cmark_node* child) {
            if (kind_of(child) != "paragraph") refuse(child);
            paragraphs.push_back(inline_text(child));
        });
        if (paragraphs.empty()) refuse(item);
    });
    return list;
}

Table read_table(cmark_node* node) {
    Table table;
    each_child(node, [&](cmark_node* row) {
        auto& cells = kind_of(row) == "table_header" ? table.head : table.rows.emplace_back();
        each_child(row, [&](cmark_node* cell) { cells.push_back(inline_text(cell)); });
    });
    return table;
}

Block read_block(cmark_node* node) {
    const auto kind = kind_of(node);
    if (kind == "heading" && cmark_node_get_heading_level(node) <= 2)
        return Heading{cmark_node_get_heading_level(node), inline_text(node)};
    if (kind == "paragraph") return Paragraph{inline_text(node)};
    if (kind == "list") return read_list(node);
    if (kind == "table") return read_table(node);
    if (kind == "thematic_break") return Rule{};
    refuse(node);
}

Document parse(const std::string& markdown) {
    static std::once_flag registered;
    std::call_once(registered, cmark_gfm_core_extensions_ensure_registered);
    const std::unique_ptr<cmark_parser, FreeParser> parser{cmark_parser_new(CMARK_OPT_VALIDATE_UTF8)};
    // Only tables: with `autolink` an e-mail address would become a link.
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension("table"));
    cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
    return Document{cmark_parser_finish(parser.get())};
}

}  // namespace

std::vector<Block> blocks_of(const std::string& markdown) {
    refuse_bad_characters(markdown);
    const Document document = parse(markdown);
    std::vector<Block> blocks;
    each_child(document.get(), [&](cmark_node* node) {
        Block block = read_block(node);
        const auto* table = std::get_if<Table>(&block);
        if (!table || !table->rows.empty()) blocks.push_back(std::move(block));
    });
    return blocks;
}

std::string plain(const Text& text) {
    std::string all;
    for (const auto& run : text) all += run.text;
    return all;
}

}  // namespace arkki::pdf
