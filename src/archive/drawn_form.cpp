#include "archive/drawn_form.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>

#include <sstream>

#include "base/error.hpp"

namespace arkki::archive {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr std::size_t longest_definition = 65'536;
constexpr std::size_t deepest = 4;

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

}  // namespace

imaging::FormTemplate template_of(const imaging::FormName& name, const std::vector<DrawnField>& fields) {
    imaging::FormTemplate form{name, {}};
    for (const auto& drawn : fields) form.fields.push_back(drawn.field);
    return form;
}

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

}  // namespace arkki::archive
