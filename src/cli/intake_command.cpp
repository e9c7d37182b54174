#include <fcntl.h>
#include <unistd.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <thread>

#include "cli/context.hpp"
#include "cli/progress_bar.hpp"
#include "custody/units.hpp"
#include "intake/batches.hpp"
#include "service/intake_work.hpp"

namespace arkki::cli {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

struct Options {
    std::vector<std::string> paths;
    std::string place, type;
    bool inbox = false;
};

/// One file of those that are taken in, and what became of it.
struct Taken {
    std::string path;
    std::optional<ArrivalId> arrival;  ///< nothing: it was refused
    std::optional<BatchId> batch;
    std::string refusal;
};

intake::Source source_of(Context& context, const Options& options) {
    intake::Source source{"command", {}, {}, {}, {}};
    if (!options.type.empty()) source.series = archive::series_from(options.type);
    if (options.place.empty()) return source;
    const auto unit =
        context.office().database().read([&](db::Read& read) { return custody::find_unit(read, options.place); });
    if (!unit) throw Error{Fault::not_found, "unit.unknown", {}, "place"};
    source.unit = unit->id;
    return source;
}

/// The files that were named and all files below the folders that were, each in order.
std::vector<std::string> files_of(const std::vector<std::string>& paths) {
    std::vector<std::string> files;
    for (const auto& path : paths) {
        if (!fs::is_directory(path)) {
            if (::access(path.c_str(), R_OK) != 0) throw Error{Fault::not_found, "intake.unreadable", {}, path};
            files.push_back(path);
            continue;
        }
        std::vector<std::string> below;
        std::error_code fault;
        for (fs::recursive_directory_iterator entry{path, fs::directory_options::skip_permission_denied, fault}, end;
             !fault && entry != end; entry.increment(fault))
            if (entry->is_regular_file(fault)) below.push_back(entry->path());
        std::sort(below.begin(), below.end());
        files.insert(files.end(), below.begin(), below.end());
    }
    return files;
}

bool waits(intake::State state) {
    return state == intake::State::received || state == intake::State::reading || state == intake::State::read;
}

ArrivalId receive(const intake::Intake& intake, intake::Source source, const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) throw Error{Fault::not_found, "intake.unreadable", {}, path};
    source.name = PersonalText{fs::path{path}.filename().string()};
    try {
        const auto id = intake.receive(file, source);
        ::close(file);
        return id;
    } catch (...) {
        ::close(file);
        throw;
    }
}

/// Takes the files in one after the other and says what became of each, in their order, as soon as it is known.
class Taking {
public:
    Taking(Context& context, const Options& options)
        : context_{context},
          catalogue_{context.settings().messages},
          files_{files_of(options.paths)},
          source_{source_of(context, options)},
          intake_{context.office().intake(context.desk_or_machine("intake"))},
          runner_{context.office(), [](const std::string& trouble) { std::cerr << trouble + "\n"; }} {
        for (const auto& file : files_) widest_ = std::max(widest_, std::min<std::size_t>(file.size(), 60));
    }

    void run() {
        runner_.start();
        for (const auto& file : files_) {
            taken_.push_back(take_in(file));
            show_progress();
        }
        while (said_ < taken_.size()) {
            std::this_thread::sleep_for(100ms);
            show_progress();
            if (said_ < taken_.size() && runner_.at_rest() && !say_what_is_known())
                throw Error{Fault::unavailable, "intake.waits"};
        }
        runner_.stop();
        bar_.clear();
        sum_up();
    }

private:
    Taken take_in(const std::string& path) {
        try {
            const auto id = receive(intake_, source_, path);
            return {path, id, intake_.show(id).batch, {}};
        } catch (const Error& error) {
            // One bad file must not keep the others out; a full disk would meet all of them.
            if (files_.size() == 1 || error.fault() == Fault::unavailable || error.fault() == Fault::denied) throw;
            context_.exit_code = 3;
            return {path, {}, {}, error.key()};
        }
    }

    void show_progress() {
        say_what_is_known();
        std::vector<BatchId> batches;
        for (std::size_t i = said_; i < taken_.size(); ++i)
            if (taken_[i].batch) batches.push_back(*taken_[i].batch);
        const auto left = context_.office().database().read(
            [&](db::Read& read) { return intake::progress_of(read, batches); });
        bar_.show(pages_said_ + left.pages_read,
                  pages_said_ + left.pages + static_cast<int>(files_.size() - taken_.size()));
    }

    /// @returns whether anything was said
    bool say_what_is_known() {
        const auto before = said_;
        for (; said_ < taken_.size(); ++said_) {
            const auto& taken = taken_[said_];
            if (!taken.arrival) {
                answer(taken.path, "refused", {}, 0, taken.refusal);
                continue;
            }
            const auto arrival = intake_.show(*taken.arrival);
            if (waits(arrival.state)) break;
            answer(taken.path, std::string{code(arrival.state)}, arrival.document ? arrival.document : arrival.same_as,
                   arrival.pages_total, arrival.reason);
        }
        return said_ > before;
    }

    void answer(const std::string& path, const std::string& state, std::optional<DocumentId> document, int pages,
                const std::string& reason) {
        bar_.clear();
        ++count_[state];
        pages_said_ += std::max(pages, 1);
        auto result = line();
        result.set("file", path);
        result.set("state", state);
        if (document) result.set("document", document->value());
        result.set("pages", pages);
        result.set("reason", reason);
        std::ostringstream row;
        row << std::left << std::setw(static_cast<int>(widest_)) << path << "  " << std::setw(11) << state << "  "
            << std::setw(8) << (document ? "A-" + std::to_string(document->value()) : "") << std::right << std::setw(4)
            << pages << (reason.empty() ? "" : "  ") << words_of(reason);
        context_.say(result, row.str());
    }

    std::string words_of(const std::string& reason) const {
        const auto language = terminal_language();
        return catalogue_.has(language, reason) ? catalogue_.text(language, reason) : reason;
    }

    void sum_up() {
        if (files_.size() < 2) return;
        std::string text;
        for (const auto& [state, count] : count_) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + state;
        std::cerr << text << '\n';
    }

    Context& context_;
    lang::Catalogue catalogue_;
    std::vector<std::string> files_;
    intake::Source source_;
    intake::Intake intake_;
    service::JobRunner runner_;
    ProgressBar bar_;
    std::vector<Taken> taken_;
    std::size_t said_ = 0;
    std::size_t widest_ = 0;
    int pages_said_ = 0;
    std::map<std::string, int> count_;
};

/// The hot folder's files, once, with a bar on a terminal.
void drain(Context& context) {
    service::IntakeWork work{context.office(), [](const std::string& text) { std::cerr << text << '\n'; }};
    ProgressBar bar;
    const int done = work.drain([&](int read, int of) { bar.show(read, of); });
    bar.clear();
    for (const auto& file : work.left_alone()) std::cerr << file.name << ": " << file.reason << '\n';
    auto result = line();
    result.set("read", done);
    context.say(result, std::to_string(done));
}

}  // namespace

void add_intake(CLI::App& app, Context& context) {
    auto* const command = app.add_subcommand("intake", "take files in; the sources are left alone");
    auto options = std::make_shared<Options>();
    command->add_option("paths", options->paths, "files, and folders with all below them");
    command->add_option("--place", options->place, "binder in which the paper stands, such as K2-H3-M07");
    command->add_option("--type", options->type, "document type");
    command->add_flag("--inbox", options->inbox, "take in what is in the hot folder");
    command->callback([&context, options] {
        if (options->inbox) return drain(context);
        Taking{context, *options}.run();
    });
}

}  // namespace arkki::cli
