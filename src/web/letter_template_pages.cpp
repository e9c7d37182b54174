// The templates of our letters, for whoever edits one: its text, the letter it makes of artificial values, and a try with
// changed words. Nothing is saved here: templates are files of the house.
#include "requests/letter_table.hpp"
#include "service/letter_sample.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

const Roles editors{access::Role::responsible, access::Role::admin};

std::string path_of(const std::string& kind, Language language) {
    return "/letter-templates/" + kind + "/" + std::string{code(language)};
}

Value kind_rows(const Words& in) {
    Value rows = Value::list();
    for (const auto& row : requests::letter_table()) {
        const std::string kind{row.kind}, title = in("letter.title." + kind);
        Value languages = Value::list();
        for (const auto language : {Language::fi, Language::sv, Language::en})
            languages.add({{"href", path_of(kind, language)},
                           {"text", in("language." + std::string{code(language)})},
                           {"title", title}});
        rows.add({{"kind", kind},
                  {"title", title},
                  {"signing", in("letter_template.signing." + std::string{code(row.signing)})},
                  {"languages", std::move(languages)}});
    }
    return rows;
}

Reply show_templates(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    return lobby.press.print(request, &desk,
                             {"letter_templates", in("letter_template.title"), {{"rows", kind_rows(in)}}});
}

/// The template's text with what is wrong with it, if it was changed and something is.
Reply template_page(const Lobby& lobby, const Request& request, const access::Desk& desk, const std::string& fault) {
    const Words in = lobby.press.words(request);
    const auto kind = request.ids.text("kind");
    const auto language = language_from(request.ids.text("language"));
    const bool changed = request.form.has("text");
    const FormView form{in, request.form};
    Value values{{"kind", kind},
                 {"heading", in("letter.title." + kind)},
                 {"language", in("language." + std::string{code(language)})},
                 {"action", path_of(kind, language)},
                 {"fault", fault}};
    values.set("text", form.text("text", {.label = in("letter_template.text"),
                                          .value = service::letter_template(lobby.office.settings(), kind, language),
                                          .hint = in("letter_template.hint")}));
    return lobby.press.print(request, &desk,
                             {"letter_template", in("letter.title." + kind), std::move(values), {},
                              changed && !fault.empty() ? 422 : 200});
}

Reply show_template(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    static_cast<void>(requests::letter_kind(request.ids.text("kind")));
    return template_page(lobby, request, desk, {});
}

/// "refusal/fi.md:14: unknown field case.nummer": no personal data, and the very thing the writer needs.
std::string place_and_fault(const Error& error) {
    const std::string whole = error.what();
    const auto colon = whole.find(": ");
    return colon == std::string::npos ? whole : whole.substr(colon + 2);
}

/// The letter as PDF, or the page again with file, line and fault.
Reply try_template(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto kind = request.ids.text("kind");
    static_cast<void>(requests::letter_kind(kind));
    const auto language = language_from(request.ids.text("language"));
    try {
        auto text = request.form.required("text");
        std::erase(text, '\r');  // a browser ends lines with two signs
        const auto pdf = service::letter_trial(lobby.office, kind, language, text);
        return shown(pdf, "application/pdf");
    } catch (const Error& error) {
        const Words in = lobby.press.words(request);
        if (error.key() == "template.bad") return template_page(lobby, request, desk, place_and_fault(error));
        if (error.fault() != Fault::invalid) throw;
        return template_page(lobby, request, desk, message_of({422, error.key(), ""}, in.language, in.catalogue));
    }
}

}  // namespace

void add_letter_template_pages(Table& table) {
    table.add("GET", "/letter-templates", editors, show_templates);
    table.add("GET", "/letter-templates/{kind}/{language}", editors, show_template);
    table.add("POST", "/letter-templates/{kind}/{language}", editors, try_template);
}

}  // namespace arkki::web
