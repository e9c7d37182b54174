#include "lang/letter_texts.hpp"

#include <array>
#include <map>

#include "base/error.hpp"
#include "lang/sample.hpp"
#include "lang/template.hpp"
#include "lang/template_files.hpp"

namespace arkki::lang {

namespace fs = std::filesystem;

namespace {

constexpr std::array languages{Language::fi, Language::sv, Language::en};
using ByLanguage = std::map<Language, Template>;

/// The three texts of `<folder>/<fi|sv|en>.md`; one that is missing is refused.
std::map<Language, std::string> texts_of(const fs::path& folder) {
    std::map<Language, std::string> texts;
    for (const auto language : languages) {
        const auto file = folder / (std::string{code(language)} + ".md");
        if (!fs::exists(file))
            throw Error{Fault::corrupt, "template.bad",
                        folder.filename().string() + ": no " + file.filename().string()};
        texts.emplace(language, template_file(file));
    }
    return texts;
}

std::map<Language, Partials> partials_of(const fs::path& folder) {
    std::map<Language, Partials> partials;
    if (!fs::is_directory(folder)) return partials;
    for (const auto& entry : fs::directory_iterator{folder})
        for (auto& [language, text] : texts_of(entry.path()))
            partials[language][entry.path().filename().string()] = text;
    return partials;
}

/// What a template of this kind must use; nullptr if nobody asks.
const LetterNames* names_for(const LetterDictionary& dictionary, const std::string& kind) {
    if (dictionary.empty()) return nullptr;
    const auto found = dictionary.find(kind);
    if (found == dictionary.end()) throw Error{Fault::corrupt, "template.bad", kind + ": no such kind of letter"};
    return &found->second;
}

}  // namespace

struct LetterTexts::Shelf {
    fs::path folder;
    LetterDictionary dictionary;
    std::map<Language, Partials> partials;
    std::map<std::string, ByLanguage, std::less<>> letters;
    ByLanguage footers;

    void add(const std::string& kind, Language language, const std::string& text) {
        const auto found = partials.find(language);
        letters[kind].insert_or_assign(language, Template{kind + "/" + std::string{code(language)} + ".md", text,
                                                          found == partials.end() ? Partials{} : found->second,
                                                          Dialect::letter, names_for(dictionary, kind)});
    }

    [[nodiscard]] const ByLanguage& letter(std::string_view kind) const {
        const auto found = letters.find(kind);
        if (found == letters.end()) throw Error{Fault::corrupt, "template.missing_key", std::string{kind}};
        return found->second;
    }
};

LetterTexts::LetterTexts(const fs::path& folder, const LetterDictionary& dictionary) {
    Shelf shelf{folder, dictionary, {}, {}, {}};
    if (!fs::is_directory(folder))
        throw Error{Fault::corrupt, "template.bad", "no folder " + folder.filename().string()};
    shelf.partials = partials_of(folder / "_partials");
    for (const auto& entry : fs::directory_iterator{folder}) {
        const auto kind = entry.path().filename().string();
        if (!entry.is_directory() || kind == "_partials") continue;
        for (const auto& [language, text] : texts_of(entry.path())) shelf.add(kind, language, text);
    }
    for (const auto language : languages)
        shelf.footers.emplace(language, Template{"footer", "{{> footer}}", shelf.partials[language], Dialect::letter,
                                                 names_for(dictionary, "footer")});
    shelf_ = std::make_unique<const Shelf>(std::move(shelf));
}
LetterTexts::LetterTexts(std::unique_ptr<const Shelf> shelf) : shelf_{std::move(shelf)} {}
LetterTexts::~LetterTexts() = default;
LetterTexts::LetterTexts(LetterTexts&&) noexcept = default;

std::string LetterTexts::markdown(std::string_view kind, Language language, const Value& value) const {
    return shelf_->letter(kind).at(language).render(value);
}

LetterTexts LetterTexts::with(const std::string& kind, Language language, const std::string& text) const {
    Shelf shelf = *shelf_;
    shelf.add(kind, language, text);
    return LetterTexts{std::make_unique<const Shelf>(std::move(shelf))};
}

std::string LetterTexts::footer(Language language, const Value& value, int number, int count) const {
    Value with_page = value;
    with_page.set("page.number", number).set("page.count", count);
    return shelf_->footers.at(language).render(with_page);
}

Value LetterTexts::sample(std::string_view kind, Language language) const {
    const auto file = shelf_->folder / kind / "sample.json";
    if (!fs::exists(file)) throw Error{Fault::not_found, "template.no_sample", std::string{kind}};
    return sample_value(template_file(file), language);
}

std::vector<std::string> LetterTexts::kinds() const {
    std::vector<std::string> kinds;
    for (const auto& [kind, texts] : shelf_->letters) kinds.push_back(kind);
    return kinds;
}

}  // namespace arkki::lang
