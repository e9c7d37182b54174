// How the seal of the access log stands: in a sentence, by channel, and on paper.
#include "service/seal_sheet.hpp"
#include "service/seal_status.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;
using service::SealStatus;

const Roles auditor_and_admin{access::Role::auditor, access::Role::admin};

std::string entries(std::uint64_t size) { return number_text(static_cast<std::int64_t>(size)); }

/// "The log is sealed up to entry 48 211 (14:05). A copy of it has left the machine."
std::string sentence(const Words& in, const access::Desk& desk, const SealStatus& seal) {
    if (!seal.sealed_size) return in("seal.page.never", {{"count", entries(seal.log_size)}});
    const std::string sealed = in("seal.page.sealed", {{"count", entries(*seal.sealed_size)},
                                                       {"all", entries(seal.log_size)},
                                                       {"moment", moment_text(in, desk, *seal.sealed_at)}});
    if (!seal.outside_size) return sealed + " " + in("seal.page.nothing_outside");
    return sealed + " " +
           in("seal.page.outside",
              {{"count", entries(*seal.outside_size)}, {"moment", moment_text(in, desk, *seal.outside_at)}});
}

Value alarm_rows(const Words& in, const SealStatus& seal) {
    Value rows = Value::list();
    for (const auto& code : seal.alarms) rows.add({{"mark", "bad"}, {"text", in("seal.alarm." + code)}});
    if (seal.same_user) rows.add({{"mark", "warn"}, {"text", in("audit.same_user")}});
    if (seal.folder_here) rows.add({{"mark", "warn"}, {"text", in("audit.folder_here")}});
    return rows;
}

Value channel_row(const Words& in, const access::Desk& desk, const service::ChannelStatus& channel) {
    const auto& record = channel.record;
    const bool arrived = record.acknowledged_at.has_value();
    const bool unused = !channel.is_set && !arrived;
    const std::string state = channel.failing                      ? "failing"
                              : unused                             ? "unused"
                              : !record.code.empty()               ? "retries"
                              : record.waiting > 0                 ? "waits"
                              : arrived || channel.name == "paper" ? "good"
                                                                   : "waits";
    const std::string mark = state == "failing"   ? "bad"
                             : state == "retries" ? "warn"
                             : state == "good"    ? "good"
                                                  : "wait";
    return {{"channel", in("audit.channel." + channel.name)},
            {"mark", mark},
            {"state", in("seal.page.state." + state)},
            {"why", record.code.empty() ? "" : in(record.code)},
            {"last", arrived ? moment_text(in, desk, *record.acknowledged_at) : ""},
            {"size", record.acknowledged_size ? entries(*record.acknowledged_size) : ""},
            {"waiting", record.waiting > 0 ? number_text(record.waiting) : ""}};
}

Reply show_seal(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const SealStatus seal = service::seal_status(lobby.office);
    Value channels = Value::list();
    for (const auto& channel : seal.channels) channels.add(channel_row(in, desk, channel));
    Value values{{"look", !seal.alarms.empty() ? "bad"
                          : seal.good()        ? "good"
                                               : "warn"},
                 {"sentence", sentence(in, desk, seal)},
                 {"alarms", alarm_rows(in, seal)},
                 {"channels", std::move(channels)},
                 {"is_sealed", seal.sealed_size.has_value()},
                 {"size", seal.sealed_size ? std::to_string(*seal.sealed_size) : ""},
                 {"is_open", seal.closed.empty()}};
    return lobby.press.print(request, &desk, {"seal", in("seal.page.title"), std::move(values)});
}

/// The sealing work sees the wish within a second; the page is asked again by whoever wants to see.
Reply seal_now(const Lobby& lobby, const Request&, const access::Desk&) {
    lobby.office.seal_news().wish();
    return see_other("/seal");
}

std::uint64_t size_in(std::string_view text) {
    std::uint64_t size = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9' || size > 100'000'000'000'000'000) return 0;
        size = size * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return size;
}

Reply print_sheet(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto size = size_in(request.form.text("size"));
    const auto pdf = service::seal_sheet(lobby.office, desk, request.language, size);
    return saved(pdf, "application/pdf", "checkpoint-" + std::to_string(size) + ".pdf");
}

Reply filed(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    service::filed_in_binder(lobby.office, desk, size_in(request.form.text("size")));
    return see_other("/seal");
}

}  // namespace

void add_seal_pages(Table& table) {
    table.add("GET", "/seal", auditor_and_admin, show_seal);
    table.add("POST", "/seal/now", auditor_and_admin, seal_now);
    table.add("POST", "/seal/sheet", auditor_and_admin, print_sheet);
    table.add("POST", "/seal/filed", auditor_and_admin, filed);
}

}  // namespace arkki::web
