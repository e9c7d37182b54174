#include <unistd.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <atomic>
#include <csignal>
#include <iostream>
#include <thread>

#include "cli/context.hpp"
#include "cli/progress_bar.hpp"
#include "custody/units.hpp"
#include "service/job_runner.hpp"
#include "service/scan_work.hpp"

namespace arkki::cli {
namespace {

using namespace std::chrono_literals;

struct Options {
    std::string device, source, mode, place, type;
    int resolution = 0, sheets = 0;
    std::int64_t go_on = 0, finish = 0;
    bool list = false, waiting = false;
};

std::atomic<bool> interrupted = false;  ///< Ctrl-C: the sheets that are in stay, the batch waits

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : "|") + word;
    return text;
}

/// Every device of the settings, asked now.
void list(Context& context) {
    auto& scans = context.office().scans();
    for (const auto& device : scans.devices()) {
        auto result = line();
        result.set("device", device.code);
        result.set("name", device.name);
        std::string state = "ready", more;
        try {
            const auto choices = scans.ask(device.code);
            result.set("sources", joined(choices.sources));
            result.set("modes", joined(choices.modes));
            std::vector<std::string> dpi;
            for (const int value : choices.resolutions) dpi.push_back(std::to_string(value));
            result.set("resolutions", joined(dpi));
            more = "\t" + joined(choices.sources) + "\t" + joined(choices.modes) + "\t" + joined(dpi);
        } catch (const Error& error) {
            state = error.key();
        }
        result.set("state", state);
        context.say(result, device.code + "\t" + device.name + "\t" + state + more);
    }
}

/// @returns true if the batch is complete
bool tell(Context& context, const intake::Batch& batch) {
    auto result = line();
    result.set("batch", batch.id.value());
    result.set("state", batch.open ? "waits" : "closed");
    result.set("device", batch.device);
    result.set("sheets", batch.sheets);
    if (batch.sheets_told) result.set("told", *batch.sheets_told);
    result.set("separators", batch.separators);
    result.set("filed", batch.filed);
    result.set("reason", batch.halt);
    context.say(result, std::to_string(batch.id.value()) + "\t" + (batch.open ? "waits" : "closed") + "\t" +
                            std::to_string(batch.sheets) +
                            (batch.sheets_told ? "/" + std::to_string(*batch.sheets_told) : "") +
                            (batch.halt.empty() ? "" : "\t" + batch.halt));
    return !batch.open;
}

service::NewScan wanted(Context& context, const Options& options) {
    auto& scans = context.office().scans();
    const auto& device = scans.device(options.device);
    auto choice = usual_choice(scans.ask(device.code));
    if (!options.source.empty()) choice.source = options.source;
    if (!options.mode.empty()) choice.mode = options.mode;
    if (options.resolution > 0) choice.resolution = options.resolution;
    service::NewScan scan{device.code, choice, {}, {}, {}};
    if (options.sheets > 0) scan.sheets = options.sheets;
    if (!options.type.empty()) scan.series = archive::series_from(options.type);
    if (!options.place.empty()) {
        const auto unit =
            context.office().database().read([&](db::Read& read) { return custody::find_unit(read, options.place); });
        if (!unit) throw Error{Fault::not_found, "unit.unknown", {}, "place"};
        scan.unit = unit->id;
    }
    return scan;
}

/// Until all that is in is read, by this process or by the service beside it.
intake::Batch read_all(Context& context, const access::Desk& desk, BatchId id) {
    service::JobRunner runner{context.office(), [](const std::string& trouble) { std::cerr << trouble + "\n"; }};
    ProgressBar bar;
    runner.start();
    const auto settled = [](const intake::Batch& batch) {
        return batch.sheets == batch.filed + batch.separators + batch.duplicates + batch.quarantined;
    };
    auto batch = intake::Batches{desk}.show(id);
    for (; !settled(batch) && !interrupted; batch = intake::Batches{desk}.show(id)) {
        bar.show(batch.pages_read, std::max(batch.pages, batch.sheets));
        std::this_thread::sleep_for(100ms);
        if (runner.at_rest() && !settled(intake::Batches{desk}.show(id))) break;
    }
    runner.stop();
    bar.clear();
    return batch;
}

void scan(Context& context, const Options& options) {
    const auto& desk = context.desk_or_machine("intake");
    auto& scans = context.office().scans();
    scans.recover([](const std::string& text) { std::cerr << text << '\n'; });
    const bool goes_on = options.go_on > 0;
    const auto batch = goes_on ? BatchId{options.go_on} : scans.begin(desk, wanted(context, options));
    if (goes_on) scans.go_on(desk, batch);
    std::signal(SIGINT, [](int) { interrupted = true; });
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    int told = 0;
    scans.wait(batch, [&](int sheet, int percent) {
        if (interrupted) scans.cancel(desk, batch);
        if (!terminal && told == sheet) return;
        std::cerr << (terminal ? "\r" : "") << sheet << ": " << percent << " % " << (terminal ? "" : "\n") << std::flush;
        told = sheet;
    });
    if (terminal && told > 0) std::cerr << '\n';
    auto seen = intake::Batches{desk}.show(batch);
    if (!seen.open) seen = read_all(context, desk, batch);
    if (!tell(context, seen)) context.exit_code = 7;
}

void finish(Context& context, BatchId batch) {
    const auto& desk = context.desk_or_machine("intake");
    context.office().scans().finish(desk, batch);
    tell(context, read_all(context, desk, batch));
}

void waiting(Context& context) {
    const auto& desk = context.desk_or_machine("intake");
    for (const auto& batch : intake::Batches{desk}.open_batches())
        if (batch.way == "scan") tell(context, batch);
}

}  // namespace

void add_scan(CLI::App& app, Context& context) {
    auto* const command = app.add_subcommand("scan", "scan a stack and take it in");
    auto options = std::make_shared<Options>();
    command->add_option("--device", options->device, "scanner of the settings, by code or name");
    command->add_option("--source", options->source, "ADF, Flatbed, as --list says");
    command->add_option("--mode", options->mode, "Gray, Color");
    command->add_option("--resolution", options->resolution, "dpi")->check(CLI::Range(50, 2400));
    command->add_option("--pages", options->sheets, "sheets counted by hand")->check(CLI::Range(1, 5000));
    command->add_option("--place", options->place, "binder in which the paper stands, such as K2-H3-M07");
    command->add_option("--type", options->type, "document type");
    command->add_option("--continue", options->go_on, "go on with a stack that waits, by its number");
    command->add_option("--finish", options->finish, "no sheet follows to this stack");
    command->add_flag("--waiting", options->waiting, "the stacks that wait, and why");
    command->add_flag("--list", options->list, "the scanners and what they can do");
    command->callback([&context, options] {
        if (options->list) return list(context);
        if (options->waiting) return waiting(context);
        if (options->finish > 0) return finish(context, BatchId{options->finish});
        if (options->go_on == 0 && options->device.empty()) throw CLI::RequiredError{"--device"};
        scan(context, *options);
    });
}

}  // namespace arkki::cli
