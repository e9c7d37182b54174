#include "signing/pdf_revisions.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace arkki::signing {
namespace {

constexpr std::int64_t most_objects = 500'000;
constexpr std::size_t most_revisions = 32;
constexpr std::size_t entry_size = 20;

std::string_view text_at(ByteView file, std::size_t at, std::size_t size) {
    if (at > file.size() || size > file.size() - at) throw NotOurFormat{};
    return {reinterpret_cast<const char*>(file.data()) + at, size};
}

std::size_t digits(std::string_view text) {
    std::size_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) throw NotOurFormat{};
    return number;
}

/// One line of the table: `nnnnnnnnnn ggggg n` and two bytes of line end. @returns 0 for a free object
std::size_t table_entry(std::string_view line) {
    const std::string_view ending = line.substr(18);
    const bool shaped = line[10] == ' ' && line[16] == ' ' && (ending == " \n" || ending == "\r\n" || ending == " \r");
    if (!shaped) throw NotOurFormat{};
    const std::size_t offset = digits(line.substr(0, 10));
    const std::size_t generation = digits(line.substr(11, 5));
    if (line[17] == 'f') return 0;
    if (line[17] != 'n' || generation != 0 || offset == 0) throw NotOurFormat{};
    return offset;
}

void read_table(ByteView file, PdfReader& reader, PdfRevision& revision) {
    reader.expect("xref");
    while (!reader.accept("trailer")) {
        const std::int64_t first = reader.integer();
        const std::int64_t count = reader.integer();
        if (count > most_objects || first > most_objects) throw NotOurFormat{};
        std::size_t at = reader.position();
        while (at < file.size() && (file[at] == ' ' || file[at] == '\r')) ++at;
        if (text_at(file, at++, 1) != "\n") throw NotOurFormat{};
        for (std::int64_t number = first; number < first + count; ++number, at += entry_size)
            if (!revision.objects.emplace(number, table_entry(text_at(file, at, entry_size))).second)
                throw NotOurFormat{};
        reader = PdfReader{file, at};
    }
}

/// Every object a revision names was written by it: behind the revision before and ahead of its own table.
void demand_objects_inside(const PdfRevision& revision) {
    for (const auto& [number, offset] : revision.objects)
        if (offset != 0 && (offset < revision.begin || offset >= revision.table)) throw NotOurFormat{};
}

}  // namespace

PdfFile::PdfFile(ByteView file) : file_{file} {
    const auto header = text_at(file, 0, 8);
    if (!header.starts_with("%PDF-1.") || header[7] < '0' || header[7] > '7') throw NotOurFormat{};
    read_revisions();
}

void PdfFile::read_revisions() {
    static constexpr std::string_view mark = "startxref";
    const auto whole = text_at(file_, 0, file_.size());
    const auto last = whole.rfind(mark);
    if (last == std::string_view::npos) throw NotOurFormat{};
    PdfReader reader{file_, last};
    reader.expect(mark);
    for (auto table = static_cast<std::size_t>(reader.integer());;) {
        revisions_.push_back(read_revision(table));
        const PdfValue* previous = revisions_.back().trailer.find("Prev");
        if (previous == nullptr) break;
        const auto offset = previous->plain_integer();
        // Strictly falling, so the chain ends.
        if (!offset || static_cast<std::size_t>(*offset) >= table || revisions_.size() >= most_revisions)
            throw NotOurFormat{};
        table = static_cast<std::size_t>(*offset);
    }
    if (revisions_.front().end != file_.size()) throw NotOurFormat{};
    std::reverse(revisions_.begin(), revisions_.end());
    for (std::size_t i = 0; i < revisions_.size(); ++i) {
        if (i > 0) revisions_[i].begin = revisions_[i - 1].end;
        if (revisions_[i].begin > revisions_[i].table) throw NotOurFormat{};
        demand_objects_inside(revisions_[i]);
    }
}

PdfRevision PdfFile::read_revision(std::size_t table) const {
    PdfRevision revision;
    revision.table = table;
    if (text_at(file_, table, 4) != "xref") throw NotOurFormat{};
    PdfReader reader{file_, table};
    read_table(file_, reader, revision);
    revision.trailer = reader.value();
    if (revision.trailer.kind != PdfValue::Kind::dictionary || revision.trailer.find("Encrypt") != nullptr ||
        revision.trailer.find("XRefStm") != nullptr)
        throw NotOurFormat{};
    reader.expect("startxref");
    if (static_cast<std::size_t>(reader.integer()) != table) throw NotOurFormat{};
    static constexpr std::string_view end_mark = "%%EOF";
    reader.skip_line_end();
    if (text_at(file_, reader.position(), end_mark.size()) != end_mark) throw NotOurFormat{};
    PdfReader behind{file_, reader.position() + end_mark.size()};
    behind.skip_line_end();
    revision.end = behind.position();
    return revision;
}

std::optional<PdfReader> PdfFile::at_object(std::int64_t number) const {
    const auto newest = std::find_if(revisions_.rbegin(), revisions_.rend(),
                                     [&](const PdfRevision& revision) { return revision.objects.contains(number); });
    if (newest == revisions_.rend()) return std::nullopt;
    const std::size_t offset = newest->objects.at(number);
    if (offset == 0) return std::nullopt;
    PdfReader reader{file_.first(newest->table), offset};
    if (reader.integer() != number || reader.integer() != 0) throw NotOurFormat{};
    reader.expect("obj");
    return reader;
}

PdfValue PdfFile::object(std::int64_t number) const {
    auto reader = at_object(number);
    return reader ? reader->value() : PdfValue{};
}

Bytes PdfFile::stream(std::int64_t number) const {
    auto reader = at_object(number);
    if (!reader) throw NotOurFormat{};
    const PdfValue head = reader->value();
    const PdfValue* length = head.find("Length");
    const auto size = length != nullptr && head.entries.size() == 1 ? length->plain_integer() : std::nullopt;
    if (!size) throw NotOurFormat{};
    reader->expect("stream");
    if (text_at(file_, reader->position(), 1) != "\n") throw NotOurFormat{};
    const std::size_t begin = reader->position() + 1;
    static_cast<void>(text_at(file_, begin, static_cast<std::size_t>(*size)));
    PdfReader behind{file_, begin + static_cast<std::size_t>(*size)};
    behind.expect("endstream");
    const ByteView bytes = file_.subspan(begin, static_cast<std::size_t>(*size));
    return {bytes.begin(), bytes.end()};
}

PdfValue PdfFile::resolved(const PdfValue* value) const {
    if (value == nullptr) return {};
    if (value->kind != PdfValue::Kind::reference) return *value;
    PdfValue target = object(value->object);
    if (target.kind == PdfValue::Kind::reference) throw NotOurFormat{};
    return target;
}

PdfValue PdfFile::catalog() const {
    const PdfValue* root = revisions_.back().trailer.find("Root");
    if (root == nullptr || root->kind != PdfValue::Kind::reference) throw NotOurFormat{};
    PdfValue catalog = resolved(root);
    if (catalog.kind != PdfValue::Kind::dictionary) throw NotOurFormat{};
    return catalog;
}

}  // namespace arkki::signing
