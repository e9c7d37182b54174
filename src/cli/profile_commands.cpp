#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/context.hpp"
#include "register/profile.hpp"
#include "service/demonstration.hpp"

namespace arkki::cli {

void add_profile(CLI::App& app, Context& context) {
    auto* const profile = app.add_subcommand("profile", "what the register says of itself in letters");
    profile->require_subcommand(1);
    auto* const setting = profile->add_subcommand("set", "texts and lists from a file shaped like config/demo.json");
    auto file = std::make_shared<std::string>();
    setting->add_option("file", *file)->required();
    setting->callback([&context, file] { service::fill_profile(context.desk(), *file); });

    auto* const showing = profile->add_subcommand("show", "the texts in one language");
    auto language = std::make_shared<std::string>("fi");
    showing->add_option("--language", *language, "fi, sv or en");
    showing->callback([&context, language] {
        const auto& desk = context.desk();
        const auto texts = desk.database().read(
            [&](db::Read& read) { return customers::profile(read, language_from(*language)); });
        for (const auto& [key, text] : texts.fields) {
            auto answer = line();
            answer.set("key", key);
            answer.set("text", text);
            context.say(answer, key + "\t" + text);
        }
    });

    auto* const confirming =
        profile->add_subcommand("confirm-authority", "the authority's contact data were compared with its own page today");
    confirming->callback([&context] {
        const auto& desk = context.desk();
        customers::set_profile(desk, "", {{"sa.checked_on", iso(desk.today())}});
    });
}

}  // namespace arkki::cli
