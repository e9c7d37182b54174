// Sheets that part and place a stack, and labels, as PDF.
#include <sstream>

#include "service/printed_sheets.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr std::string_view of_type = "type:";

std::vector<Option> kinds(const Words& in) {
    std::vector<Option> all{{"separator", in("printing.separator")},
                            {"place", in("printing.place")},
                            {"labels", in("printing.labels")},
                            {"no-place", in("printing.no_place")}};
    for (const auto series : archive::all_series())
        all.push_back({std::string{of_type} + std::string{archive::code(series)},
                       in("printing.type", {{"type", series_text(in, series)}})});
    return all;
}

std::vector<Option> stocks() {
    std::vector<Option> all;
    for (const auto& stock : pdf::label_stocks()) {
        const std::string name{stock.name};
        all.push_back({name, name + " · " + std::to_string(stock.columns) + " × " + std::to_string(stock.rows)});
    }
    return all;
}

Reply printing_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                    const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    Value values;
    values.set("kind", form.choice("kind", kinds(in), {.label = in("printing.what")}));
    values.set("code", form.text("code", {.label = in("printing.code"), .hint = in("printing.code_hint")}));
    values.set("sheet", form.choice("sheet", stocks(), {.label = in("printing.sheet")}));
    values.set("start", form.text("start", {.label = in("printing.start"), .hint = in("printing.start_hint"),
                                            .narrow = true}));
    values.set("copies", form.text("copies", {.label = in("printing.copies"), .narrow = true}));
    return lobby.press.print(request, &desk, {"printing", in("printing.title"), std::move(values), problems,
                                              problems.empty() ? 200 : 422});
}

Reply show_printing(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return printing_form(lobby, request, desk, {});
}

/// 1 if nothing was typed, 0 for what is no number: refused where it is used.
int count_of(const std::string& typed) {
    const std::string text{trimmed(typed)};
    if (text.empty()) return 1;
    if (text.size() > 4 || text.find_first_not_of("0123456789") != std::string::npos) return 0;
    return std::stoi(text);
}

std::vector<std::string> codes_of(std::string typed) {
    for (char& sign : typed)
        if (sign == ',' || sign == ';') sign = ' ';
    std::istringstream words{typed};
    std::vector<std::string> codes;
    for (std::string word; words >> word;) codes.push_back(word);
    return codes;
}

Reply print_sheets(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            const service::PrintedSheets sheets{desk, lobby.office.catalogue(), lobby.office.resources()};
            const std::string kind = request.form.text("kind"), code = request.form.text("code");
            if (kind == "labels")
                return saved(sheets.labels(codes_of(code),
                                           {.stock = request.form.text("sheet"),
                                            .first = count_of(request.form.text("start"))},
                                           lobby.press.words(request).language),
                             "application/pdf", "labels.pdf");
            const bool is_type = kind.starts_with(of_type);
            return saved(sheets.sheet(is_type ? "type" : kind, is_type ? kind.substr(of_type.size()) : std::string{trimmed(code)},
                                      count_of(request.form.text("copies"))),
                         "application/pdf", "sheet.pdf");
        },
        [&](const std::vector<FieldProblem>& problems) { return printing_form(lobby, request, desk, problems); });
}

}  // namespace

void add_printing_page(Table& table) {
    table.add("GET", "/printing", staff, show_printing);
    table.add("POST", "/printing", staff, print_sheets);
}

}  // namespace arkki::web
