// The forms Arkki prints and reads: its own in three languages, and those that people drew.
#include <algorithm>

#include "archive/form_shelf.hpp"
#include "service/printed_form.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

/// Our own forms, each with its sheet in every language under the language's own name.
Value own_rows(const Lobby& lobby, const Words& in) {
    Value rows = Value::list();
    for (const auto& form : lobby.office.forms().own()) {
        Value sheets = Value::list();
        for (const auto language : {Language::fi, Language::sv, Language::en})
            sheets.add({{"href", "/forms/" + form.code + "/" + std::string{code(language)}},
                        {"tongue", code(language)},
                        {"text", form.text(language, "title")},
                        {"name", in("language." + std::string{code(language)})}});
        rows.add({{"title", form.text(in.language, "title")},
                  {"version", form.version},
                  {"about", in("forms.about." + form.code)},
                  {"sheets", std::move(sheets)}});
    }
    return rows;
}

Value drawn_rows(const Lobby& lobby, const Words& in, const access::Desk& desk) {
    Value rows = Value::list();
    for (const auto& form : lobby.office.forms().drawn(desk))
        rows.add({{"title", form.title},
                  {"code", form.name.code},
                  {"tongue", in("language." + std::string{code(form.name.language)})},
                  {"version", form.name.version},
                  {"edition", form.edition},
                  {"fields", static_cast<std::int64_t>(form.fields)},
                  {"made", day_text(in, form.made_on)}});
    return rows;
}

Reply forms_page(const Lobby& lobby, const Request& request, const access::Desk& desk,
                 const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    auto drawn = drawn_rows(lobby, in, desk);
    const bool has_drawn = !drawn.rows()->empty();
    Value values{{"own", own_rows(lobby, in)}, {"has_drawn", has_drawn}, {"drawn", std::move(drawn)}};
    values.set("code", form.text("code", {.label = in("forms.code"), .hint = in("forms.code_hint"), .narrow = true}));
    values.set("sheet_language", form.choice("sheet_language", language_options(in, false),
                                             {.label = in("forms.language"), .value = std::string{code(in.language)}}));
    values.set("version", form.text("version", {.label = in("forms.version"), .value = "1", .narrow = true}));
    return lobby.press.print(request, &desk,
                             {"forms", in("forms.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_forms(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return forms_page(lobby, request, desk, {});
}

/// An empty sheet: it holds nobody's data.
Reply print_form(const Lobby& lobby, const Request& request, const access::Desk&) {
    return shown(service::printed_form(lobby.office, request.ids.text("form"),
                                       language_from(request.ids.text("language"))),
                 "application/pdf");
}

Reply print_marks(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            const auto version = static_cast<int>(std::clamp<std::int64_t>(request.form.number("version").value_or(1), 0, 10'000));
            const imaging::FormName name{request.form.required("code"),
                                         language_from(request.form.required("sheet_language")), version};
            return shown(service::marks_sheet(lobby.office, name), "application/pdf");
        },
        [&](const std::vector<FieldProblem>& problems) { return forms_page(lobby, request, desk, problems); });
}

}  // namespace

void add_form_pages(Table& table) {
    table.add("GET", "/forms", staff, show_forms);
    table.add("GET", "/forms/{form}/{language}", staff, print_form);
    table.add("POST", "/forms/marks", staff, print_marks);
    add_form_template_page(table);
}

}  // namespace arkki::web
