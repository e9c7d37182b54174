// The verifier's tokenizer and its view of a file's revisions: every value lies inside the one around it, every object
// inside its revision, and every fault is NotOurFormat.
#include "fuzz/fuzz.hpp"
#include "signing/signature_places.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::signing;

namespace {

void demand_inside(const PdfValue& value, std::size_t begin, std::size_t end) {
    demand(begin <= value.begin && value.begin < value.end && value.end <= end,
           "a value lies inside the one around it");
    std::size_t at = value.begin;
    for (const auto& item : value.items) {
        demand_inside(item, at, value.end);
        at = item.end;
    }
    for (const auto& entry : value.entries) {
        demand_inside(entry.value, at, value.end);
        at = entry.value.end;
        demand(value.find(entry.key) == &entry.value, "a key stands there once");
    }
    if (const auto number = value.plain_integer())
        demand(*number >= 0 && *number < 1'000'000'000'000, "a plain number");
}

void demand_chain(const PdfFile& file, std::size_t size) {
    std::size_t end = 0;
    for (const auto& revision : file.revisions()) {
        demand(revision.begin == end && revision.begin <= revision.table && revision.table < revision.end,
               "revisions follow each other");
        end = revision.end;
        for (const auto& [number, offset] : revision.objects)
            demand(number >= 0 && (offset == 0 || (offset >= revision.begin && offset < revision.table)),
                   "objects in their revision");
    }
    demand(end == size, "the last revision ends the file");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes{data, size};
    try {
        PdfReader reader{bytes, 0};
        demand_inside(reader.value(), 0, size);
        demand(reader.position() <= size, "never beyond the end");
    } catch (const NotOurFormat&) {
    }
    try {
        const PdfFile file{bytes};
        demand_chain(file, size);
        Problems problems;
        for (const auto& field : signature_fields(file)) {
            const auto content = signed_content(bytes, field, problems);
            demand(!content.cms.empty() || !problems.empty(), "no signature without a word about it");
        }
    } catch (const NotOurFormat&) {
    }
    return 0;
}
