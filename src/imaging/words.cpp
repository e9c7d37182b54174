#include "imaging/words.hpp"

#include "base/error.hpp"
#include "imaging/limits.hpp"
#include "imaging/wire.hpp"

namespace arkki::imaging {
namespace {

constexpr std::uint32_t first_magic = 0x31575241;  // "ARW1": one list
constexpr std::uint32_t magic = 0x32575241;        // "ARW2": a second list, of the layer

void put(WireWriter& wire, const std::vector<Word>& words) {
    wire.u32(static_cast<std::uint32_t>(words.size()));
    for (const auto& word : words) {
        wire.text(word.text.reveal());
        wire.i32(word.box.x).i32(word.box.y).i32(word.box.width).i32(word.box.height);
        wire.f32(word.confidence).i32(word.line).i32(word.block).i32(word.baseline);
    }
}

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

std::vector<Word> unpack_list(WireReader& wire) {
    const auto count = wire.u32();
    if (count > limits::words) throw BadBytes{};
    std::vector<Word> words;
    words.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) words.push_back(unpack_word(wire));
    return words;
}

struct Lists {
    std::vector<Word> words, layer;
};

Lists unpack(ByteView bytes) try {
    WireReader wire{bytes};
    const auto version = wire.u32();
    if (version != first_magic && version != magic) throw BadBytes{};
    Lists lists;
    lists.words = unpack_list(wire);
    if (version == magic) lists.layer = unpack_list(wire);
    wire.finish();
    return lists;
} catch (const BadBytes&) {
    throw Error{Fault::corrupt, "words.bad"};
}

}  // namespace

Bytes pack(const std::vector<Word>& words, const std::vector<Word>& layer) {
    WireWriter wire;
    wire.u32(magic);
    put(wire, words);
    put(wire, layer);
    return wire.take();
}

std::vector<Word> unpack_words(ByteView bytes) { return unpack(bytes).words; }

std::vector<Word> unpack_layer(ByteView bytes) { return unpack(bytes).layer; }

}  // namespace arkki::imaging
