#include "archive/form_shelf.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <sstream>

#include "base/error.hpp"
#include "lang/text.hpp"

namespace arkki::archive {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr std::size_t longest_definition = 65'536;
constexpr std::size_t longest_label = 120;
constexpr std::size_t deepest = 4;

constexpr std::string_view newest =
    " NOT EXISTS (SELECT 1 FROM form_template later WHERE later.code = f.code AND later.language = f.language"
    " AND later.version = f.version AND later.edition > f.edition)";

db::Parameters named(const imaging::FormName& form) {
    return {{"code", form.code}, {"language", code(form.language)}, {"version", form.version}};
}

DrawnField field_from(const Object& object) {
    const auto box = object.getArray("box");
    if (!box || box->size() != 4) throw Error{Fault::invalid, "form.bad_json"};
    DrawnField drawn;
    drawn.field.name = object.getValue<std::string>("name");
    drawn.field.kind = imaging::field_kind_from(object.getValue<std::string>("kind"));
    drawn.field.box = {box->getElement<int>(0), box->getElement<int>(1), box->getElement<int>(2),
                       box->getElement<int>(3)};
    drawn.label = object.optValue<std::string>("label", "");
    if (drawn.label.size() > longest_label || !is_clean_utf8(drawn.label)) throw Error{Fault::invalid, "form.bad_json"};
    return drawn;
}

imaging::FormTemplate template_of(const imaging::FormName& name, const std::vector<DrawnField>& fields) {
    imaging::FormTemplate form{name, {}};
    for (const auto& drawn : fields) form.fields.push_back(drawn.field);
    return form;
}

}  // namespace

std::string definition_of(const DrawnForm& form) {
    Array::Ptr fields = new Array;
    for (const auto& drawn : form.fields) {
        Object::Ptr object = new Object{Poco::JSON_PRESERVE_KEY_ORDER};
        const auto& box = drawn.field.box;
        Array::Ptr numbers = new Array;
        for (const int number : {box.x, box.y, box.width, box.height}) numbers->add(number);
        object->set("name", drawn.field.name).set("kind", std::string{code(drawn.field.kind)});
        object->set("label", drawn.label).set("box", numbers);
        fields->add(object);
    }
    Object all{Poco::JSON_PRESERVE_KEY_ORDER};
    all.set("fields", fields);
    std::ostringstream out;
    all.stringify(out);
    return out.str();
}

std::vector<DrawnField> drawn_fields(const std::string& definition) {
    try {
        if (definition.size() > longest_definition || !is_clean_utf8(definition))
            throw Error{Fault::invalid, "form.bad_json"};
        Poco::JSON::Parser parser;
        parser.setDepth(deepest);
        const auto array = parser.parse(definition).extract<Object::Ptr>()->getArray("fields");
        if (!array) throw Error{Fault::invalid, "form.bad_json"};
        if (array->size() > imaging::limits::form_fields) throw Error{Fault::invalid, "form.too_many_fields"};
        std::vector<DrawnField> fields;
        for (unsigned i = 0; i < array->size(); ++i) {
            const auto object = array->getObject(i);
            if (!object) throw Error{Fault::invalid, "form.bad_json"};
            fields.push_back(field_from(*object));
        }
        imaging::check(template_of({"x", Language::fi, 1}, fields));
        return fields;
    } catch (const Poco::Exception&) {
        throw Error{Fault::invalid, "form.bad_json"};
    }
}

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
