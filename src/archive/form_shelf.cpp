#include "archive/form_shelf.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "lang/text.hpp"

namespace arkki::archive {
namespace {

constexpr std::string_view newest =
    " NOT EXISTS (SELECT 1 FROM form_template later WHERE later.code = f.code AND later.language = f.language"
    " AND later.version = f.version AND later.edition > f.edition)";

db::Parameters named(const imaging::FormName& form) {
    return {{"code", form.code}, {"language", code(form.language)}, {"version", form.version}};
}

}  // namespace

const FormDefinition& FormShelf::own(std::string_view code) const {
    const auto found = std::ranges::find(own_, code, &FormDefinition::code);
    if (found == own_.end()) throw Error{Fault::not_found, "form.unknown"};
    return *found;
}

std::vector<imaging::FormTemplate> FormShelf::templates(db::Read& read) const {
    std::vector<imaging::FormTemplate> forms;
    for (const auto& form : own_)
        for (const auto language : {Language::fi, Language::sv, Language::en})
            forms.push_back(lay_out(form, language, {}, {}).fields);
    for (const auto& [code, language, version, definition] :
         read.rows<std::string, std::string, int, std::string>(
             "SELECT f.code, f.language, f.version, f.definition FROM form_template f WHERE" + std::string{newest} +
             " ORDER BY f.id DESC LIMIT " + std::to_string(imaging::limits::forms - forms.size())))
        forms.push_back(template_of({code, language_from(language), version}, drawn_fields(definition)));
    return forms;
}

imaging::SealedFile FormShelf::sealed(db::Database& database) const {
    return imaging::SealedFile{imaging::pack(database.read([&](db::Read& read) { return templates(read); }))};
}

std::optional<DrawnForm> FormShelf::drawn(db::Read& read, const imaging::FormName& form) const {
    const auto row = read.row<std::string, std::string>(
        "SELECT f.name, f.definition FROM form_template f WHERE f.code = :code AND f.language = :language"
        " AND f.version = :version AND" +
            std::string{newest},
        named(form));
    if (!row) return std::nullopt;
    const auto& [title, definition] = *row;
    return DrawnForm{form, title, drawn_fields(definition)};
}

std::string FormShelf::label(db::Read& read, const imaging::FormName& form, const std::string& field,
                             Language language) const {
    const auto ours = std::ranges::find(own_, form.code, &FormDefinition::code);
    if (ours != own_.end()) {
        const auto labels = lay_out(*ours, language, {}, {}).labels;
        const auto found = labels.find(field);
        if (found == labels.end()) return field;
        const auto row = field.rfind('_');  // product_3 is the third product
        const bool numbered = row != std::string::npos && field.find_first_not_of("0123456789", row + 1) == field.npos;
        return numbered ? found->second + " " + field.substr(row + 1) : found->second;
    }
    if (const auto other = drawn(read, form))
        for (const auto& drawn : other->fields)
            if (drawn.field.name == field && !drawn.label.empty()) return drawn.label;
    return field;
}

std::string FormShelf::title(db::Read& read, const imaging::FormName& form, Language language) const {
    const auto ours = std::ranges::find(own_, form.code, &FormDefinition::code);
    if (ours != own_.end()) return ours->text(language, "title");
    const auto other = drawn(read, form);
    return other ? other->title : form.code;
}

std::vector<DrawnLine> FormShelf::drawn(const access::Desk& desk) const {
    return desk.database().read([&](db::Read& read) {
        std::vector<DrawnLine> lines;
        for (const auto& [code, language, version, title, edition, definition, at] :
             read.rows<std::string, std::string, int, std::string, int, std::string, Instant>(
                 "SELECT f.code, f.language, f.version, f.name, f.edition, f.definition, f.made_at"
                 " FROM form_template f WHERE" +
                 std::string{newest} + " ORDER BY f.code, f.language, f.version LIMIT 500"))
            lines.push_back({{code, language_from(language), version},
                             title,
                             edition,
                             drawn_fields(definition).size(),
                             desk.wall_clock()(at).day});
        return lines;
    });
}

void FormShelf::save(const access::Desk& desk, const DrawnForm& form) const {
    desk.require("form.draw");
    if (std::ranges::find(own_, form.name.code, &FormDefinition::code) != own_.end())
        throw Error{Fault::conflict, "form.ours", {}, "code"};
    const auto title = lang::clean_text(form.title);
    if (title.empty() || title.size() > longest_label) throw Error{Fault::invalid, "form.no_title", {}, "title"};
    if (form.fields.empty()) throw Error{Fault::invalid, "form.no_fields", {}, "fields"};
    imaging::check(template_of(form.name, form.fields));
    const auto definition = definition_of(form);
    static_cast<void>(drawn_fields(definition));  // what is saved must come back
    desk.log().change([&](db::Write& write, audit::Appender& appender) {
        auto values = named(form.name);
        const auto edition = 1 + write.one<int>(
            "SELECT coalesce(max(edition), 0) FROM form_template WHERE code = :code AND language = :language"
            " AND version = :version",
            values);
        values.insert(values.end(), {{"edition", edition},
                                     {"name", title},
                                     {"definition", definition},
                                     {"now", desk.now()},
                                     {"person", desk.session().actor}});
        const auto id = write.one<std::int64_t>(
            "INSERT INTO form_template (code, language, version, edition, name, definition, made_at, made_by)"
            " VALUES (:code, :language, :version, :edition, :name, :definition, :now, :person) RETURNING id",
            values);
        auto event = desk.event("form.drawn");
        event.object = "form:" + std::to_string(id);
        event.args = {{"code", form.name.code}, {"edition", std::to_string(edition)}};
        return appender.append(event);
    });
}

}  // namespace arkki::archive
