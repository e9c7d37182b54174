#include "lang/sample.hpp"

#include <Poco/Dynamic/Var.h>
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>

#include "base/error.hpp"

namespace arkki::lang {

namespace {

using Poco::Dynamic::Var;

Value value_of(const Var& json, Language language);

bool is_text_of_three_languages(const Poco::JSON::Object& object) {
    return object.size() == 3 && object.has("fi") && object.has("sv") && object.has("en");
}

Value object_of(const Poco::JSON::Object& object, Language language) {
    if (is_text_of_three_languages(object)) return value_of(object.get(std::string{code(language)}), language);
    Value value;
    for (const auto& [name, inner] : object) value.set(name, value_of(inner, language));
    return value;
}

Value list_of(const Poco::JSON::Array& array, Language language) {
    const bool lines =
        array.size() > 0 && std::all_of(array.begin(), array.end(), [](const Var& each) { return each.isString(); });
    if (!lines) {
        Value list = Value::list();
        for (const auto& row : array) list.add(value_of(row, language));
        return list;
    }
    std::string text;
    for (const auto& line : array) text += (text.empty() ? "" : "\n") + line.extract<std::string>();
    return Value::lines(std::move(text));
}

Value value_of(const Var& json, Language language) {
    if (json.type() == typeid(Poco::JSON::Object::Ptr))
        return object_of(*json.extract<Poco::JSON::Object::Ptr>(), language);
    if (json.type() == typeid(Poco::JSON::Array::Ptr))
        return list_of(*json.extract<Poco::JSON::Array::Ptr>(), language);
    if (json.isBoolean()) return Value{json.extract<bool>()};
    if (json.isString()) return Value{json.extract<std::string>()};
    throw Error{Fault::corrupt, "template.bad", "sample.json: only texts, true, false, lists and objects"};
}

}  // namespace

Value sample_value(const std::string& json, Language language) {
    try {
        return value_of(Poco::JSON::Parser{}.parse(json), language);
    } catch (const Poco::Exception&) {
        throw Error{Fault::corrupt, "template.bad", "sample.json: no JSON"};
    }
}

}  // namespace arkki::lang
