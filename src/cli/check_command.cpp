// Whether all that is kept fits together, and reading anew what an older engine has read.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <iostream>
#include <memory>
#include <thread>

#include "cli/context.hpp"
#include "cli/progress_bar.hpp"
#include "service/deep_check.hpp"
#include "service/job_runner.hpp"

namespace arkki::cli {
namespace {

using namespace std::chrono_literals;

constexpr int does_not_hold = 8;

struct CheckOptions {
    bool quick = false, sweep = false;
    int minutes = 60;
};

void check(Context& context, const CheckOptions& options) {
    auto& office = context.office();
    const std::chrono::seconds age = std::chrono::minutes{options.minutes};
    context.desk_or_machine("maintenance").require("log.prune");
    if (options.sweep) {
        const auto swept = service::sweep_blobs(office, age);
        auto answer = line();
        answer.set("swept", swept);
        context.say(answer, "swept\t" + std::to_string(swept));
    }
    ProgressBar bar;
    const auto checked = service::deep_check(
        office, {.open_blobs = !options.quick, .orphans_from = age, .on_progress = [&](auto done, auto of) {
                     if (done % 50 == 0) bar.show(static_cast<int>(done), static_cast<int>(of));
                 }});
    bar.clear();
    const lang::Catalogue catalogue{context.settings().messages};
    const auto language = terminal_language();
    for (const auto& finding : checked.findings) {
        auto row = line();
        row.set("finding", finding.key);
        row.set("what", finding.what);
        context.say(row, finding.key + "\t" + finding.what + "\t" +
                             (catalogue.has(language, finding.key) ? catalogue.text(language, finding.key) : ""));
    }
    auto answer = line();
    answer.set("good", checked.findings.empty());
    answer.set("blobs", checked.blobs);
    answer.set("stored", checked.stored);
    answer.set("young", checked.young);
    answer.set("entries", checked.entries);
    answer.set("findings", static_cast<std::int64_t>(checked.findings.size()));
    context.say(answer, std::to_string(checked.blobs) + " / " + std::to_string(checked.stored) + " blobs, " +
                            std::to_string(checked.entries) + " entries: " + std::to_string(checked.findings.size()));
    if (!checked.findings.empty()) context.exit_code = does_not_hold;
}

struct RereadOptions {
    bool all = false, background = false;
    std::int64_t document = 0;
};

/// Reads what was ordered, in this process and beside a service that runs, until nothing is left.
jobs::Tally read_anew(Context& context, const std::string& engine, int ordered) {
    auto& office = context.office();
    const auto look = [&] {
        return office.database().read(
            [&](db::Read& read) { return jobs::tally_with(read, "read", intake::engine_code(engine)); });
    };
    service::JobRunner runner{office, [](const std::string& trouble) { std::cerr << trouble + "\n"; }};
    ProgressBar bar;
    runner.start();
    auto now = look();
    for (; now.waiting + now.running > 0; now = look()) {
        bar.show(ordered - static_cast<int>(now.waiting + now.running), ordered);
        if (runner.at_rest()) throw Error{Fault::unavailable, "intake.waits"};
        std::this_thread::sleep_for(200ms);
    }
    runner.stop();
    return now;
}

void reread(Context& context, const RereadOptions& options) {
    if (options.all == (options.document != 0)) throw Error{Fault::invalid, "reread.what", {}, "all"};
    auto& office = context.office();
    const auto& desk = context.desk_or_machine("intake");
    const std::string engine = office.reader().engine();
    const int ordered = intake::order_rereads(
        desk, engine, options.all ? std::nullopt : std::optional{DocumentId{options.document}});
    jobs::Tally left;
    if (!options.background && ordered > 0) left = read_anew(context, engine, ordered);
    auto answer = line();
    answer.set("ordered", ordered);
    answer.set("failed", left.failed);
    context.say(answer, std::to_string(ordered) + (left.failed > 0 ? " - " + std::to_string(left.failed) : ""));
}

}  // namespace

void add_check(CLI::App& app, Context& context) {
    auto* const command = app.add_subcommand("check", "database, blobs and log against each other");
    auto options = std::make_shared<CheckOptions>();
    command->add_flag("--quick", options->quick, "look whether each blob is there, do not open it");
    command->add_flag("--sweep", options->sweep, "first remove the blobs that nothing names");
    command->add_option("--older", options->minutes, "minutes after which a blob without a name is called one")
        ->check(CLI::Range(0, 1'000'000));
    command->callback([&context, options] { check(context, *options); });

    auto* const anew = app.add_subcommand("reread", "read again the pages that another engine has read");
    auto pages = std::make_shared<RereadOptions>();
    anew->add_flag("--all", pages->all, "of every document");
    anew->add_option("--document", pages->document, "of this one");
    anew->add_flag("--background", pages->background, "only order it; the service reads");
    anew->callback([&context, pages] { reread(context, *pages); });
}

}  // namespace arkki::cli
