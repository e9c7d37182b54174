// New files from the browser, and what became of them.
#include "custody/units.hpp"
#include "intake/batches.hpp"
#include "intake/delivery.hpp"
#include "web/lobby.hpp"
#include "web/upload_pages.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using intake::State;
using lang::Value;

constexpr int key_bytes = 16;

Reply upload_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                  const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    auto series = series_options(in);
    series.insert(series.begin(), {"", in("upload.series_unknown")});
    Value values;
    const std::string kept = request.form.text("key");  // the same files sent again stay the same files
    const bool key_spent = !problems.empty() && problems.front().key == "upload.key_used";
    values.set("key", kept.empty() || key_spent ? hex(random_bytes(lobby.office.world().randomness, key_bytes)) : kept);
    values.set("script", lobby.assets.href("upload.js"));
    values.set("most_megabytes", number_text(static_cast<std::int64_t>(lobby.office.settings().upload_limit >> 20)));
    values.set("file.problem", form.problem("file"));
    values.set("series", form.choice("series", series, {.label = in("upload.series")}));
    values.set("unit", form.text("unit", {.label = in("upload.unit"), .hint = in("upload.unit_hint"), .narrow = true}));
    return lobby.press.print(request, &desk,
                             {"upload", in("upload.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_upload(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return upload_form(lobby, request, desk, {});
}

Reply upload(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            const auto sent = intake::deliver(desk, lobby.office.intake(desk), lobby.office.settings().spool(),
                                              delivery_of(request, desk, "upload", request.form.text("key")));
            return see_other("/uploads/" + std::to_string(sent.batch.value()) + (sent.repeated ? "?done=upload_again" : ""));
        },
        [&](const std::vector<FieldProblem>& problems) { return upload_form(lobby, request, desk, problems); });
}

std::string reason_text(const Words& in, const intake::Arrival& arrival) {
    if (arrival.state == State::duplicate) return in("upload.known");
    if (arrival.reason.empty()) return {};
    return in(in.catalogue.has(in.language, arrival.reason) ? arrival.reason : "inbox.no_reason");
}

Value file_row(const Words& in, const intake::Arrival& arrival) {
    const bool counted = arrival.pages_total > 0;
    return {{"id", arrival.id.value()},
            {"file_name", arrival.document ? in("upload.sheet", {{"number", std::to_string(arrival.sheet)}})
                                           : arrival.name.reveal()},
            {"size", size_text(in, arrival.size)},
            {"mark", arrival.state == State::quarantined ? "bad"
                     : arrival.state == State::duplicate ? "warn"
                     : arrival.state == State::filed || arrival.state == State::unpacked ? "good"
                                                                                         : "wait"},
            {"state_code", intake::code(arrival.state)},
            {"state", in("inbox.state." + std::string{intake::code(arrival.state)})},
            {"pages", counted ? in("inbox.pages_read", {{"read", std::to_string(arrival.pages_read)},
                                                        {"of", std::to_string(arrival.pages_total)}})
                              : std::string{}},
            {"reason", reason_text(in, arrival)}};
}

/// What became of each file, live.
Reply show_sent(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const auto batch = request.id_of<BatchId>();
    const auto arrivals = intake::arrivals_of(desk, lobby.office.intake(desk), batch);
    Value files = Value::list();
    bool under_way = false;
    for (const auto& arrival : arrivals) {
        files.add(file_row(in, arrival));
        under_way |= arrival.state == State::received || arrival.state == State::reading || arrival.state == State::read;
    }
    const auto title = in("upload.sent");
    Value values{{"batch", batch.value()},
                 {"sent_title", title},
                 {"under_way", under_way},
                 {"files", std::move(files)}};
    return lobby.press.print(request, &desk, {"uploaded", title, std::move(values)});
}

}  // namespace

intake::Delivery delivery_of(const Request& request, const access::Desk& desk, std::string way, std::string key) {
    intake::Delivery delivery{std::move(way), std::move(key), {}, {}, {}};
    if (const auto series = request.form.text("series"); !series.empty()) delivery.series = archive::series_from(series);
    if (const auto code = request.form.text("unit"); !code.empty()) {
        const auto unit = desk.database().read([&](db::Read& read) { return custody::find_unit(read, code); });
        if (!unit) throw Error{Fault::not_found, "unit.unknown", {}, "unit"};
        delivery.unit = unit->id;
    }
    const auto hashes = request.form.all("sha256");
    const std::string stated = request.header("X-Content-SHA256");
    for (std::size_t n = 0; n < request.uploads.size(); ++n) {
        const Upload& file = request.uploads[n];
        std::string hash = n < hashes.size() ? hashes[n] : "";
        if (request.uploads.size() == 1 && !stated.empty()) hash = stated;
        delivery.files.push_back({file.descriptor(), file.file_name(), std::move(hash)});
    }
    return delivery;
}

void add_upload_pages(Table& table, std::uint64_t upload_limit) {
    table.add("GET", "/upload", staff, show_upload);
    table.add("POST", "/upload", staff, upload, upload_limit);
    table.add("GET", "/uploads/{id}", staff, show_sent);
}

}  // namespace arkki::web
