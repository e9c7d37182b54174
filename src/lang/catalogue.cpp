#include "lang/catalogue.hpp"

#include <algorithm>
#include <boost/locale.hpp>
#include <fstream>
#include <iterator>

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

/// The keys of a compiled catalogue (gettext manual, "The Format of GNU MO Files"), sorted as msgfmt writes them. No
/// library lists them.
std::vector<std::string> keys_in(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    const auto number = [&](std::size_t at) {
        std::uint32_t value = 0;
        if (at + sizeof value > bytes.size()) throw Error{Fault::corrupt, "catalogue.missing", file.string()};
        bytes.copy(reinterpret_cast<char*>(&value), sizeof value, at);
        return value;
    };
    static constexpr std::size_t count_at = 8, table_at = 12;
    std::vector<std::string> keys;
    for (std::size_t entry = 0; entry < number(count_at); ++entry) {
        const std::size_t at = number(table_at) + entry * 8;
        if (number(at + 4) > bytes.size()) throw Error{Fault::corrupt, "catalogue.missing", file.string()};
        keys.push_back(bytes.substr(number(at + 4), number(at)));
    }
    std::ranges::sort(keys);
    return keys;
}

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
    keys_ = keys_in(folder / "fi" / "LC_MESSAGES" / "arkki.mo");
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

std::vector<std::string> Catalogue::keys(std::string_view prefix) const {
    const auto from = std::ranges::lower_bound(keys_, prefix);
    const auto to = std::find_if(from, keys_.end(), [&](const std::string& key) { return !key.starts_with(prefix); });
    return {from, to};
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
