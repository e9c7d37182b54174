#include <Poco/JSON/Array.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <fstream>
#include <sstream>

#include "cli/context.hpp"
#include "service/letter_sample.hpp"
#include "service/papers.hpp"
#include "service/signing_settings.hpp"
#include "signing/verify.hpp"

namespace arkki::cli {
namespace {

/// Exit code of a file that does not hold.
constexpr int does_not_hold = 8;

void verify(Context& context, const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) throw Error{Fault::not_found, "cli.no_file", {}, "file"};
    std::ostringstream bytes;
    bytes << in.rdbuf();
    auto& office = context.office();
    const auto verdict = signing::verify(
        view(bytes.str()),
        {office.roots(), office.world().clock(), [&](const Digest& digest) {
             return office.database().read([&](db::Read& read) { return service::is_issued(read, hex(digest)); });
         },
         service::stamp_roots(office)});
    Poco::JSON::Array problems;
    std::string text = verdict.valid ? "valid " + verdict.level : "not valid";
    for (const auto& problem : verdict.problems) {
        problems.add(problem);
        text += " " + problem;
    }
    auto answer = line();
    answer.set("valid", verdict.valid);
    answer.set("level", verdict.level);
    answer.set("signer", verdict.signer.reveal());
    answer.set("problems", problems);
    context.say(answer, text);
    if (!verdict.valid) context.exit_code = does_not_hold;
}

struct PreviewOptions {
    std::string kind, language = "fi", templates, out;
};

void preview(const Context& context, const PreviewOptions& options) {
    Context::write(
        service::letter_sample(context.settings(), options.templates, options.kind, language_from(options.language)),
        options.out);
}

void list_kinds(const Context& context) {
    for (const auto& kind : service::sample_kinds()) {
        auto answer = line();
        answer.set("kind", kind);
        context.say(answer, kind);
    }
}

void add_preview(CLI::App& letter, Context& context) {
    auto* const previewing = letter.add_subcommand("preview", "a kind of letter with artificial values, as PDF");
    auto options = std::make_shared<PreviewOptions>();
    previewing->add_option("kind", options->kind, "as `letter kinds` lists them")->required();
    previewing->add_option("--language", options->language, "fi, sv or en");
    previewing->add_option("--templates", options->templates, "folder of templates; without it those of the house");
    previewing->add_option("-o,--out", options->out, "file; without it the standard output");
    previewing->callback([&context, options] { preview(context, *options); });
    letter.add_subcommand("kinds", "the kinds of letter")->callback([&context] { list_kinds(context); });
}

}  // namespace

void add_letters(CLI::App& app, Context& context) {
    auto* const letter = app.add_subcommand("letter", "letters: previews, and what left the house");
    letter->require_subcommand(1);
    auto* const verifying = letter->add_subcommand("verify", "strict verification");
    auto path = std::make_shared<std::string>();
    verifying->add_option("file", *path)->required();
    verifying->callback([&context, path] { verify(context, *path); });
    add_preview(*letter, context);
}

}  // namespace arkki::cli
