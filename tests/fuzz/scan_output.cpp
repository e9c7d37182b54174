// What scanimage and the driver behind it say: whatever it is, choices are short clean text, progress stays in its bounds,
// and the words heard in other pieces say the same.
#include "fuzz/fuzz.hpp"
#include "base/text.hpp"
#include "intake/scan_output.hpp"

using namespace arkki;
using namespace arkki::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_in({data, size});
    const auto choices = intake::choices_from(text);
    for (const auto& values : {choices.sources, choices.modes}) {
        demand(values.size() <= 16, "few values");
        for (const auto& value : values)
            demand(!value.empty() && value.size() <= 64 && is_clean_utf8(value), "values are short clean text");
    }
    for (const int dpi : choices.resolutions) demand(dpi >= 50 && dpi <= 2'400, "a resolution that makes sense");
    demand(intake::offers(choices, intake::usual_choice(choices)) || choices.resolutions.empty(), "the usual is offered");
    intake::ScanTalk whole, pieces;
    whole.hear(text);
    for (const char& letter : text) pieces.hear({&letter, 1});
    demand(whole.page() == pieces.page() && whole.percent() == pieces.percent() && whole.fault() == pieces.fault(),
           "pieces say the same");
    demand(whole.page() >= 0 && whole.percent() >= 0 && whole.percent() <= 100, "progress stays in its bounds");
    for (int code = 0; code < 16; ++code)
        demand(intake::end_of({.code = code}, code % 3, whole) != intake::ScanEnd::timed_out, "only we time out");
    return 0;
}
