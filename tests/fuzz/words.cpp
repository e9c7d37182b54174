// The kept words of a page: read only in the spelling they are written in.
#include "imaging/words.hpp"
#include "fuzz/fuzz.hpp"

using namespace arkki;
using namespace arkki::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes bytes{data, data + size};
    refused({"words.bad"},
            [&] { demand(imaging::pack(imaging::unpack_words(bytes)) == bytes, "one spelling of words"); });
    return 0;
}
