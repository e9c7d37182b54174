#include "imaging/burning.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "imaging/reader.hpp"
#include "imaging/sealed_file.hpp"
#include "imaging/wire.hpp"

namespace arkki::imaging {
namespace {

constexpr std::uint32_t magic = 0x4E525542;  ///< "BURN", no template begins so

}  // namespace

Bytes burn(Reader& reader, ByteView picture, int width, int height, const std::vector<Box>& boxes) {
    const auto outside = [&](const Box& box) {
        return box.x < 0 || box.y < 0 || box.width < 1 || box.height < 1 || box.width > width - box.x ||
               box.height > height - box.y;
    };
    if (picture.empty() || boxes.empty() || boxes.size() > most_burnt ||
        std::any_of(boxes.begin(), boxes.end(), outside))
        throw Error{Fault::invalid, "redaction.bad_picture", "boxes"};
    const SealedFile page{picture}, black{pack_boxes(boxes)};
    Ask ask;
    ask.with_codes = false;
    ask.forms = &black;
    auto answer = reader.read_page(page, 1, ask);
    if (!answer.page.failure.empty()) throw Error{Fault::invalid, "redaction.bad_picture", answer.page.failure};
    if (answer.page.width != width || answer.page.height != height)
        throw Error{Fault::invalid, "redaction.bad_picture", "another size"};
    return std::move(answer.page.image);
}

Bytes pack_boxes(const std::vector<Box>& boxes) {
    WireWriter wire;
    wire.u32(magic).u32(static_cast<std::uint32_t>(boxes.size()));
    for (const auto& box : boxes) wire.i32(box.x).i32(box.y).i32(box.width).i32(box.height);
    return wire.take();
}

std::optional<std::vector<Box>> boxes_in(ByteView bytes) {
    WireReader wire{bytes};
    if (bytes.size() < 4 || wire.u32() != magic) return std::nullopt;
    const std::size_t count = wire.u32();
    if (count == 0 || count > most_burnt) throw BadBytes{};
    std::vector<Box> boxes;
    for (std::size_t i = 0; i < count; ++i) {
        const int x = wire.i32(), y = wire.i32(), width = wire.i32();
        boxes.push_back({x, y, width, wire.i32()});
    }
    wire.finish();
    return boxes;
}

}  // namespace arkki::imaging
