// The fields of a form, drawn over the picture of a blank sheet: with the mouse, or by typing where they are.
#include <algorithm>
#include <cmath>
#include <sstream>
#include <tuple>

#include "archive/fields.hpp"
#include "archive/form_shelf.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using archive::DrawnField;
using archive::FormOnPage;
using imaging::Box;
using imaging::Similarity;
using lang::Value;

constexpr std::string_view remove = "remove:";  ///< act of the button beside a drawn field

/// The sheet that lies under the drawing.
struct Ground {
    DocumentId document;
    FormOnPage page;
};

Ground ground_of(const Lobby& lobby, const Fields& from, const access::Desk& desk) {
    const auto document = from.id<DocumentId>("document");
    const auto number = from.number("page").value_or(1);
    const auto grant = desk.open<access::ReadDocument>(document);
    for (auto& page : archive::Fields{desk, lobby.office.shelves()}.of(grant)) {
        const auto outcome = page.form.outcome;
        const bool lies_right = outcome == imaging::FormOutcome::read || outcome == imaging::FormOutcome::unknown_form;
        if (page.number == number && lies_right) return {document, std::move(page)};
    }
    throw Error{Fault::conflict, "form.no_marks_on_page"};
}

Box box_around(double left, double top, double right, double bottom) {
    const int x = static_cast<int>(std::lround(left)), y = static_cast<int>(std::lround(top));
    return {x, y, static_cast<int>(std::lround(right)) - x, static_cast<int>(std::lround(bottom)) - y};
}

/// The box round a box's corners, each moved by `place`.
template <class Place>
Box moved(const Box& box, const Place& place) {
    double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
    for (const double x : {double(box.x), double(box.x + box.width)})
        for (const double y : {double(box.y), double(box.y + box.height)}) {
            const auto [to_x, to_y] = place(x, y);
            left = std::min(left, to_x), right = std::max(right, to_x);
            top = std::min(top, to_y), bottom = std::max(bottom, to_y);
        }
    return box_around(left, top, right, bottom);
}

Box on_page(const Box& box, const Similarity& at) {
    return moved(box, [&](double x, double y) {
        return std::pair{at.a * x - at.b * y + at.dx, at.b * x + at.a * y + at.dy};
    });
}

Box on_template(const Box& box, const Similarity& at) {
    const double norm = at.a * at.a + at.b * at.b;
    return moved(box, [&](double x, double y) {
        const double u = x - at.dx, v = y - at.dy;
        return std::pair{(at.a * u + at.b * v) / norm, (at.a * v - at.b * u) / norm};
    });
}

std::string line_of(const std::string& name, std::string_view kind, const Box& box, const std::string& label) {
    std::ostringstream line;
    line << name << ' ' << kind << ' ' << box.x << ' ' << box.y << ' ' << box.width << ' ' << box.height;
    if (!label.empty()) line << ' ' << label;
    return line.str();
}

/// `name kind x y width height label`, pixels of the picture, a field a line.
/// @throws Error{Fault::invalid, "form.bad_line", field "lines"}
std::vector<DrawnField> fields_in(const std::string& text) {
    std::vector<DrawnField> fields;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        if (trimmed(line).empty()) continue;
        std::istringstream words{line};
        std::string kind, label;
        DrawnField drawn;
        auto& box = drawn.field.box;
        if (!(words >> drawn.field.name >> kind >> box.x >> box.y >> box.width >> box.height) ||
            fields.size() >= imaging::limits::form_fields)
            throw Error{Fault::invalid, "form.bad_line", {}, "lines"};
        drawn.field.kind = imaging::field_kind_from(kind);
        std::getline(words, label);
        drawn.label = std::string{trimmed(label)};
        fields.push_back(std::move(drawn));
    }
    return fields;
}

/// The fields that are known of this sheet already, as lines.
std::string known_lines(const Lobby& lobby, const access::Desk& desk, const FormOnPage& page) {
    const auto known = desk.database().read(
        [&](db::Read& read) { return lobby.office.forms().drawn(read, page.form.name); });
    std::string lines;
    if (known)
        for (const auto& [field, label] : known->fields)
            lines += line_of(field.name, code(field.kind), on_page(field.box, page.form.to_page), label) + "\n";
    return lines;
}

std::vector<Option> kind_options(const Words& in) {
    std::vector<Option> options;
    for (const auto* kind : {"text", "name", "phone", "email", "web", "date", "number", "block", "check", "signature"})
        options.push_back({kind, in(std::string{"forms.kind."} + kind)});
    return options;
}

/// What of a form a customer's card can take.
std::vector<Option> datum_options(const Words& in) {
    std::vector<Option> options{{"", in("forms.no_datum")}};
    for (const auto& datum : customers::data)
        if (datum != "ip" && datum != "earlier_orders")
            options.push_back({std::string{datum}, in("datum." + std::string{datum})});
    return options;
}

std::string datum_text(const Words& in, const std::string& name) {
    for (const auto& option : datum_options(in))
        if (!name.empty() && option.value == name) return option.text;
    return {};
}

