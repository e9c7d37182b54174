// Forms, queries and cookies: what comes out is clean UTF-8, and written anew it is read the same.
#include "web/fields.hpp"
#include "fuzz/fuzz.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::web;

namespace {

void demand_clean(const Fields& fields) {
    demand(fields.entries().size() <= 200, "at most 200 fields");
    for (const auto& entry : fields.entries()) {
        demand(is_clean_utf8(entry.first) && is_clean_utf8(entry.second), "fields are clean UTF-8");
        refused({"form.bad_number"}, [&] { static_cast<void>(fields.number(entry.first)); });
    }
}

std::string written(const Fields& fields) {
    std::string text;
    for (const auto& [name, value] : fields.entries())
        text += (text.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_in({data, size});
    for (const bool plus_is_blank : {false, true}) {
        if (const auto plain = percent_decoded(text, plus_is_blank))
            demand(is_clean_utf8(*plain), "decoded text is clean UTF-8");
        const auto back = percent_decoded(percent_encoded(text), plus_is_blank);
        demand(back.has_value() == is_clean_utf8(text) && (!back || *back == text), "encoded text comes back");
    }
    refused({"web.bad_form"}, [&] {
        const Fields fields = parse_urlencoded(text);
        demand(parse_urlencoded(written(fields)).entries() == fields.entries(), "a form written anew is the same form");
        demand_clean(fields);
    });
    demand_clean(parse_cookies(text));
    return 0;
}
