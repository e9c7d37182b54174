// A signed note from a mail, a witness or a stranger: read only in its one spelling, believed only with the log's key.
#include "tlog/note.hpp"
#include "fuzz/fuzz.hpp"
#include "tlog/policy.hpp"

using namespace arkki;
using namespace arkki::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto log =
        tlog::VerifierKey::from_text("arkki.example/audit/e1+04e0bd6f+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4");
    static constexpr std::string_view genuine =
        "arkki.example/audit/e1\n3\nwqyokPgwiJJ78G8Cm9VjqjjWOjbIppi72Sg7iTJYnqc=\n";
    const std::string_view text = text_in({data, size});
    refused({"audit.bad_checkpoint"},
            [&] { demand(tlog::note_text(tlog::note_from(text)) == text, "one spelling of a note"); });
    refused({"audit.bad_checkpoint", "audit.bad_signature"}, [&] {
        demand(tlog::open_note(text, log).text == genuine, "no other text is signed with the example's key");
    });
    refused({"audit.bad_vkey"},
            [&] { demand(tlog::VerifierKey::from_text(text).text() == text, "one spelling of a key"); });
    refused({"audit.bad_policy"}, [&] {
        const auto lines = tlog::policy_text(tlog::policy_from(text));
        demand(tlog::policy_text(tlog::policy_from(lines)) == lines, "a policy comes back");
    });
    return 0;
}
