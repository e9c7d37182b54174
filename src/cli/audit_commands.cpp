#include <Poco/JSON/Array.h>
#include <unistd.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <iostream>
#include <thread>

#include "audit/checkpoints.hpp"
#include "audit/export_check.hpp"
#include "audit/query.hpp"
#include "audit/verify.hpp"
#include "cli/audit_keys.hpp"
#include "cli/context.hpp"
#include "service/seal_work.hpp"

namespace arkki::cli {
namespace {

constexpr int does_not_hold = 8;

struct CheckOptions {
    std::string checkpoint, vkey, policy, exported, evidence;
    int free_text_months = -1, rest_months = -1;
    unsigned threads = std::max(1U, std::thread::hardware_concurrency());
};

using Progress = std::function<void(std::uint64_t, std::uint64_t)>;
Progress on_terminal() {
    if (::isatty(STDERR_FILENO) == 0) return {};
    return [](std::uint64_t done, std::uint64_t of) { std::cerr << "\r" << done << "/" << of << std::flush; };
}

std::optional<tlog::Checkpoint> outside_of(const CheckOptions& given) {
    if (given.checkpoint.empty()) return std::nullopt;
    return tlog::checkpoint_from(text_of_file(given.checkpoint, "checkpoint"));
}

/// One line of a verdict: what is wrong, and where.
struct Finding {
    std::string file;
    std::optional<std::uint64_t> seq;
    std::string key;
};

struct Verdict {
    Poco::JSON::Object answer = line();
    std::string text;
    Poco::JSON::Array problems;

    Verdict(bool ok, std::uint64_t size, const std::string& root)
        : text{(ok ? "ok\t" : "does not hold\t") + std::to_string(size) + "\t" + root} {
        answer.set("ok", ok);
        answer.set("size", size);
        answer.set("root", root);
    }
    void add(const Finding& finding) {
        auto problem = line();
        const auto seq = finding.seq ? std::to_string(*finding.seq) : std::string{"-"};
        if (!finding.file.empty()) problem.set("file", finding.file);
        problem.set("seq", finding.seq ? Poco::Dynamic::Var{*finding.seq} : Poco::Dynamic::Var{});
        problem.set("problem", finding.key);
        problems.add(problem);
        text +=
            "\n" + (finding.file.empty() ? seq : finding.file + (finding.seq ? " " + seq : "")) + "\t" + finding.key;
    }
    void say(Context& context, bool ok) {
        answer.set("problems", problems);
        context.say(answer, text);
        if (!ok) context.exit_code = does_not_hold;
    }
};

/// Reveals nothing but whether the log holds, so nobody has to sign in for it.
void verify_log(Context& context, const CheckOptions& given) {
    auto& office = context.office();
    audit::VerifyOptions options;
    options.outside = outside_of(given);
    options.progress = on_terminal();
    options.threads = given.threads;
    // The pinned key stands on the machine that is checked; one from outside says more.
    const auto pinned = context.settings().sealer_vkeys();
    if (!given.vkey.empty())
        options.keys = keys_from(text_of_file(given.vkey, "vkey"));
    else if (std::filesystem::exists(pinned))
        options.keys = keys_from(text_of_file(pinned, "vkey"));
    if (given.free_text_months >= 0) options.minimum.free_text_months = given.free_text_months;
    if (given.rest_months >= 0) options.minimum.rest_months = given.rest_months;
    const auto result = audit::verify(office.database(), office.world().wall_clock, options);
    if (options.progress) std::cerr << '\n';
    Verdict verdict{result.ok, result.size, result.root};
    verdict.answer.set("checkpoints", result.checkpoints);
    verdict.answer.set("signatures", result.signatures);
    for (const auto& problem : result.problems)
        verdict.add({{},
                     problem.seq ? std::optional{static_cast<std::uint64_t>(problem.seq->value())} : std::nullopt,
                     problem.key});
    verdict.say(context, result.ok);
}

/// From files alone: no office is opened.
void verify_export(Context& context, const CheckOptions& given) {
    audit::ExportCheckOptions options{policy_of(given.policy, given.vkey), {}, outside_of(given), on_terminal()};
    if (!given.vkey.empty()) {
        const auto keys = keys_from(text_of_file(given.vkey, "vkey"));
        options.former_keys.assign(keys.begin() + 1, keys.end());
    }
    if (!std::filesystem::is_directory(given.exported)) throw Error{Fault::not_found, "cli.no_file", {}, "export"};
    const auto result = audit::check_export(given.exported, options);
    if (options.progress) std::cerr << '\n';
    Verdict verdict{result.ok, result.size, result.root};
    verdict.answer.set("checkpoints", result.checkpoints);
    verdict.answer.set("evidence", result.evidence);
    for (const auto& problem : result.problems) verdict.add({problem.file, problem.seq, problem.key});
    verdict.say(context, result.ok);
}

void verify_evidence(Context& context, const CheckOptions& given) {
    const auto proof = text_of_file(given.evidence, "evidence");
    const auto entry = text_of_file(given.evidence + ".entry.json", "evidence");
    const auto key = audit::check_evidence(proof, entry, policy_of(given.policy, given.vkey));
    auto answer = line();
    answer.set("ok", key.empty());
    if (!key.empty()) answer.set("problem", "audit.export." + key);
    context.say(answer, key.empty() ? "ok" : "does not hold\taudit.export." + key);
    if (!key.empty()) context.exit_code = does_not_hold;
}

/// Has all that the log holds by now sealed; the service does this by itself every few minutes.
void seal(Context& context) {
    auto& office = context.office();
    const auto size = office.database().read([](db::Read& read) { return audit::current(read).size; });
    std::string fault;
    service::SealWork{office, [&fault](const std::string& text) { fault = text; }}.seal();
    const auto latest = office.database().read([](db::Read& read) { return audit::latest_checkpoint(read); });
    if (!latest || latest->size < size) throw Error{Fault::unavailable, "seal.no_sealer", fault};
    auto answer = line();
    answer.set("size", latest->size);
    context.say(answer, std::to_string(latest->size));
}

void add_verify(CLI::App& audit, Context& context) {
    auto* const command = audit.add_subcommand("verify", "whether the log was touched");
    auto given = std::make_shared<CheckOptions>();
    command->add_option("--checkpoint", given->checkpoint, "a copy that had left the machine");
    command->add_option("--vkey", given->vkey,
                        "the log's public key, from outside; former ones below it (the pinned one)");
    command->add_option("--policy", given->policy, "whom to believe: log, witnesses, quorum");
    command->add_option("--export", given->exported, "check this export by its files alone");
    command->add_option("--evidence", given->evidence, "check this .tlog-proof with its .entry.json alone");
    command->add_option("--min-age-free-text", given->free_text_months, "months that free text must have been kept");
    command->add_option("--min-age", given->rest_months, "months that the rest must have been kept");
    command->add_option("--threads", given->threads)->check(CLI::Range(1u, 64u));
    command->callback([&context, given] {
        if (!given->evidence.empty()) return verify_evidence(context, *given);
        given->exported.empty() ? verify_log(context, *given) : verify_export(context, *given);
    });
}

}  // namespace

void add_audit(CLI::App& app, Context& context) {
    auto* const audit = app.add_subcommand("audit", "the access log");
    audit->require_subcommand(1);
    add_verify(*audit, context);
    audit->add_subcommand("seal", "have the sealer sign how far the log is")->callback([&context] { seal(context); });
    add_audit_evidence(*audit, context);
}

}  // namespace arkki::cli
