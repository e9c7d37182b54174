#include <fcntl.h>
#include <unistd.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <iostream>
#include <thread>

#include "cli/context.hpp"
#include "custody/units.hpp"
#include "service/intake_work.hpp"

namespace arkki::cli {
namespace {

using namespace std::chrono_literals;

struct Options {
    std::vector<std::string> paths;
    std::string place, type;
    bool inbox = false;
};

intake::Source source_of(Context& context, const Options& options, const std::filesystem::path& path) {
    intake::Source source{"command", PersonalText{path.filename().string()}, {}, {}, {}};
    if (!options.type.empty()) source.series = archive::series_from(options.type);
    if (options.place.empty()) return source;
    const auto unit =
        context.office().database().read([&](db::Read& read) { return custody::find_unit(read, options.place); });
    if (!unit) throw Error{Fault::not_found, "unit.unknown", {}, "place"};
    source.unit = unit->id;
    return source;
}

bool waits(intake::State state) { return state == intake::State::received || state == intake::State::reading; }

/// Reads what waits until this arrival is done, by this process or by the service beside it.
intake::Arrival finish(const intake::Intake& intake, ArrivalId id, const std::string& runner) {
    for (auto arrival = intake.show(id);; arrival = intake.show(id)) {
        if (!waits(arrival.state)) return arrival;
        if (const auto claimed = intake.claim(runner))
            intake.read_and_file(*claimed, runner);
        else
            std::this_thread::sleep_for(200ms);
    }
}

void answer(const Context& context, const std::string& path, const intake::Arrival& arrival) {
    const auto document = arrival.document ? arrival.document : arrival.same_as;
    auto result = line();
    result.set("file", path);
    result.set("state", std::string{code(arrival.state)});
    if (document) result.set("document", document->value());
    result.set("pages", arrival.pages_total);
    result.set("reason", arrival.reason);
    context.say(result, path + "\t" + std::string{code(arrival.state)} +
                            (document ? "\tA-" + std::to_string(document->value()) : "") +
                            (arrival.reason.empty() ? "" : "\t" + arrival.reason));
}

void take_in(Context& context, const Options& options, const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) throw Error{Fault::not_found, "intake.unreadable", {}, path};
    const auto& desk = context.desk_or_machine("intake");
    const auto intake = context.office().intake(desk);
    std::optional<ArrivalId> id;
    try {
        id = intake.receive(file, source_of(context, options, path));
    } catch (...) {
        ::close(file);
        throw;
    }
    ::close(file);
    answer(context, path, finish(intake, *id, "command-" + context.office().new_request_id()));
}

/// The hot folder's files, once, with a bar on a terminal.
void drain(Context& context) {
    service::IntakeWork work{context.office(), [](const std::string& text) { std::cerr << text << '\n'; }};
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    const int done = work.drain([&](int read, int of) {
        const int width = of > 0 ? 30 * read / of : 0;
        const std::string bar =
            std::string(static_cast<std::size_t>(width), '#') + std::string(static_cast<std::size_t>(30 - width), '.');
        std::cerr << (terminal ? "\r" : "") << '[' << bar << "] " << read << '/' << of << (terminal ? "" : "\n")
                  << std::flush;
    });
    if (terminal && done > 0) std::cerr << '\n';
    for (const auto& file : work.left_alone()) std::cerr << file.name << ": " << file.reason << '\n';
    auto result = line();
    result.set("read", done);
    context.say(result, std::to_string(done));
}

}  // namespace

void add_intake(CLI::App& app, Context& context) {
    auto* const command = app.add_subcommand("intake", "take files in; the sources are left alone");
    auto options = std::make_shared<Options>();
    command->add_option("paths", options->paths, "files");
    command->add_option("--place", options->place, "binder in which the paper stands, such as K2-H3-M07");
    command->add_option("--type", options->type, "document type");
    command->add_flag("--inbox", options->inbox, "take in what is in the hot folder");
    command->callback([&context, options] {
        if (options->inbox) return drain(context);
        for (const auto& path : options->paths) take_in(context, *options, path);
    });
}

}  // namespace arkki::cli
