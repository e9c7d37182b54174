#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "archive/form_shelf.hpp"
#include "cli/context.hpp"
#include "service/printed_form.hpp"

namespace arkki::cli {
namespace {

struct PrintOptions {
    std::string kind, language = "fi", out;
};

void print(Context& context, const PrintOptions& options) {
    Context::write(service::printed_form(context.office(), options.kind, language_from(options.language)), options.out);
}

}  // namespace

void add_forms(CLI::App& app, Context& context) {
    auto* const form = app.add_subcommand("form", "printable forms that Arkki reads");
    form->require_subcommand(1);
    auto* const printing = form->add_subcommand("print", "one of Arkki's own forms as PDF");
    auto options = std::make_shared<PrintOptions>();
    printing->add_option("kind", options->kind, "contact, access, rectify or order")->required();
    printing->add_option("--language", options->language, "fi, sv or en");
    printing->add_option("-o,--out", options->out, "file; without it the standard output");
    printing->callback([&context, options] { print(context, *options); });
    form->add_subcommand("list", "the forms and their versions")->callback([&context] {
        for (const auto& own : context.office().forms().own()) {
            auto answer = line();
            answer.set("form", own.code);
            answer.set("version", own.version);
            answer.set("title", own.text(Language::fi, "title"));
            context.say(answer, own.code + "\t" + std::to_string(own.version) + "\t" + own.text(Language::fi, "title"));
        }
    });
}

}  // namespace arkki::cli
