#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "pdf/conformance_parts.hpp"

namespace arkki::pdf {
namespace {

constexpr std::size_t xref_entry = 20;

std::string_view text_view(ByteView file) { return {reinterpret_cast<const char*>(file.data()), file.size()}; }

std::optional<std::size_t> number_at(std::string_view file, std::size_t at) {
    std::size_t value = 0;
    if (at >= file.size()) return std::nullopt;
    const auto end = std::from_chars(file.data() + at, file.data() + file.size(), value);
    return end.ec == std::errc{} ? std::optional{value} : std::nullopt;
}

void check_header(std::string_view file, Problems& found) {
    const bool version =
        file.starts_with("%PDF-1.") && file.size() > 16 && file[7] >= '0' && file[7] <= '7' && file[8] == '\n';
    if (!version) {
        found.push_back("header: not %PDF-1.n (6.1.2)");
        return;
    }
    bool binary = file[9] == '%';
    for (std::size_t i = 10; i < 14; ++i) binary = binary && static_cast<unsigned char>(file[i]) > 127;
    if (!binary) found.push_back("header: no comment of four high bytes (6.1.2)");
}

void check_end(std::string_view file, Problems& found) {
    if (!file.ends_with("%%EOF") && !file.ends_with("%%EOF\n")) found.push_back("end: bytes after %%EOF (6.1.3)");
    const auto first = file.find("\n%%EOF");
    if (first != file.rfind("\n%%EOF")) found.push_back("end: more than one revision");
}

/// `N G obj` alone on its line, where the table says it is (6.1.9).
bool is_object(std::string_view file, std::size_t at, std::size_t number) {
    const std::string head = std::to_string(number) + " 0 obj\n";
    return at > 0 && at < file.size() && file[at - 1] == '\n' && file.substr(at, head.size()) == head;
}

/// Reads the classic cross-reference table; gives the place of the trailer.
std::optional<std::size_t> check_table(std::string_view file, std::size_t at, Problems& found) {
    at += 5;
    while (file.substr(at, 7) != "trailer") {
        const auto first = number_at(file, at);
        const auto blank = file.find(' ', at);
        const auto count = blank == std::string_view::npos ? std::nullopt : number_at(file, blank + 1);
        const auto line_end = file.find('\n', at);
        if (!first || !count || line_end == std::string_view::npos || *count > file.size() / xref_entry)
            return std::nullopt;
        at = line_end + 1;
        for (std::size_t i = 0; i < *count; ++i, at += xref_entry) {
            if (at + xref_entry > file.size()) return std::nullopt;
            if (file[at + 17] == 'f') continue;
            const auto place = number_at(file, at);
            if (file[at + 17] != 'n' || !place || !is_object(file, *place, *first + i)) {
                found.push_back("object " + std::to_string(*first + i) +
                                ": not at its place or not alone on its line (6.1.9)");
                return std::nullopt;
            }
        }
    }
    return at;
}

void check_trailer(std::string_view trailer, Problems& found) {
    for (const char* key : {"/Encrypt", "/Prev", "/XRefStm"})
        if (trailer.find(key) != std::string_view::npos) found.push_back("trailer: " + std::string{key} + " (6.1.3)");
    const auto id = trailer.find("/ID");
    const auto open = trailer.find('[', id == std::string_view::npos ? trailer.size() : id);
    const auto close = trailer.find(']', open == std::string_view::npos ? trailer.size() : open);
    const auto strings = close == std::string_view::npos ? std::string_view{} : trailer.substr(open, close - open);
    if (std::count(strings.begin(), strings.end(), '<') != 2) found.push_back("trailer: no /ID of two strings (6.1.3)");
}

// Looked for in the bytes: PoDoFo adds them to the document information of whatever it loads.
void check_information(std::string_view file, Problems& found) {
    for (const char* key : {"/Producer", "/Creator"})
        if (file.find(key) != std::string_view::npos) found.push_back(std::string{key} + " is not in XMP (6.6.3)");
}

}  // namespace

Problems file_problems(ByteView bytes) {
    const std::string_view file = text_view(bytes);
    Problems found;
    check_header(file, found);
    check_end(file, found);
    check_information(file, found);
    const auto start = file.rfind("startxref");
    const auto table = start == std::string_view::npos ? std::nullopt : number_at(file, start + 10);
    if (!table || file.substr(*table < file.size() ? *table : file.size(), 5) != "xref\n") {
        found.push_back("cross-reference: no classic table (6.1.3)");
        return found;
    }
    if (const auto trailer = check_table(file, *table, found))
        check_trailer(file.substr(*trailer, start - *trailer), found);
    else
        found.push_back("cross-reference: broken (6.1.3)");
    return found;
}

}  // namespace arkki::pdf
