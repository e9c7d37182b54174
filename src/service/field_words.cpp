#include "service/field_words.hpp"

#include "lang/word_scan.hpp"

namespace arkki::service {

archive::FieldWords field_words(const lang::Catalogue& messages) {
    using Field = archive::FieldWords::Field;
    archive::FieldWords words;
    for (const auto language : {Language::fi, Language::sv, Language::en}) {
        const auto said = [&](const std::string& key) { return lang::folded_word(messages.text(language, key)); };
        for (const auto& [key, field] :
             {std::pair{"type", Field::series}, {"place", Field::place}, {"customer", Field::customer},
              {"from", Field::from}, {"to", Field::to}, {"state", Field::state}, {"name", Field::name}})
            words.fields.emplace(said(std::string{"search.field."} + key), field);
        for (const auto series : archive::all_series())
            words.series.emplace(said("series." + std::string{archive::code(series)}), series);
        words.states.emplace(said("search.state.filed"), true);
        words.states.emplace(said("search.state.waiting"), false);
    }
    return words;
}

}  // namespace arkki::service
