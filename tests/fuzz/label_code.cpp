// What a hand scanner types: a code that is read is one that a label of ours carries.
#include "custody/label_code.hpp"
#include "fuzz/fuzz.hpp"

using namespace arkki;
using namespace arkki::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_in({data, size});
    const auto label = custody::read_label_code(text);
    if (!label) return 0;
    const auto code = custody::label_code(*label);
    demand(code.size() == 12 && custody::read_label_code(code) == label, "the code of a label reads as that label");
    const bool digits_only = text.find_first_not_of("0123456789") == std::string_view::npos;
    demand(!digits_only || text == code || text == code + code, "digits are read as they are");
    return 0;
}
