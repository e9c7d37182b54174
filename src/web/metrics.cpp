// Figures for whoever watches machines: Prometheus text, to this machine alone. Numbers, no names.
#include <algorithm>
#include <filesystem>

#include "service/seal_status.hpp"
#include "service/work_status.hpp"
#include "web/lobby.hpp"

namespace arkki::web {
namespace {

class Figures {
public:
    void add(std::string_view name, std::string_view help, double value) {
        head(name, help);
        line(std::string{name}, value);
    }
    void head(std::string_view name, std::string_view help) {
        text_ += "# HELP " + std::string{name} + ' ' + std::string{help} + "\n# TYPE " + std::string{name} + " gauge\n";
    }
    void line(const std::string& name, double value) {
        auto number = std::to_string(value);
        number.erase(number.find_last_not_of('0') + 1);
        if (number.ends_with('.')) number.pop_back();
        text_ += name + ' ' + number + '\n';
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string text_;
};

double seconds(std::optional<Instant> at) { return at ? static_cast<double>(microseconds(*at)) / 1e6 : 0; }

void add_seal(Figures& figures, service::Office& office) {
    const auto seal = service::seal_status(office);
    figures.add("arkki_log_entries", "Entries of the access log", static_cast<double>(seal.log_size));
    figures.add("arkki_log_open", "1 if entries can be appended", seal.closed.empty() ? 1 : 0);
    figures.add("arkki_checkpoint_entries", "Entries in the last checkpoint",
                static_cast<double>(seal.sealed_size.value_or(0)));
    figures.add("arkki_checkpoint_time_seconds", "When the last checkpoint was made", seconds(seal.sealed_at));
    figures.head("arkki_anchor_entries", "Entries in the last checkpoint a channel acknowledged");
    for (const auto& channel : seal.channels)
        if (channel.is_set || channel.record.acknowledged_size)
            figures.line("arkki_anchor_entries{channel=\"" + channel.name + "\"}",
                         static_cast<double>(channel.record.acknowledged_size.value_or(0)));
    figures.head("arkki_anchor_waiting", "Checkpoints that wait for a channel");
    for (const auto& channel : seal.channels)
        if (channel.is_set)
            figures.line("arkki_anchor_waiting{channel=\"" + channel.name + "\"}",
                         static_cast<double>(channel.record.waiting));
    figures.head("arkki_seal_alarm", "1 for each alarm of the seal");
    for (const auto& code : service::seal_alarm_codes())
        figures.line("arkki_seal_alarm{code=\"" + code + "\"}", std::ranges::count(seal.alarms, code) > 0 ? 1 : 0);
}

void add_work(Figures& figures, service::Office& office) {
    const auto work = service::work_status(office);
    const auto& tally = work.arrivals;
    figures.add("arkki_arrivals_waiting", "Files that wait to be read", static_cast<double>(tally.waiting));
    figures.add("arkki_arrivals_stuck", "Files that wait for a person",
                static_cast<double>(tally.quarantined + tally.duplicates));
    figures.add("arkki_arrivals_oldest_seconds", "When the oldest of those that wait came in", seconds(tally.oldest));
    figures.head("arkki_arrivals", "Files that are not at their end, by state");
    for (const auto& [state, count] : work.by_state)
        figures.line("arkki_arrivals{state=\"" + state + "\"}", static_cast<double>(count));
    figures.head("arkki_jobs", "Work by kind and state");
    for (const auto& [kind, jobs] : work.jobs)
        for (const auto& [state, count] :
             {std::pair{"waiting", jobs.waiting}, {"running", jobs.running}, {"failed", jobs.failed}})
            figures.line("arkki_jobs{kind=\"" + kind + "\",state=\"" + state + "\"}", static_cast<double>(count));
    figures.head("arkki_jobs_oldest_seconds", "When the oldest work that is not done was ordered");
    for (const auto& [kind, jobs] : work.jobs)
        figures.line("arkki_jobs_oldest_seconds{kind=\"" + kind + "\"}", seconds(jobs.oldest));
    figures.add("arkki_reading_good", "1 if pages are read in time",
                work.reading == service::WorkStatus::Reading::good ? 1 : 0);
    figures.head("arkki_scanner_good", "0 for a scanner that did not answer");
    for (const auto& scanner : work.scanners)
        figures.line("arkki_scanner_good{device=\"" + scanner.code + "\"}", scanner.trouble.empty() ? 1 : 0);
    figures.add("arkki_folder_left", "Files that stay in the hot folders", static_cast<double>(work.left_alone));
    std::error_code fault;
    const auto space = std::filesystem::space(office.settings().data, fault);
    if (!fault)
        figures.add("arkki_disk_free_bytes", "Free in the data directory", static_cast<double>(space.available));
}

/// A request that a proxy has passed on comes from elsewhere, whatever the socket's address says.
bool from_this_machine(const Request& request) {
    const bool passed_on = !request.header("X-Forwarded-For").empty() || !request.header("Forwarded").empty();
    return !passed_on && (request.address == "127.0.0.1" || request.address == "::1");
}

Reply metrics(const Lobby& lobby, const Request& request, const access::Desk*) {
    if (!from_this_machine(request)) throw Error{Fault::not_found, "web.no_page"};
    Figures figures;
    add_seal(figures, lobby.office);
    add_work(figures, lobby.office);
    figures.add("arkki_live_pages", "Open pages that are told what changes", lobby.live.listeners());
    Reply reply;
    reply.type = "text/plain; version=0.0.4; charset=utf-8";
    reply.body = figures.take();
    return reply;
}

}  // namespace

void add_metrics(Table& table) { table.open("GET", "/metrics", metrics); }

}  // namespace arkki::web
