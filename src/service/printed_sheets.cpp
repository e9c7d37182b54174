#include "service/printed_sheets.hpp"

#include <array>

#include "base/error.hpp"
#include "custody/places.hpp"
#include "custody/units.hpp"
#include "intake/codes.hpp"

namespace arkki::service {
namespace {

using intake::Command;

constexpr std::array languages{Language::fi, Language::sv, Language::en};

std::string digits_of(Command command) {
    return custody::label_code({custody::LabelType::command, static_cast<int>(command)});
}

/// The command that says a type.
Command command_for(archive::Series series) {
    for (int number = static_cast<int>(Command::contact_follows); const auto command = intake::command_of(number);
         ++number)
        if (intake::type_of(*command) == series) return *command;
    return Command::other_follows;
}

}  // namespace

pdf::LabelText PrintedSheets::label_of(const std::string& code, Language language) const {
    if (const auto place = custody::Places{desk_}.find(code)) {
        const auto kind = "place.kind." + std::string{custody::code(place->kind)};
        return {place->label, catalogue_.text(language, kind), place->code};
    }
    if (const auto unit = custody::Units{desk_}.find(code)) {
        const auto kind = "unit.kind." + std::string{custody::code(unit->kind)};
        return {unit->label, catalogue_.text(language, kind), unit->code};
    }
    throw Error{Fault::not_found, "place.unknown", {}, "code"};
}

Bytes PrintedSheets::labels(const std::vector<std::string>& codes, const Layout& layout, Language language) const {
    constexpr std::size_t most = 500;
    desk_.require("arrival.handle");
    if (codes.size() > most) throw Error{Fault::invalid, "label.too_many", {}, "code"};
    std::vector<pdf::LabelText> labels;
    for (const auto& code : codes) labels.push_back(label_of(code, language));
    const pdf::LabelPrint print{pdf::label_stock(layout.stock), layout.first, layout.right, layout.down, layout.scale,
                                layout.test, catalogue_.text(language, "label.rule")};
    return pdf::label_sheet(labels, print, desk_.today(), resources_);
}

Bytes PrintedSheets::sheet(const std::string& kind, const std::string& argument, int copies) const {
    desk_.require("arrival.handle");
    pdf::SignSheet sign;
    std::string words = "sheet.new_document", hint = "sheet.new_document_hint";
    if (kind == "separator") {
        sign.codes = {digits_of(Command::new_document)};
    } else if (kind == "place") {
        const auto label = label_of(argument, Language::fi);
        sign.codes = {digits_of(Command::place_follows), label.digits};
        sign.mark = label.mark;
        words = "sheet.place_follows";
        hint = "sheet.place_follows_hint";
    } else if (kind == "no-place") {
        sign.codes = {digits_of(Command::place_ends)};
        words = "sheet.place_ends";
        hint = "sheet.place_ends_hint";
    } else if (kind == "type") {
        sign.codes = {digits_of(command_for(archive::series_from(argument)))};
        words = "series." + argument;
        hint = "sheet.type_hint";
    } else {
        throw Error{Fault::invalid, "sheet.unknown", {}, "kind"};
    }
    for (const auto language : languages) {
        sign.words.push_back(catalogue_.text(language, words));
        sign.hints.push_back(catalogue_.text(language, hint));
    }
    return pdf::sign_sheet(sign, copies, desk_.today(), resources_);
}

}  // namespace arkki::service
