#include "imaging/words.hpp"

#include "base/error.hpp"
#include "imaging/limits.hpp"
#include "imaging/wire.hpp"

namespace arkki::imaging {
namespace {

constexpr std::uint32_t magic = 0x31575241;  // "ARW1": version 1

Word unpack_word(WireReader& wire) {
    Word word;
    word.text = PersonalText{wire.text(limits::word_bytes)};
    word.box = {wire.i32(), wire.i32(), wire.i32(), wire.i32()};
    word.confidence = wire.f32();
    word.line = wire.i32();
    word.block = wire.i32();
    word.baseline = wire.i32();
    return word;
}

}  // namespace

Bytes pack(const std::vector<Word>& words) {
    WireWriter wire;
    wire.u32(magic).u32(static_cast<std::uint32_t>(words.size()));
    for (const auto& word : words) {
        wire.text(word.text.reveal());
        wire.i32(word.box.x).i32(word.box.y).i32(word.box.width).i32(word.box.height);
        wire.f32(word.confidence).i32(word.line).i32(word.block).i32(word.baseline);
    }
    return wire.take();
}

std::vector<Word> unpack_words(ByteView bytes) try {
    WireReader wire{bytes};
    if (wire.u32() != magic) throw BadBytes{};
    const auto count = wire.u32();
    if (count > limits::words) throw BadBytes{};
    std::vector<Word> words;
    words.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) words.push_back(unpack_word(wire));
    wire.finish();
    return words;
} catch (const BadBytes&) {
    throw Error{Fault::corrupt, "words.bad"};
}

}  // namespace arkki::imaging
