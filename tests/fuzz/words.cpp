// The kept words of a page, of the spelling written today and of the one before: read, packed and read again they are
// the same, and today's spelling is the only one for its words.
#include <algorithm>
#include <string_view>

#include "imaging/words.hpp"
#include "fuzz/fuzz.hpp"

using namespace arkki;
using namespace arkki::fuzz;

namespace {

constexpr std::string_view written_today = "ARW2";

Bytes packed_again(ByteView bytes) { return imaging::pack(imaging::unpack_words(bytes), imaging::unpack_layer(bytes)); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes bytes{data, data + size};
    refused({"words.bad"}, [&] {
        const auto packed = packed_again(bytes);
        demand(packed_again(packed) == packed, "packed words read the same again");
        if (std::equal(written_today.begin(), written_today.end(), bytes.begin()))
            demand(packed == bytes, "one spelling of words");
    });
    return 0;
}
