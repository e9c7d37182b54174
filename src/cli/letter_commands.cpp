#include <Poco/JSON/Array.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <fstream>
#include <sstream>

#include "cli/context.hpp"
#include "service/papers.hpp"
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
         }});
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

}  // namespace

void add_letters(CLI::App& app, Context& context) {
    auto* const letter = app.add_subcommand("letter", "letters that left the house");
    letter->require_subcommand(1);
    auto* const verifying = letter->add_subcommand("verify", "strict verification");
    auto path = std::make_shared<std::string>();
    verifying->add_option("file", *path)->required();
    verifying->callback([&context, path] { verify(context, *path); });
}

}  // namespace arkki::cli
