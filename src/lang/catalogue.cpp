#include "lang/catalogue.hpp"

#include <algorithm>
#include <boost/locale.hpp>

#include "base/error.hpp"

namespace arkki::lang {

namespace {

/// Calls `plain(text)` and `name(text)` for the pieces of a message.
template <class Plain, class Name>
void pieces(std::string_view message, Plain plain, Name name) {
    while (!message.empty()) {
        const auto begin = message.find('{');
        const auto end = begin == std::string_view::npos ? begin : message.find('}', begin);
        if (end == std::string_view::npos) break;
        plain(message.substr(0, begin));
        name(message.substr(begin + 1, end - begin - 1));
        message.remove_prefix(end + 1);
    }
    plain(message);
}

std::size_t index_of(Language language) { return static_cast<std::size_t>(language); }

}  // namespace

Catalogue::Catalogue(const std::filesystem::path& folder) {
    boost::locale::generator generator;
    generator.categories(boost::locale::message_facet);
    generator.add_messages_path(folder.string());
    generator.add_messages_domain("arkki");
    for (const auto language : {Language::fi, Language::sv, Language::en}) {
        const std::string name{code(language)};
        if (!std::filesystem::exists(folder / name / "LC_MESSAGES" / "arkki.mo"))
            throw Error{Fault::unavailable, "catalogue.missing", name};
        locales_.at(index_of(language)) = generator(name + ".UTF-8");
    }
}

std::string Catalogue::text(Language language, std::string_view key, const Arguments& arguments) const {
    const auto* message = raw(language, std::string{key});
    if (message == nullptr) throw Error{Fault::corrupt, "catalogue.missing_key", std::string{key}};
    std::string out;
    pieces(
        message, [&](std::string_view plain) { out += plain; },
        [&](std::string_view name) {
            const auto argument = std::find_if(arguments.begin(), arguments.end(),
                                               [&](const Argument& each) { return each.first == name; });
            if (argument == arguments.end())
                throw Error{Fault::corrupt, "catalogue.missing_argument", std::string{key} + " " + std::string{name}};
            out += argument->second;
        });
    return out;
}

std::string Catalogue::counted(Language language, std::string_view key, std::int64_t count) const {
    return text(language, std::string{key} + (count == 1 ? ".one" : ".other"), {{"count", std::to_string(count)}});
}

bool Catalogue::has(Language language, std::string_view key) const {
    return raw(language, std::string{key}) != nullptr;
}

std::vector<std::string> Catalogue::arguments_of(Language language, std::string_view key) const {
    const auto* message = raw(language, std::string{key});
    if (message == nullptr) throw Error{Fault::corrupt, "catalogue.missing_key", std::string{key}};
    return placeholders(message);
}

const char* Catalogue::raw(Language language, const std::string& key) const {
    if (key.empty()) return nullptr;
    const auto& locale = locales_.at(index_of(language));
    return std::use_facet<boost::locale::message_format<char>>(locale).get(0, nullptr, key.c_str());
}

std::vector<std::string> placeholders(std::string_view message) {
    std::vector<std::string> names;
    pieces(
        message, [](std::string_view) {}, [&](std::string_view name) { names.emplace_back(name); });
    return names;
}

}  // namespace arkki::lang
