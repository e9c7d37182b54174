#include <Poco/JSON/Array.h>
#include <unistd.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <fstream>
#include <iostream>
#include <sstream>

#include "audit/evidence.hpp"
#include "audit/export.hpp"
#include "audit/query.hpp"
#include "audit/verify.hpp"
#include "cli/context.hpp"

namespace arkki::cli {
namespace {

constexpr int does_not_hold = 8;

audit::VerifyOptions options_with(const std::string& checkpoint) {
    audit::VerifyOptions options;
    if (!checkpoint.empty()) {
        std::ifstream in{checkpoint};
        if (!in) throw Error{Fault::not_found, "cli.no_file", {}, "checkpoint"};
        std::ostringstream text;
        text << in.rdbuf();
        options.outside = tlog::checkpoint_from(text.str());
    }
    if (::isatty(STDERR_FILENO) != 0)
        options.progress = [](std::uint64_t done, std::uint64_t of) {
            std::cerr << "\r" << done << "/" << of << std::flush;
        };
    return options;
}

/// Reveals nothing but whether the log holds, so nobody has to sign in for it.
void verify(Context& context, const std::string& checkpoint) {
    auto& office = context.office();
    const auto options = options_with(checkpoint);
    const auto result = audit::verify(office.database(), office.world().wall_clock, options);
    if (options.progress) std::cerr << '\n';
    Poco::JSON::Array problems;
    std::string text = (result.ok ? "ok\t" : "does not hold\t") + std::to_string(result.size) + "\t" + result.root;
    for (const auto& problem : result.problems) {
        auto entry = line();
        entry.set("seq", problem.seq ? Poco::Dynamic::Var{problem.seq->value()} : Poco::Dynamic::Var{});
        entry.set("problem", problem.key);
        problems.add(entry);
        text += "\n" + (problem.seq ? std::to_string(problem.seq->value()) : std::string{"-"}) + "\t" + problem.key;
    }
    auto answer = line();
    answer.set("ok", result.ok);
    answer.set("size", result.size);
    answer.set("root", result.root);
    answer.set("problems", problems);
    context.say(answer, text);
    if (!result.ok) context.exit_code = does_not_hold;
}

/// The whole log as JSON Lines and CSV, and the checkpoint it ends with.
void export_log(Context& context, const std::filesystem::path& folder) {
    const auto& desk = context.desk();
    desk.require("log.export");
    const audit::Filter everything;
    auto event = audit::log_read(desk.event("log.exported"), everything, 0);
    event.action = "log.exported";
    desk.log().append(event);
    std::filesystem::create_directories(folder);
    std::ofstream lines{folder / "entries.jsonl", std::ios::binary};
    std::ofstream table{folder / "entries.csv", std::ios::binary};
    std::ofstream checkpoint{folder / "checkpoint", std::ios::binary};
    const auto count = audit::write_json_lines(desk.database(), everything, lines);
    audit::write_csv(desk.database(), everything, desk.wall_clock(), table);
    checkpoint << tlog::checkpoint_text(desk.database().read([](db::Read& read) { return audit::current(read); }));
    if (!lines.flush() || !table.flush() || !checkpoint.flush())
        throw Error{Fault::unavailable, "cli.cannot_write", {}, "directory"};
    auto answer = line();
    answer.set("entries", count);
    context.say(answer, std::to_string(count));
}

}  // namespace

void add_audit(CLI::App& app, Context& context) {
    auto* const audit = app.add_subcommand("audit", "the access log");
    audit->require_subcommand(1);
    auto* const verifying = audit->add_subcommand("verify", "whether the log was touched");
    auto checkpoint = std::make_shared<std::string>();
    verifying->add_option("--checkpoint", *checkpoint, "a copy that had left the machine");
    verifying->callback([&context, checkpoint] { verify(context, *checkpoint); });

    auto* const exporting = audit->add_subcommand("export", "entries as JSON Lines and CSV, with the checkpoint");
    auto folder = std::make_shared<std::string>();
    exporting->add_option("directory", *folder)->required();
    exporting->callback([&context, folder] { export_log(context, *folder); });

    auto* const proving = audit->add_subcommand("proof", "evidence for one entry");
    auto seq = std::make_shared<std::int64_t>();
    proving->add_option("seq", *seq)->required();
    proving->callback([&context, seq] {
        const auto& desk = context.desk();
        desk.require("log.export");
        auto event = desk.event("log.proved");
        event.args = {{"seq", std::to_string(*seq)}};
        desk.log().append(event);
        const auto evidence =
            desk.database().read([&](db::Read& read) { return audit::evidence(read, EventId{*seq}); });
        std::cout << evidence.proof << evidence.entry << '\n';
    });
}

}  // namespace arkki::cli
