// A stack on the scanner: how it is to be scanned, how far it is, and what to do when it stands still.
#include <Poco/JSON/Object.h>

#include <sstream>

#include "custody/units.hpp"
#include "web/lobby.hpp"
#include "web/scan_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr int most_sheets = 5'000;

std::string path_of(BatchId batch) { return "/scans/" + std::to_string(batch.value()); }

std::vector<intake::Batch> waiting_stacks(const access::Desk& desk) {
    auto batches = intake::Batches{desk}.open_batches();
    std::erase_if(batches, [](const auto& batch) { return batch.way != "scan"; });
    return batches;
}

/// The device asked for, else the first.
const intake::ScannerDevice* device_asked(const service::ScanWork& scans, const Request& request) {
    const auto& fields = request.form.has("device") ? request.form : request.query;
    if (fields.has("device")) return &scans.device(fields.text("device"));
    return scans.devices().empty() ? nullptr : &scans.devices().front();
}

Value device_rows(const Words& in, service::ScanWork& scans, const intake::ScannerDevice& chosen,
                  const std::vector<intake::Batch>& waiting) {
    Value rows = Value::list();
    for (const auto& device : scans.devices()) {
        const auto state = scans.state(device.code);
        const bool waits = std::ranges::any_of(waiting, [&](const auto& batch) { return batch.device == device.code; });
        const std::string what = state.batch              ? "scanning"
                                 : waits                  ? "waits"
                                 : !state.trouble.empty() ? "trouble"
                                 : state.choices          ? "ready"
                                                          : "asking";
        rows.add({{"id", device.code},
                  {"name", device.name},
                  {"current", &device == &chosen},
                  {"mark", what == "ready" ? "good" : what == "trouble" ? "bad" : what == "waits" ? "warn" : "wait"},
                  {"state", in("scan.device." + what)}});
    }
    return rows;
}

Value stack_rows(const Words& in, const service::ScanWork& scans, const std::vector<intake::Batch>& waiting) {
    Value rows = Value::list();
    for (const auto& batch : waiting)
        rows.add({{"href", path_of(batch.id)},
                  {"text", in("scan.stack_of", {{"number", std::to_string(batch.id.value())},
                                                {"device", device_name(scans, batch.device)}})},
                  {"count", in.count("scan.count", batch.sheets)},
                  {"why", batch.halt.empty()                                ? in("scan.device.scanning")
                          : in.catalogue.has(in.language, batch.halt) ? in(batch.halt)
                                                                            : in("scan.broken")}});
    return rows;
}

/// The words of the driver stand behind numbers: they are foreign text.
void set_choices(Value& values, const Words& in, const FormView& form, const intake::ScanChoices& choices) {
    const auto usual = usual_choice(choices);
    const auto index = [](const std::vector<std::string>& all, const std::string& one) {
        return std::to_string(std::ranges::find(all, one) - all.begin());
    };
    if (choices.sources.size() > 1)
        values.set("source", form.choice("source", source_options(in, choices),
                                         {.label = in("scan.source"), .value = index(choices.sources, usual.source)}));
    if (choices.modes.size() > 1)
        values.set("mode", form.choice("mode", mode_options(in, choices),
                                       {.label = in("scan.mode"), .value = index(choices.modes, usual.mode)}));
    if (choices.resolutions.size() > 1)
        values.set("resolution", form.choice("resolution", resolution_options(in, choices),
                                             {.label = in("scan.resolution"), .value = std::to_string(usual.resolution)}));
}

void set_form(Value& values, const Words& in, const FormView& form, const service::ScannerState& state) {
    for (const auto* name : {"source", "mode", "resolution"}) values.set(name, false);
    if (state.choices) set_choices(values, in, form, *state.choices);
    values.set("sheets", form.text("sheets", {.label = in("scan.sheets"), .hint = in("scan.sheets_hint"), .narrow = true}));
    values.set("unit", form.text("unit", {.label = in("upload.unit"), .hint = in("upload.unit_hint"), .narrow = true}));
    auto series = series_options(in);
    series.insert(series.begin(), {"", in("upload.series_unknown")});
    values.set("series", form.choice("series", series, {.label = in("upload.series")}));
}

