// What is kept of the access log and for how long; and what a backup lost of it.
#include <Poco/JSON/Array.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <filesystem>
#include <memory>

#include "audit/holds.hpp"
#include "audit/prune.hpp"
#include "audit/query.hpp"
#include "audit/restore.hpp"
#include "cli/audit_keys.hpp"
#include "cli/context.hpp"
#include "service/start.hpp"
#include "tlog/note.hpp"
#include "tlog/tiles.hpp"

namespace arkki::cli {
namespace {

namespace fs = std::filesystem;

void prune(Context& context, bool only_say) {
    auto& office = context.office();
    const auto& keeping = office.settings().keeping;
    const auto& desk = context.desk_or_machine("maintenance");
    desk.require("log.prune");
    audit::Pruned pruned;
    if (only_say)
        pruned.ranges = desk.database().read([&](db::Read& read) { return to_prune(read, keeping, desk.now()); });
    else
        pruned = audit::prune(desk.log(), desk.event("log.pruned"),
                              {keeping, service::policy_sha256(office.settings())}, desk.now());
    Poco::JSON::Array ranges;
    std::string text = std::to_string(pruned.entries) + (pruned.gone_from_disk ? "" : "\taudit.busy_readers");
    for (const auto& range : pruned.ranges) {
        auto one = line();
        one.set("groups", range.groups);
        one.set("from", range.from);
        one.set("to", range.to);
        one.set("before", iso(range.before));
        ranges.add(one);
        text += "\n" + range.groups + "\t" + std::to_string(range.from) + "\t" + std::to_string(range.to) + "\t" +
                iso(range.before);
    }
    auto answer = line();
    answer.set("entries", pruned.entries);
    answer.set("gone_from_disk", pruned.gone_from_disk);
    answer.set("ranges", ranges);
    context.say(answer, text);
}

void list_holds(Context& context) {
    const auto& desk = context.desk();
    desk.require("log.hold");
    for (const auto& hold : desk.database().read([](db::Read& read) { return audit::holds(read); })) {
        auto one = line();
        one.set("hold", hold.id);
        one.set("from", hold.from);
        one.set("to", hold.to);
        one.set("review", iso(hold.review_on));
        context.say(one, std::to_string(hold.id) + "\t" + std::to_string(hold.from) + "\t" + std::to_string(hold.to) +
                             "\t" + iso(hold.review_on));
    }
}

/// Nobody can sign in while the log takes no lines, so the machine does it: whoever owns its files anyway.
void repair(Context& context, const fs::path& folder) {
    auto& office = context.office();
    const auto keys = keys_from(text_of_file(office.settings().sealer_vkeys(), "sealer.vkey"));
    const std::string note = text_of_file(folder / "checkpoint", "from");
    std::optional<tlog::Checkpoint> sealed;
    std::exception_ptr refused;
    for (const auto& key : keys) {
        try {
            sealed = tlog::open_note(note, key).checkpoint;
            break;
        } catch (const Error&) {
            refused = std::current_exception();
        }
    }
    if (!sealed) std::rethrow_exception(refused);
    const auto now = office.database().read([](db::Read& read) { return audit::current(read); });
    std::vector<std::string> leaves;
    if (now.size < sealed->size) leaves = tlog::read_leaves(folder, now.size, sealed->size, sealed->size);
    const auto desk = office.machine_desk("maintenance");
    const auto restored =
        audit::restore(office.log(), desk.event("log.restored"), leaves, *sealed, office.world().wall_clock);
    auto answer = line();
    answer.set("from", restored.from);
    answer.set("to", restored.to);
    answer.set("event", restored.event.value());
    context.say(answer, std::to_string(restored.from) + "\t" + std::to_string(restored.to));
}

void add_holds(CLI::App& audit, Context& context) {
    struct Options {
        std::int64_t from = 0, to = 0, hold = 0;
        std::string reason, review;
    };
    auto options = std::make_shared<Options>();
    auto* const holding = audit.add_subcommand("hold", "nothing of these entries is erased until it is released");
    holding->add_option("from", options->from, "first entry")->required();
    holding->add_option("to", options->to, "last entry")->required();
    holding->add_option("--reason", options->reason)->required();
    holding->add_option("--review", options->review, "day of review, YYYY-MM-DD")->required();
    holding->callback([&context, options] {
        const auto& desk = context.desk();
        desk.require("log.hold");
        const auto id =
            audit::hold(desk.log(), desk.event("log.held"),
                        {0, options->from, options->to, PersonalText{options->reason}, day_from_iso(options->review)},
                        desk.today());
        auto answer = line();
        answer.set("hold", id);
        context.say(answer, std::to_string(id));
    });
    auto* const releasing = audit.add_subcommand("release", "ends a hold");
    releasing->add_option("hold", options->hold)->required();
    releasing->callback([&context, options] {
        const auto& desk = context.desk();
        desk.require("log.hold");
        audit::release(desk.log(), desk.event("log.released"), options->hold);
    });
    audit.add_subcommand("holds", "those in force")->callback([&context] { list_holds(context); });
}

}  // namespace

void add_log_keeping(CLI::App& app, Context& context) {
    auto& audit = *app.get_subcommand("audit");
    add_holds(audit, context);
    auto* const pruning = audit.add_subcommand("prune", "erases what the log need not keep (policy.properties)");
    auto only_say = std::make_shared<bool>(false);
    pruning->add_flag("--dry-run", *only_say, "only says what would be erased");
    pruning->callback([&context, only_say] { prune(context, *only_say); });
    auto* const repairing =
        audit.add_subcommand("repair", "brings back entries that a restored backup lacks, as hashes");
    auto folder = std::make_shared<std::string>();
    repairing->add_option("--from", *folder, "the sealer's export")->required();
    repairing->callback([&context, folder] { repair(context, *folder); });
}

}  // namespace arkki::cli
