// Templates of forms, what was read from them, drawn definitions and codes: what is believed keeps to the limits and
// comes back the same.
#include "archive/drawn_form.hpp"
#include "base/text.hpp"
#include "fuzz/fuzz.hpp"
#include "imaging/field_state.hpp"
#include "imaging/form_fields.hpp"
#include "imaging/form_template.hpp"
#include "imaging/wire.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::imaging;

namespace {

void templates(ByteView bytes) {
    try {
        const auto forms = unpack_forms(bytes);
        demand(forms.size() <= limits::forms, "not too many forms");
        for (const auto& form : forms) check(form);  // throws no more
        demand(unpack_forms(pack(forms)) == forms, "templates come back the same");
    } catch (const BadBytes&) {
    }
}

void fields(ByteView bytes) {
    constexpr int width = 1654, height = 2339;
    try {
        const auto form = checked_fields(bytes, width, height);
        demand(form.fields.size() <= limits::form_fields, "not too many fields");
        for (const auto& field : form.fields) {
            demand(field.box.x >= 0 && field.box.width > 0 && field.box.x + field.box.width <= width, "on the page");
            demand(field.box.y >= 0 && field.box.height > 0 && field.box.y + field.box.height <= height, "on the page");
            const auto shown = judged(field);
            demand(is_clean_utf8(shown.value.reveal()), "a shown value is UTF-8");
            demand(shown.state != FieldState::sure || shown.passed, "nothing is sure that failed its check");
        }
        demand(pack(unpack_fields(pack(form))) == pack(form), "fields come back the same");
    } catch (const BadBytes&) {
    }
}

void definition(const std::string& text) {
    refused({"form.bad_json", "form.bad_kind", "form.bad_field", "form.bad_box", "form.same_field",
             "form.too_many_fields"},
            [&] {
                const auto drawn = archive::drawn_fields(text);
                const auto again = archive::drawn_fields(archive::definition_of({{"x", Language::fi, 1}, "", drawn}));
                demand(again.size() == drawn.size(), "a definition comes back the same");
            });
}

void named(const std::string& text) {
    if (const auto name = form_named(text)) {
        check(FormTemplate{*name, {}});
        demand(form_named(text_of(*name)) == name, "a name comes back the same");
    }
}

}  // namespace

/// First byte: which parser.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Dealer dealer{{data, size}};
    const int which = dealer.byte() % 4;
    const auto bytes = dealer.all();
    const std::string text{bytes.begin(), bytes.end()};
    if (which == 0) templates(bytes);
    if (which == 1) fields(bytes);
    if (which == 2) definition(text);
    if (which == 3) named(text);
    return 0;
}
