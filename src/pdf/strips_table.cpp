#include <algorithm>
#include <iterator>
#include <numeric>

#include "pdf/measure.hpp"
#include "pdf/strips.hpp"

namespace arkki::pdf {
namespace {

constexpr double table_width = sheet::right - sheet::left;
constexpr double between = 10;   // columns
constexpr double padding = 3.2;  // above and below a row's text

struct Column {
    double x{};
    double width{};
};

struct Needs {
    double least{};  ///< no word broken
    double wish{};   ///< everything on one line
};

std::vector<Needs> needs_of(const Table& table, const TypeCase& type) {
    std::vector<Needs> needs(table.head.size());
    const auto look = [&](const Text& text, const Style& style, Needs& need) {
        need.least = std::max(need.least, type.widest_word(text, style));
        need.wish = std::max(need.wish, type.set(plain(text), style).width());
    };
    for (std::size_t i = 0; i < needs.size(); ++i) {
        look(table.head[i], style::cell_head, needs[i]);
        for (const auto& row : table.rows) look(row[i], style::cell, needs[i]);
        needs[i].wish = std::min(needs[i].wish, table_width / 2);
        needs[i].least = std::min({needs[i].least, needs[i].wish, table_width / 3});
    }
    return needs;
}

/// Every column gets what its words need; the rest goes to those that wish for more.
std::vector<Column> columns_of(const Table& table, const TypeCase& type) {
    const auto needs = needs_of(table, type);
    const double room = table_width - between * static_cast<double>(needs.size() - 1);
    const double least =
        std::accumulate(needs.begin(), needs.end(), 0.0, [](double sum, const Needs& n) { return sum + n.least; });
    const double wish =
        std::accumulate(needs.begin(), needs.end(), 0.0, [](double sum, const Needs& n) { return sum + n.wish; });
    std::vector<Column> columns;
    double x = sheet::left;
    for (const auto& need : needs) {
        double width = need.least * room / least;
        if (wish <= room)
            width = need.wish + (room - wish) / static_cast<double>(needs.size());
        else if (least < room && wish > least)
            width = need.least + (need.wish - need.least) * (room - least) / (wish - least);
        columns.push_back({x, width});
        x += width + between;
    }
    return columns;
}

Strip row_strip(const std::vector<Text>& row, const std::vector<Column>& columns, const TypeCase& type, bool head) {
    Strip strip;
    strip.rule = head ? Strip::Edge::strong : Strip::Edge::hairline;
    strip.marks.push_back({Mark::Kind::open, "TR", {}});
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const char* tag = head ? "TH" : "TD";
        const auto text =
            std::make_shared<const SetText>(type.set(row[i], head ? style::cell_head : style::cell, columns[i].width));
        strip.marks.push_back({Mark::Kind::open, tag, {}});
        for (int line = 0; line < text->lines(); ++line)
            strip.marks.push_back({Mark::Kind::line, {}, text, line, columns[i].x, padding + line * text->leading()});
        strip.marks.push_back({Mark::Kind::close, tag, {}});
        strip.height = std::max(strip.height, text->height() + 2 * padding);
    }
    strip.marks.push_back({Mark::Kind::close, "TR", {}});
    return strip;
}

std::shared_ptr<const TableHead> repeated(const Strip& head) {
    auto copy = std::make_shared<TableHead>();
    copy->height = head.height;
    for (const auto& mark : head.marks)
        if (mark.kind == Mark::Kind::line && mark.line == 0) copy->cells.push_back({mark.text, mark.x});
    return copy;
}

/// For cells too long for a table: each row a group of paragraphs "label: value".
Strips as_paragraphs(const Table& table, const TypeCase& type) {
    Strips strips;
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            Text text{{plain(table.head[i]) + ": ", true}};
            text.insert(text.end(), row[i].begin(), row[i].end());
            auto lines = text_strips(text, type, style::body, "P", sheet::text_left, sheet::right - sheet::text_left);
            lines.front().gap = i == 0 ? 10 : 2;
            strips.insert(strips.end(), std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
        }
    }
    return strips;
}

}  // namespace

Strips table_strips(const Table& table, const TypeCase& type) {
    const auto columns = columns_of(table, type);
    Strips strips{row_strip(table.head, columns, type, true)};
    strips.front().keep = true;
    strips.front().marks.insert(strips.front().marks.begin(), Mark{Mark::Kind::open, "Table", {}});
    const auto head = repeated(strips.front());
    for (const auto& row : table.rows) {
        strips.push_back(row_strip(row, columns, type, false));
        strips.back().head = head;
        if (strips.back().height > (sheet::bottom - sheet::top) / 2) return as_paragraphs(table, type);
    }
    strips.back().marks.push_back({Mark::Kind::close, "Table", {}});
    return strips;
}

}  // namespace arkki::pdf
