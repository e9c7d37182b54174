// What leaves the house as proof: the export of the log, and the evidence for one entry.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <fstream>
#include <iostream>

#include "audit/evidence.hpp"
#include "audit/query.hpp"
#include "audit/tree_export.hpp"
#include "cli/audit_keys.hpp"
#include "cli/context.hpp"

namespace arkki::cli {
namespace {

struct ProofOptions {
    std::string folder, groups, policy;
    std::vector<std::int64_t> seqs, subjects;
    std::int64_t old_size = -1;
    bool entries = false;
};

audit::Opening opening_of(const ProofOptions& options) {
    audit::Opening opening;
    if (!options.groups.empty()) opening.groups = audit::groups_from(options.groups);
    if (!options.subjects.empty()) {
        opening.subjects.emplace();
        for (const auto id : options.subjects) opening.subjects->emplace_back(id);
    }
    return opening;
}

audit::Event proved(const access::Desk& desk, std::int64_t seq, const audit::Opening& opening) {
    auto event = desk.event("log.proved");
    event.args = {{"seq", std::to_string(seq)}, {"open", opening.groups}};
    if (opening.subjects) event.subjects = *opening.subjects;
    return event;
}

/// The pinned key goes along for convenience.
std::string own_vkey(Context& context) {
    std::ifstream in{context.settings().sealer_vkeys()};
    std::string line;
    std::getline(in, line);
    return line;
}

void export_log(Context& context, const ProofOptions& given) {
    const auto& desk = context.desk();
    desk.require("log.export");
    audit::ExportOptions options;
    options.vkey = own_vkey(context);
    if (!given.policy.empty()) options.policy = text_of_file(given.policy, "policy");
    options.opening = opening_of(given);
    options.entries = given.entries;
    auto event = desk.event("log.exported");
    event.args = {{"entries", given.entries ? "all" : "none"}};
    desk.log().append(event);
    for (const auto seq : given.seqs) {
        options.evidence.emplace_back(seq);
        desk.log().append(proved(desk, seq, options.opening));
    }
    const auto done = audit::export_tree(desk.database(), given.folder, desk.wall_clock(), options);
    auto answer = line();
    answer.set("size", done.checkpoint.size);
    answer.set("root", base64(done.checkpoint.root));
    answer.set("sealed", done.sealed);
    answer.set("files", static_cast<std::uint64_t>(done.files));
    context.say(answer, std::to_string(done.checkpoint.size) + "\t" + (done.sealed ? "sealed" : "not sealed") + "\t" +
                            std::to_string(done.files) + " files");
}

void prove(Context& context, const ProofOptions& given) {
    const auto& desk = context.desk();
    desk.require("log.export");
    const auto seq = given.seqs.front();
    const auto opening = opening_of(given);
    const auto [evidence, consistency] = desk.database().read([&](db::Read& read) {
        return std::pair{audit::evidence(read, EventId{seq}, opening),
                         given.old_size < 0
                             ? std::string{}
                             : audit::consistency(read, EventId{seq}, static_cast<std::uint64_t>(given.old_size))};
    });
    desk.log().append(proved(desk, seq, opening));
    if (given.folder.empty()) {
        std::cout << evidence.proof << evidence.entry << '\n' << consistency;
        return;
    }
    const std::filesystem::path folder{given.folder};
    std::filesystem::create_directories(folder);
    const auto name = std::to_string(seq) + ".tlog-proof";
    Context::write(view(evidence.proof), folder / name);
    Context::write(view(evidence.entry + '\n'), folder / (name + ".entry.json"));
    if (!consistency.empty()) Context::write(view(consistency), folder / (std::to_string(seq) + ".consistency"));
    auto answer = line();
    answer.set("proof", (folder / name).string());
    answer.set("sealed", evidence.sealed);
    context.say(answer, (folder / name).string() + "\t" + (evidence.sealed ? "sealed" : "not sealed"));
}

void add_opening(CLI::App& command, ProofOptions& options) {
    command.add_option("--open", options.groups, "groups to show, such as C,S; the others are withheld (all)");
    command.add_option("--subject", options.subjects, "data subject to show; the entry's others stay unseen (all)");
}

}  // namespace

void add_audit_evidence(CLI::App& audit, Context& context) {
    auto* const exporting = audit.add_subcommand("export", "the log as files anybody can check; only what is new");
    auto exported = std::make_shared<ProofOptions>();
    exporting->add_option("directory", exported->folder)->required();
    exporting->add_option("--evidence", exported->seqs, "entry to prove as well");
    exporting->add_flag("--entries", exported->entries,
                        "everything the log says, as JSON Lines and CSV: personal data");
    exporting->add_option("--policy", exported->policy, "policy file to put beside it");
    add_opening(*exporting, *exported);
    exporting->callback([&context, exported] { export_log(context, *exported); });

    auto* const proving = audit.add_subcommand("proof", "evidence for one entry");
    auto proof = std::make_shared<ProofOptions>();
    proving->add_option("seq", proof->seqs)->required()->expected(1);
    proving->add_option("--consistency", proof->old_size, "and that the log of this size is the beginning of this one");
    proving->add_option("-o,--output", proof->folder, "folder for the files");
    add_opening(*proving, *proof);
    proving->callback([&context, proof] { prove(context, *proof); });
}

}  // namespace arkki::cli
