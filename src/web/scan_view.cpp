#include "web/scan_view.hpp"

#include <array>

#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

std::string sheets_text(const Words& in, const intake::Batch& batch, int sides) {
    const int sheets = (batch.sheets + sides - 1) / sides;
    if (!batch.sheets_told) return in.count("scan.count", sheets);
    return in("scan.count_of",
              {{"count", std::to_string(sheets)}, {"told", std::to_string(*batch.sheets_told / sides)}});
}

std::string safe_text(const Words& in, const intake::Batch& batch, int sides) {
    if (batch.sheets == 0) return in("scan.safe.none");
    if (sides > 1) return in("scan.safe.pages", {{"last", std::to_string(batch.sheets)}});
    if (batch.sheets == 1) return in("scan.safe.one");
    return in("scan.safe.many", {{"last", std::to_string(batch.sheets)}});
}

/// What happened, what is safe, what to do now.
Value halt_value(const Words& in, const intake::Batch& batch, int sides) {
    const auto known = [&](const std::string& key) { return in.catalogue.has(in.language, key); };
    const std::string what = known(batch.halt) ? batch.halt : "scan.broken";
    const std::string act = known(what + ".do") ? what + ".do" : "scan.other.do";
    const int sheets = (batch.sheets + sides - 1) / sides;
    std::string title = in(what);
    if (batch.halt == "scan.count_differs" && batch.sheets_told)
        title += " " + in("scan.differs_by", {{"told", std::to_string(*batch.sheets_told / sides)},
                                              {"count", std::to_string(sheets)}});
    const bool expected = batch.halt == "scan.next_sheet";
    return {{"title", title},
            {"safe", safe_text(in, batch, sides)},
            {"act", in(act)},
            {"look", expected ? "calm" : "wrong"},
            {"picture", picture_value(batch.halt)},
            {"may_continue", batch.halt != "scan.refused"},
            {"continue", in("scan.continue", {{"sheet", std::to_string(sheets + 1)}})},
            {"finish", batch.sheets == 0 ? in("scan.finish.none")
                       : batch.differs() ? in("scan.finish.differs", {{"count", std::to_string(sheets)}})
                                         : in.count("scan.finish", sheets)}};
}

Value done_value(const Words& in, const intake::Batch& batch) {
    const bool reading = batch.waiting > 0;
    return {{"title", in(batch.sheets > 0 ? "scan.done" : "scan.done.nothing")},
            {"text", batch.sheets == 0 ? ""
                     : reading ? in("scan.done.reading", {{"read", std::to_string(batch.pages_read)},
                                                          {"of", std::to_string(std::max(batch.pages, batch.sheets))}})
                               : in("scan.done.read")}};
}

std::string sheet_mark(const intake::ScannedSheet& sheet) {
    switch (sheet.state) {
        case intake::State::quarantined:
            return "bad";
        case intake::State::duplicate:
            return "warn";
        case intake::State::received:
        case intake::State::reading:
            return "wait";
        default:
            return sheet.cut_off ? "warn" : "good";
    }
}

/// A page without a document is seen by its arrival, any other through its document.
std::string thumbnail_of(const intake::ScannedSheet& sheet, const std::set<DocumentId>& seen) {
    if (sheet.pictured) return "/arrivals/" + std::to_string(sheet.arrival.value()) + "/pages/1/thumbnail";
    if (!sheet.document || sheet.page == 0 || !seen.contains(*sheet.document)) return {};
    return path_of(*sheet.document) + "/pages/" + std::to_string(sheet.page) + "/thumbnail";
}

}  // namespace

std::vector<Option> source_options(const Words& words, const intake::ScanChoices& choices) {
    std::vector<Option> options;
    for (const auto& source : choices.sources) {
        const std::string key = intake::both_sides(source)                         ? "scan.source.both"
                                : intake::feeds(source)                            ? "scan.source.feeder"
                                : source.find("latbed") != std::string::npos ? "scan.source.glass"
                                                                                   : "";
        options.push_back({std::to_string(options.size()), key.empty() ? source : words(key),
                           key.empty() ? "" : words(key + "_hint")});
    }
    return options;
}

std::vector<Option> mode_options(const Words& words, const intake::ScanChoices& choices) {
    std::vector<Option> options;
    for (const auto& mode : choices.modes) {
        const bool gray = mode.find("Gray") != std::string::npos;
        const std::string key = gray                                             ? "scan.mode.gray"
                                : mode.find("Color") != std::string::npos        ? "scan.mode.color"
                                : mode.find("Lineart") != std::string::npos      ? "scan.mode.lineart"
                                                                                 : "";
        options.push_back({std::to_string(options.size()), key.empty() ? mode : words(key),
                           gray ? words("scan.mode.gray_hint") : ""});
    }
    return options;
}

std::vector<Option> resolution_options(const Words& words, const intake::ScanChoices& choices) {
    std::vector<Option> options;
    for (const int dpi : choices.resolutions)
        options.push_back({std::to_string(dpi),
                           words(dpi == 300 ? "scan.dpi_usual" : "scan.dpi", {{"dpi", std::to_string(dpi)}})});
    return options;
}

std::string device_name(const service::ScanWork& scans, const std::string& code) {
    for (const auto& device : scans.devices())
        if (device.code == code) return device.name;
    return code;
}

Value picture_value(const std::string& halt) {
    const std::string what = halt.starts_with("scan.") ? halt.substr(5) : "";
    const bool paper = what == "no_paper" || what == "cancelled" || what == "interrupted" || what == "count_differs";
    const bool cover = what == "cover_open", jam = what == "jammed", glass = what == "next_sheet";
    return {{"jam", jam}, {"cover", cover}, {"paper", paper}, {"glass", glass},
            {"line", !jam && !cover && !paper && !glass}};
}

Value stack_value(const Words& words, const intake::Batch& batch, const service::ScannerState& state, int sides) {
    const bool running = state.batch == batch.id;
    const bool halted = batch.open && !running && !batch.halt.empty();
    const std::string now = state.sheet > 0
                                ? words("scan.now", {{"sheet", std::to_string((state.sheet + sides - 1) / sides)},
                                                     {"percent", std::to_string(state.percent)}})
                                : words("scan.starting");
    return {{"id", batch.id.value()},
            {"count", sheets_text(words, batch, sides)},
            {"running", batch.open && !halted},
            {"now", now},
            {"percent", state.percent},
            {"halted", halted},
            {"halt", halted ? halt_value(words, batch, sides) : Value{}},
            {"closed", !batch.open},
            {"done", batch.open ? Value{} : done_value(words, batch)},
            {"live", batch.open ? !halted || batch.waiting > 0 : batch.waiting > 0}};
}

Value sheet_rows(const Words& words, const std::vector<intake::ScannedSheet>& sheets,
                 const std::set<DocumentId>& seen) {
    Value rows = Value::list();
    for (const auto& sheet : sheets)
        rows.add({{"id", sheet.arrival.value()},
                  {"name", words("scan.sheet", {{"sheet", std::to_string(sheet.sheet)}})},
                  {"thumbnail", thumbnail_of(sheet, seen)},
                  {"mark", sheet_mark(sheet)},
                  {"state", words("inbox.state." + std::string{sheet.confirmed ? "confirmed" : intake::code(sheet.state)})},
                  {"blank", sheet.blank},
                  {"cut_off", sheet.cut_off}});
    return rows;
}

}  // namespace arkki::web
