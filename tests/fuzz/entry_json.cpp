// An entry of the log as an outsider hands it back.
#include "audit/entry_file.hpp"
#include "fuzz/fuzz.hpp"

using namespace arkki;
using namespace arkki::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_in({data, size});
    refused({"audit.bad_entry_file"}, [&] {
        const auto file = audit::entry_from(text);
        demand(audit::entry_text(file) == text, "one spelling of an entry");
        (void)audit::leaf_of(file);
        demand(audit::subjects_are_in(file) || !file.subjects.empty(), "nobody is in every entry");
    });
    return 0;
}