Reply scan_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    auto& scans = lobby.office.scans();
    const FormView form{in, request.form, problems};
    const auto waiting = waiting_stacks(desk);
    const auto* device = device_asked(scans, request);
    const auto state = device ? scans.state(device->code) : service::ScannerState{};
    const bool waits = device && std::ranges::any_of(waiting, [&](const auto& one) { return one.device == device->code; });
    const bool known_or_posted = state.choices || !problems.empty();
    Value values{{"has_waiting", !waiting.empty()},
                 {"waiting", stack_rows(in, scans, waiting)},
                 {"has_devices", device != nullptr},
                 {"several", scans.devices().size() > 1},
                 {"devices", device ? device_rows(in, scans, *device, waiting) : Value::list()},
                 {"device", device ? device->code : ""},
                 {"device_name", device ? device->name : ""},
                 {"ready", device && !waits && state.trouble.empty() && known_or_posted},
                 {"asking", device && !waits && state.trouble.empty() && !known_or_posted},
                 {"trouble", waits || state.trouble.empty() ? ""
                             : in.catalogue.has(in.language, state.trouble) ? in(state.trouble)
                                                                            : in("scan.broken")}};
    set_form(values, in, form, state);
    return lobby.press.print(request, &desk,
                             {"scan", in("scan.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_scan(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return scan_form(lobby, request, desk, {});
}

intake::ScanChoice choice_from(const Fields& form, const intake::ScanChoices& choices) {
    auto choice = usual_choice(choices);
    const auto pick = [&](const char* field, const std::vector<std::string>& all, std::string& one) {
        const auto index = form.number(field);
        if (!index) return;
        if (*index < 0 || *index >= std::ssize(all)) throw Error{Fault::invalid, "scan.refused", {}, field};
        one = all[static_cast<std::size_t>(*index)];
    };
    pick("source", choices.sources, choice.source);
    pick("mode", choices.modes, choice.mode);
    if (const auto dpi = form.number("resolution")) choice.resolution = static_cast<int>(std::clamp<std::int64_t>(*dpi, 0, 9'999));
    if (!offers(choices, choice)) throw Error{Fault::invalid, "scan.refused", {}, "resolution"};
    return choice;
}

service::NewScan scan_from(service::ScanWork& scans, const Request& request, const access::Desk& desk) {
    const auto& device = scans.device(request.form.required("device"));
    const auto known = scans.state(device.code).choices;
    service::NewScan wanted{device.code, choice_from(request.form, known ? *known : scans.ask(device.code)), {}, {}, {}};
    if (const auto sheets = request.form.number("sheets")) {
        if (*sheets < 1 || *sheets > most_sheets) throw Error{Fault::invalid, "scan.bad_sheets", {}, "sheets"};
        wanted.sheets = static_cast<int>(*sheets);
    }
    if (const auto series = request.form.text("series"); !series.empty()) wanted.series = archive::series_from(series);
    if (const auto code = request.form.text("unit"); !code.empty()) {
        const auto unit = desk.database().read([&](db::Read& read) { return custody::find_unit(read, code); });
        if (!unit) throw Error{Fault::not_found, "unit.unknown", {}, "unit"};
        wanted.unit = unit->id;
    }
    return wanted;
}

Reply begin_scan(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            auto& scans = lobby.office.scans();
            return see_other(path_of(scans.begin(desk, scan_from(scans, request, desk))));
        },
        [&](const std::vector<FieldProblem>& problems) { return scan_form(lobby, request, desk, problems); });
}

/// A stack, the state of its scanner and how many pages a sheet has.
struct Seen {
    intake::Batch batch;
    service::ScannerState state = {};
    int sides = 1;
};

Seen look_at(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    auto& scans = lobby.office.scans();
    Seen seen{intake::Batches{desk}.show(request.id_of<BatchId>("batch"))};
    if (seen.batch.way != "scan") throw Error{Fault::not_found, "batch.unknown"};
    const auto known = std::ranges::any_of(scans.devices(), [&](const auto& one) { return one.code == seen.batch.device; });
    if (known && seen.batch.open) seen.state = scans.running(seen.batch.device);
    const auto choice = desk.database().read([&](db::Read& read) { return intake::choice_of(read, seen.batch.id); });
    seen.sides = intake::both_sides(choice.source) ? 2 : 1;
    return seen;
}

/// The documents of the sheets whose pictures would not be refused to this session.
std::set<DocumentId> seen_by(const access::Desk& desk, const std::vector<intake::ScannedSheet>& sheets) {
    std::set<DocumentId> documents;
    for (const auto& sheet : sheets)
        if (sheet.document && sheet.page > 0) documents.insert(*sheet.document);
    desk.database().read([&](db::Read& read) {
        std::erase_if(documents, [&](DocumentId document) {
            return !desk.refusal(read, access::object_of(document), access::PreviewDocument::action).empty();
        });
    });
    return documents;
}

Reply show_stack(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const auto seen = look_at(lobby, request, desk);
    const auto sheets = intake::scanned_sheets(desk, seen.batch.id);
    Value values{{"stack", stack_value(in, seen.batch, seen.state, seen.sides)},
                 {"title", in("scan.stack_of", {{"number", std::to_string(seen.batch.id.value())},
                                                {"device", device_name(lobby.office.scans(), seen.batch.device)}})},
                 {"device", seen.batch.device},
                 {"sheets", sheet_rows(in, sheets, seen_by(desk, sheets))}};
    return lobby.press.print(request, &desk,
                             {"scan_stack", in("scan.stack", {{"number", std::to_string(seen.batch.id.value())}}),
                              std::move(values)});
}

/// For scripts: numbers and codes alone.
Reply stack_state(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto seen = look_at(lobby, request, desk);
    Poco::JSON::Object state{Poco::JSON_PRESERVE_KEY_ORDER};
    state.set("batch", seen.batch.id.value());
    state.set("open", seen.batch.open);
    state.set("running", seen.state.batch == seen.batch.id);
    state.set("halt", seen.batch.halt);
    state.set("sheets", seen.batch.sheets);
    if (seen.batch.sheets_told) state.set("told", *seen.batch.sheets_told);
    state.set("separators", seen.batch.separators);
    state.set("waiting", seen.batch.waiting);
    state.set("sheet", seen.state.sheet);
    state.set("percent", seen.state.percent);
    std::ostringstream text;
    state.stringify(text);
    return json(text.str());
}

Reply go_on(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto batch = request.id_of<BatchId>("batch");
    lobby.office.scans().go_on(desk, batch);
    return see_other(path_of(batch));
}

Reply cancel(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto batch = request.id_of<BatchId>("batch");
    lobby.office.scans().cancel(desk, batch);
    return see_other(path_of(batch));
}

Reply finish(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto batch = request.id_of<BatchId>("batch");
    lobby.office.scans().finish(desk, batch);
    return see_other(path_of(batch));
}

Reply show_preview(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto page = static_cast<int>(request.ids.number("page").value_or(0));
    return shown(intake::preview(desk, lobby.office.shelves().vault, request.id_of<ArrivalId>(), page), "image/jpeg");
}

}  // namespace

void add_scan_pages(Table& table) {
    table.add("GET", "/scan", staff, show_scan);
    table.add("POST", "/scan", staff, begin_scan);
    table.add("GET", "/scans/{batch}", staff, show_stack);
    table.add("GET", "/scans/{batch}/state", staff, stack_state);
    table.add("POST", "/scans/{batch}/continue", staff, go_on);
    table.add("POST", "/scans/{batch}/cancel", staff, cancel);
    table.add("POST", "/scans/{batch}/finish", staff, finish);
    table.add("GET", "/arrivals/{id}/pages/{page}/thumbnail", staff, show_preview);
}

}  // namespace arkki::web
