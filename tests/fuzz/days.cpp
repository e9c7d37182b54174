// Days as people and files write them: what is read is a day of the calendar and the one that was written.
#include "base/time.hpp"
#include "fuzz/fuzz.hpp"
#include "lang/dates.hpp"

using namespace arkki;
using namespace arkki::fuzz;

namespace {

/// "05.03.2026" and "5.3.2026" are the same day: zeros ahead of a number say nothing.
std::string without_leading_zeros(std::string_view text) {
    std::string plain;
    for (const char c : text)
        if (c != '0' || (!plain.empty() && plain.back() != '.')) plain += c;
    return plain;
}

void demand_same_day(std::string_view written, Day day) {
    demand(day.ok(), "a day of the calendar");
    const auto typed = trimmed(written);
    if (typed.find('.') == std::string_view::npos) return demand(iso(day) == typed, "the day that was written, ISO");
    const auto shown = lang::format_day(Language::fi, day);
    demand(without_leading_zeros(shown) == without_leading_zeros(typed), "the day that was typed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_in({data, size});
    refused({"day.bad"}, [&] { demand_same_day(text, lang::day_from_input(text)); });
    refused({"day.bad"}, [&] { demand(iso(day_from_iso(text)) == text, "ISO days have one spelling"); });
    return 0;
}
