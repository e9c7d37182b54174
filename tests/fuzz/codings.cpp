// Hexadecimal and base64 texts: there is one spelling of the same bytes, and it comes back.
#include "fuzz/fuzz.hpp"

using namespace arkki;
using namespace arkki::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView input{data, size};
    const std::string text = text_of(input);
    refused({"bytes.bad_base64"}, [&] { demand(base64(from_base64(text)) == text, "one spelling in base64"); });
    refused({"bytes.bad_hex"},
            [&] { demand(from_hex(hex(from_hex(text))) == from_hex(text), "hexadecimal comes back"); });
    const Bytes bytes{input.begin(), input.end()};
    demand(from_base64(base64(bytes)) == bytes, "base64 of any bytes comes back");
    demand(from_hex(hex(bytes)) == bytes, "hexadecimal of any bytes comes back");
    return 0;
}
