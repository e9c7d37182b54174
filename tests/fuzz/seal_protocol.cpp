// What reaches the sealer's socket, and what the service hears from it.
#include "tlog/seal_protocol.hpp"
#include "fuzz/fuzz.hpp"

using namespace arkki;
using namespace arkki::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_in({data, size});
    refused({"seal.bad_request"}, [&] {
        const auto request = tlog::seal_request_from(text);
        demand(tlog::seal_request_line(request) == text, "one spelling of a request");
        demand(request.count <= tlog::max_push, "no more than can be pushed");
    });
    refused({"seal.bad_answer"},
            [&] { demand(tlog::seal_answer_text(tlog::seal_answer_from(text)) == text, "one spelling of an answer"); });
    for (const std::uint64_t seq : {0u, 7u})
        if (!tlog::leaf_fault(seq, text)) demand(text.size() <= tlog::max_leaf, "no leaf is too long");
    return 0;
}
