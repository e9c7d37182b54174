// New files from the browser.
#include "custody/units.hpp"
#include "intake/intake.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

Reply upload_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                  const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    auto series = series_options(in);
    series.insert(series.begin(), {"", in("upload.series_unknown")});
    Value values;
    values.set("file.problem", form.problem("file"));
    values.set("series", form.choice("series", series, {.label = in("upload.series")}));
    values.set("unit", form.text("unit", {.label = in("upload.unit"), .hint = in("upload.unit_hint"), .narrow = true}));
    return lobby.press.print(request, &desk,
                             {"upload", in("upload.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_upload(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return upload_form(lobby, request, desk, {});
}

intake::Source source_of(const Request& request, const access::Desk& desk) {
    intake::Source source{"upload", {}, "", {}, {}};
    if (const auto series = request.form.text("series"); !series.empty()) source.series = archive::series_from(series);
    if (const auto code = request.form.text("unit"); !code.empty()) {
        const auto unit = desk.database().read([&](db::Read& read) { return custody::find_unit(read, code); });
        if (!unit) throw Error{Fault::not_found, "unit.unknown", {}, "unit"};
        source.unit = unit->id;
    }
    return source;
}

Reply upload(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            auto source = source_of(request, desk);
            if (request.uploads.empty()) throw Error{Fault::invalid, "upload.no_file", {}, "file"};
            const auto intake = lobby.office.intake(desk);
            for (const auto& file : request.uploads) {
                source.name = file.file_name();
                static_cast<void>(intake.receive(file.descriptor(), source));
            }
            return see_other("/inbox?done=upload");
        },
        [&](const std::vector<FieldProblem>& problems) { return upload_form(lobby, request, desk, problems); });
}

}  // namespace

void add_upload_pages(Table& table, std::uint64_t upload_limit) {
    table.add("GET", "/upload", staff, show_upload);
    table.add("POST", "/upload", staff, upload, upload_limit);
}

}  // namespace arkki::web
