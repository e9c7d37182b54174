#include "imaging/code_list.hpp"

#include "base/error.hpp"
#include "imaging/limits.hpp"
#include "imaging/wire.hpp"

namespace arkki::imaging {
namespace {

constexpr std::uint32_t magic = 0x31435241;  // "ARC1"

}  // namespace

Bytes pack_codes(const std::vector<Code>& codes) {
    WireWriter wire;
    wire.u32(magic).u32(static_cast<std::uint32_t>(codes.size()));
    for (const auto& code : codes) {
        wire.u8(static_cast<std::uint8_t>(code.format)).text(code.text.reveal());
        wire.i32(code.box.x).i32(code.box.y).i32(code.box.width).i32(code.box.height);
    }
    return wire.take();
}

std::vector<Code> unpack_codes(ByteView bytes) try {
    WireReader wire{bytes};
    if (wire.u32() != magic) throw BadBytes{};
    const auto count = wire.u32();
    if (count > limits::codes) throw BadBytes{};
    std::vector<Code> codes(count);
    for (auto& code : codes) {
        code.format = wire.choice(CodeFormat::code128);
        code.text = PersonalText{wire.text(limits::code_bytes)};
        code.box = {wire.i32(), wire.i32(), wire.i32(), wire.i32()};
    }
    wire.finish();
    return codes;
} catch (const BadBytes&) {
    throw Error{Fault::corrupt, "codes.bad"};
}

}  // namespace arkki::imaging
