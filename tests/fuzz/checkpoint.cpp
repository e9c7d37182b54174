// A checkpoint from paper, a stick or a stranger: read only in the spelling it is written in.
#include "tlog/checkpoint.hpp"
#include "fuzz/fuzz.hpp"

using namespace arkki;
using namespace arkki::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_in({data, size});
    refused({"audit.bad_checkpoint"}, [&] {
        const auto lines = tlog::checkpoint_text(tlog::checkpoint_from(text));
        demand(text.starts_with(lines), "one spelling of a checkpoint");
        demand(text.size() == lines.size() || text[lines.size()] == '\n', "an empty line ahead of signatures");
    });
    return 0;
}
