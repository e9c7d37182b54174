#include "archive/form_definition.hpp"

#include <Poco/JSON/Parser.h>

#include <fstream>

#include "base/error.hpp"

namespace arkki::archive {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr double row_height = 9.5;  ///< mm

Object::Ptr read(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return Poco::JSON::Parser{}.parse(in).extract<Object::Ptr>();
}

DefinedField field_of(const Object& object) {
    DefinedField field;
    field.name = object.getValue<std::string>("name");
    field.kind = imaging::field_kind_from(object.getValue<std::string>("kind"));
    field.width = object.optValue<double>("width", 0);
    field.label = object.optValue<std::string>("label", field.name);
    return field;
}

std::vector<DefinedField> fields_of(const Array& array) {
    std::vector<DefinedField> fields;
    for (unsigned i = 0; i < array.size(); ++i) fields.push_back(field_of(*array.getObject(i)));
    return fields;
}

FormPart part_of(const Object& object) {
    FormPart part;
    if (object.has("heading")) {
        part.kind = FormPart::Kind::heading;
        part.heading = object.getValue<std::string>("heading");
    } else if (object.has("checks")) {
        part.kind = FormPart::Kind::checks;
        for (const auto& name : *object.getArray("checks")) {
            const auto text = name.convert<std::string>();
            part.fields.push_back({text, imaging::FieldKind::check, 0, text});
        }
    } else if (object.has("table")) {
        part.kind = FormPart::Kind::table;
        part.fields = fields_of(*object.getArray("table"));
        part.rows = object.getValue<int>("rows");
        if (object.has("sum")) part.sum.push_back(field_of(*object.getObject("sum")));
    } else {
        part.kind = FormPart::Kind::row;
        part.fields = fields_of(*object.getArray("row"));
        part.height = object.optValue<double>("height", row_height);
    }
    return part;
}

void add_texts(FormDefinition& form, const Object& object) {
    const auto texts = object.getObject("texts");
    for (const auto language : {Language::fi, Language::sv, Language::en})
        for (const auto& [key, value] : *texts->getObject(std::string{code(language)}))
            form.texts[language][key] = value.convert<std::string>();
}

FormDefinition definition_in(const std::filesystem::path& folder, const std::string& code) {
    const auto file = folder / (code + ".json");
    try {
        FormDefinition form;
        const auto object = read(file);
        form.code = object->getValue<std::string>("code");
        form.version = object->getValue<int>("version");
        const auto parts = object->getArray("parts");
        for (unsigned i = 0; i < parts->size(); ++i) form.parts.push_back(part_of(*parts->getObject(i)));
        add_texts(form, *read(folder / "common.json"));
        add_texts(form, *object);
        for (const auto language : {Language::fi, Language::sv, Language::en})
            imaging::check(lay_out(form, language, {}, {}).fields);
        return form;
    } catch (const std::exception& fault) {
        throw Error{Fault::corrupt, "form.bad_definition", file.filename().string() + ": " + fault.what()};
    }
}

}  // namespace

const std::string& FormDefinition::text(Language language, const std::string& key) const {
    const auto& of_language = texts.at(language);
    const auto found = of_language.find(key);
    if (found == of_language.end()) throw Error{Fault::corrupt, "form.no_text", code + ": " + key};
    return found->second;
}

std::vector<FormDefinition> form_definitions(const std::filesystem::path& folder) {
    std::vector<FormDefinition> forms;
    for (const auto* code : {"contact", "access", "rectify", "order"}) forms.push_back(definition_in(folder, code));
    return forms;
}

}  // namespace arkki::archive
