#include "service/letter_sample.hpp"

#include "lang/template_files.hpp"
#include "requests/letter_preview.hpp"
#include "requests/letter_table.hpp"

namespace arkki::service {

Bytes letter_sample(const Settings& settings, const std::filesystem::path& folder, const std::string& kind,
                    Language language) {
    const lang::LetterTexts texts{folder.empty() ? settings.home / "templates" / "letters" : folder,
                                  requests::letter_dictionary()};
    (void)requests::letter_kind(kind);
    const lang::Catalogue catalogue{settings.messages};
    pdf::Resources resources;
    resources.font_settings = settings.home / "config" / "fonts.conf";
    return requests::letter_preview({texts, catalogue, resources, "/usr/share/hyphen", settings.window}, kind, language,
                                    texts.sample(kind, language));
}

Bytes letter_trial(Office& office, const std::string& kind, Language language, const std::string& text) {
    (void)requests::letter_kind(kind);
    const auto stationery = office.stationery();
    const auto texts = stationery.texts.with(kind, language, text);
    return requests::letter_preview({texts, stationery.catalogue, stationery.resources, stationery.hyphenation, stationery.window},
                                    kind, language, texts.sample(kind, language));
}

std::string letter_template(const Settings& settings, const std::string& kind, Language language) {
    (void)requests::letter_kind(kind);  // no other name becomes a path
    return lang::template_file(settings.home / "templates" / "letters" / kind / (std::string{code(language)} + ".md"));
}

std::vector<std::string> sample_kinds() {
    std::vector<std::string> kinds;
    for (const auto& row : requests::letter_table()) kinds.emplace_back(row.kind);
    return kinds;
}

}  // namespace arkki::service
