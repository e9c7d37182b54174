// Proof files and what a witness is asked: one spelling each, and no proof of what is not in the tree.
#include "fuzz/fuzz.hpp"
#include "tlog/checkpoint.hpp"
#include "tlog/proof_file.hpp"
#include "tlog/witness.hpp"

using namespace arkki;
using namespace arkki::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_in({data, size});
    refused({"audit.bad_proof"}, [&] {
        const auto file = tlog::proof_from(text);
        demand(tlog::proof_text(file) == text, "one spelling of a proof");
        const auto checkpoint = tlog::checkpoint_from(file.note);
        demand(!tlog::is_included({}, file.index, checkpoint.size, checkpoint.root, file.proof), "no leaf hashes to 0");
    });
    refused({"audit.bad_proof"}, [&] {
        const auto file = tlog::consistency_from(text);
        demand(tlog::consistency_text(file) == text, "one spelling of a consistency proof");
        (void)tlog::is_consistent(file.old_size, {}, file.size, {}, file.proof);
    });
    refused({"witness.bad_request"}, [&] {
        demand(tlog::witness_request_text(tlog::witness_request_from(text)) == text, "one spelling of a request");
    });
    return 0;
}
