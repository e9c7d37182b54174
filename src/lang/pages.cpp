#include "lang/pages.hpp"

#include <map>

#include "base/error.hpp"
#include "lang/template.hpp"
#include "lang/template_files.hpp"

namespace arkki::lang {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view message_prefix{"t."};

/// Calls `take(name, text)` for each `*.html` of a folder.
template <class Take>
void each_page(const fs::path& folder, Take take) {
    if (!fs::is_directory(folder)) return;
    for (const auto& entry : fs::directory_iterator{folder})
        if (entry.is_regular_file() && entry.path().extension() == ".html")
            take(entry.path().stem().string(), template_file(entry.path()));
}

void check_messages(const std::string& page, const Template& checked, const Catalogue& catalogue) {
    for (const auto& name : checked.printed_names()) {
        if (!name.starts_with(message_prefix)) continue;
        for (const auto language : {Language::fi, Language::sv, Language::en})
            if (!catalogue.has(language, name.substr(message_prefix.size())))
                throw Error{Fault::corrupt, "template.bad",
                            page + ".html: no message " + name + " in " + std::string{code(language)}};
    }
}

}  // namespace

struct Pages::Shelf {
    const Catalogue& catalogue;
    std::map<std::string, Template, std::less<>> pages;
};

Pages::Pages(const fs::path& folder, const Catalogue& catalogue) {
    Partials partials;
    each_page(folder / "partials", [&](const std::string& name, const std::string& text) { partials[name] = text; });
    std::map<std::string, Template, std::less<>> pages;
    each_page(folder, [&](const std::string& name, const std::string& text) {
        const auto [page, fresh] = pages.emplace(name, Template{name + ".html", text, partials, Dialect::page});
        check_messages(name, page->second, catalogue);
    });
    if (pages.empty()) throw Error{Fault::corrupt, "template.bad", "no pages in " + folder.filename().string()};
    shelf_ = std::make_unique<const Shelf>(Shelf{catalogue, std::move(pages)});
}
Pages::~Pages() = default;
Pages::Pages(Pages&&) noexcept = default;

std::string Pages::render(std::string_view name, Language language, const Value& value) const {
    const auto page = shelf_->pages.find(name);
    if (page == shelf_->pages.end()) throw Error{Fault::corrupt, "template.missing_key", std::string{name}};
    const auto message = [&](const std::string& asked, const Template::Lookup& lookup) -> std::optional<std::string> {
        if (asked == "language") return std::string{code(language)};
        if (!asked.starts_with(message_prefix)) return std::nullopt;
        const auto key = asked.substr(message_prefix.size());
        const auto names = shelf_->catalogue.arguments_of(language, key);
        Arguments arguments;
        for (const auto& argument : names) arguments.emplace_back(argument, lookup(argument));
        return shelf_->catalogue.text(language, key, arguments);
    };
    return page->second.render(value, message);
}

}  // namespace arkki::lang