/// The fields as they are framed on the sheet and listed beside it, in words.
Value drawn_rows(const Words& in, const std::string& lines) {
    Value rows = Value::list();
    try {
        for (int number = 0; const auto& drawn : fields_in(lines)) {
            const auto& [name, kind, box] = std::tie(drawn.field.name, drawn.field.kind, drawn.field.box);
            const std::string datum = datum_text(in, name);
            rows.add({{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height},
                      {"name", !drawn.label.empty() ? drawn.label : datum.empty() ? name : datum},
                      {"kind", in("forms.kind." + std::string{code(kind)})},
                      {"datum", datum.empty() ? "" : in("forms.to_card", {{"datum", datum}})},
                      {"remove", std::string{remove} + std::to_string(number++)}});
        }
    } catch (const Error&) {  // the message stands beside the lines
    }
    return rows;
}

Reply draw_form(const Lobby& lobby, const Request& request, const access::Desk& desk, const Ground& ground,
                const Fields& shown, const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, shown, problems};
    const std::string number = std::to_string(ground.page.number);
    const std::string lines = shown.has("lines") ? shown.text("lines") : known_lines(lobby, desk, ground.page);
    Value values{{"document", ground.document.value()},
                 {"number", number},
                 {"code", imaging::text_of(ground.page.form.name)},
                 {"image", path_of(ground.document) + "/pages/" + number + "/image"},
                 {"width", ground.page.width},
                 {"height", ground.page.height},
                 {"frames", drawn_rows(in, lines)},
                 {"has_frames", !trimmed(lines).empty()},
                 {"lines_open", !form.problem("lines").empty()},
                 {"script", lobby.assets.href("forms.js")},
                 {"logged", logged_text(in, desk, "document.logged")}};
    values.set("name", form.text("title", {.label = in("forms.name"), .hint = in("forms.name_hint")}));
    values.set("lines", form.text("lines", {.label = in("forms.lines"), .value = lines, .hint = in("forms.lines_hint")}));
    values.set("new_datum", form.choice("new_datum", datum_options(in), {.label = in("forms.datum")}));
    values.set("new_name", form.text("new_name", {.label = in("forms.field_name"), .hint = in("forms.field_name_hint")}));
    values.set("new_kind", form.choice("new_kind", kind_options(in), {.label = in("forms.field_kind"), .value = "text"}));
    values.set("new_label", form.text("new_label", {.label = in("forms.field_label")}));
    for (const auto* side : {"x", "y", "width", "height"})
        values.set(std::string{"new_"} + side,
                   form.text(std::string{"new_"} + side, {.label = in(std::string{"forms."} + side), .type = "number",
                                                          .narrow = true}));
    return lobby.press.print(request, &desk,
                             {"form_draw", in("forms.draw_title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_drawing(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return draw_form(lobby, request, desk, ground_of(lobby, request.query, desk), request.form, {});
}

Fields with_lines(const Fields& posted, const std::string& lines) {
    static_cast<void>(fields_in(lines));
    Fields fields;
    fields.add("title", posted.text("title"));
    fields.add("lines", lines);
    return fields;
}

/// One more line out of the small form; what was typed for it is used up.
Fields with_new_field(const Words& in, const Fields& posted) {
    const auto side = [&](const char* name) {
        return static_cast<int>(std::clamp<std::int64_t>(posted.number(name).value_or(0), 0, 20'000));
    };
    const std::string datum = posted.text("new_datum"), text = datum_text(in, datum);
    const std::string name = text.empty() ? posted.text("new_name") : datum, label = posted.text("new_label");
    if (name.empty()) throw Error{Fault::invalid, "form.bad_field", {}, "new_name"};
    const Box box{side("new_x"), side("new_y"), side("new_width"), side("new_height")};
    if (box.width < 1 || box.height < 1) throw Error{Fault::invalid, "form.bad_box", {}, "new_width"};
    std::string lines = posted.text("lines");
    if (!lines.empty()) lines += "\n";
    lines += line_of(name, posted.text("new_kind"), box, label.empty() ? text : label);
    return with_lines(posted, lines);
}

/// Without the line of that number.
Fields without_field(const Fields& posted, std::string_view number) {
    std::istringstream lines{posted.text("lines")};
    std::string kept;
    int at = 0;
    for (std::string line; std::getline(lines, line);) {
        if (trimmed(line).empty()) continue;
        if (std::to_string(at++) != number) kept += line + "\n";
    }
    return with_lines(posted, kept);
}

Reply save_drawing(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto ground = ground_of(lobby, request.form, desk);
    return act_or_mend(
        [&] {
            const std::string act = request.form.text("act");
            if (act == "add")
                return draw_form(lobby, request, desk, ground,
                                 with_new_field(lobby.press.words(request), request.form), {});
            if (act.starts_with(remove))
                return draw_form(lobby, request, desk, ground,
                                 without_field(request.form, std::string_view{act}.substr(remove.size())), {});
            archive::DrawnForm form{ground.page.form.name, request.form.text("title"),
                                    fields_in(request.form.text("lines"))};
            for (auto& drawn : form.fields)
                drawn.field.box = on_template(drawn.field.box, ground.page.form.to_page);
            lobby.office.forms().save(desk, form);
            return see_other("/forms?done=form_saved");
        },
        [&](const std::vector<FieldProblem>& problems) {
            return draw_form(lobby, request, desk, ground, request.form, problems);
        });
}

}  // namespace

void add_form_template_page(Table& table) {
    table.add("GET", "/forms/draw", staff, show_drawing);
    table.add("POST", "/forms/draw", staff, save_drawing);
}

}  // namespace arkki::web
