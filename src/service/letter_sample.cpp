#include "service/letter_sample.hpp"

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
    return requests::letter_preview({texts, catalogue, resources, "/usr/share/hyphen"}, kind, language,
                                    texts.sample(kind, language));
}

std::vector<std::string> sample_kinds() {
    std::vector<std::string> kinds;
    for (const auto& row : requests::letter_table()) kinds.emplace_back(row.kind);
    return kinds;
}

}  // namespace arkki::service
