#include <Poco/JSON/Object.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ostream>

#include "service/reports.hpp"

namespace arkki::service {
namespace {

/// The code point at `at`, and how many bytes it has; a broken byte is itself.
std::pair<char32_t, std::size_t> point_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<unsigned char>(at + i < text.size() ? text[at + i] : 0);
    };
    const auto first = byte(0);
    if (first >= 0xF0) return {(first & 7u) << 18 | (byte(1) & 63u) << 12 | (byte(2) & 63u) << 6 | (byte(3) & 63u), 4};
    if (first >= 0xE0) return {(first & 15u) << 12 | (byte(1) & 63u) << 6 | (byte(2) & 63u), 3};
    if (first >= 0xC0) return {(first & 31u) << 6 | (byte(1) & 63u), 2};
    return {first, 1};
}

/// What would move the cursor or turn the direction of a line.
bool is_unruly(char32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x61C || (point >= 0x200B && point <= 0x200F) ||
           (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

std::string escaped(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto [point, length] = point_at(text, at);
        if (is_unruly(point)) {
            std::array<char, 12> code{};
            std::snprintf(code.data(), code.size(), point < 0x100 ? "\\x%02x" : "\\u%04x",
                          static_cast<unsigned>(point));
            out += point == '\n' ? "\\n" : point == '\t' ? "\\t" : point == '\r' ? "\\r" : code.data();
        } else {
            out.append(text, at, length);
        }
        at += length;
    }
    return out;
}

std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Quoted, and with an apostrophe before what a spreadsheet would run as a formula, also after blanks.
std::string csv_cell(const std::string& text) {
    const auto first = text.find_first_not_of(" \n");
    const bool runs = first != std::string::npos && std::string_view{"=+-@\t\r"}.find(text[first]) != std::string::npos;
    std::string quoted = runs ? "\"'" : "\"";
    for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

}  // namespace

void write_text(const Report& report, std::ostream& out) {
    std::vector<std::vector<std::string>> lines{report.columns};
    for (const auto& row : report.rows) {
        auto& line = lines.emplace_back();
        for (const auto& cell : row) line.push_back(escaped(cell));
    }
    std::vector<std::size_t> widths(report.columns.size());
    for (const auto& line : lines)
        for (std::size_t i = 0; i < widths.size() && i < line.size(); ++i)
            widths[i] = std::max(widths[i], width_of(line[i]));
    for (const auto& line : lines) {
        std::string text;
        for (std::size_t i = 0; i < line.size(); ++i) {
            text += line[i];
            if (i + 1 < line.size()) text.append(widths[i] - width_of(line[i]) + 2, ' ');
        }
        out << text << '\n';
    }
}

void write_csv(const Report& report, std::ostream& out) {
    const auto line = [&](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) out << (i == 0 ? "" : ";") << csv_cell(cells[i]);
        out << "\r\n";
    };
    out << "\xEF\xBB\xBF";
    line(report.columns);
    for (const auto& row : report.rows) line(row);
}

void write_json(const Report& report, std::ostream& out) {
    for (const auto& row : report.rows) {
        Poco::JSON::Object object{Poco::JSON_PRESERVE_KEY_ORDER};
        for (std::size_t i = 0; i < row.size(); ++i) object.set(report.columns[i], row[i]);
        object.stringify(out);
        out << '\n';
    }
}

}  // namespace arkki::service
