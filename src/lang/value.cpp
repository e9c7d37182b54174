#include "lang/value.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace arkki::lang {

namespace {

/// Splits `a.b.c` into `a` and `b.c`.
std::pair<std::string_view, std::string_view> split(std::string_view name) {
    const auto dot = name.find('.');
    if (dot == std::string_view::npos) return {name, {}};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

auto field_of(auto& fields, std::string_view name) {
    return std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
}

}  // namespace

Value::Value(std::initializer_list<Field> fields) : content_{Object{}} {
    for (const auto& [name, value] : fields) set(name, value);
}

Value& Value::set(std::string_view dotted_name, Value value) {
    const auto [first, rest] = split(dotted_name);
    auto* mine = fields();
    if (mine == nullptr) throw Error{Fault::corrupt, "template.bad_value", std::string{dotted_name}};
    auto field = field_of(*mine, first);
    if (field == mine->end()) field = mine->emplace(mine->end(), std::string{first}, Value{});
    if (rest.empty())
        field->second = std::move(value);
    else
        field->second.set(rest, std::move(value));
    return *this;
}

Value& Value::add(Value row) {
    auto* mine = rows();
    if (mine == nullptr) throw Error{Fault::corrupt, "template.bad_value", "no list"};
    mine->push_back(std::move(row));
    return *this;
}

void Value::remove(std::string_view dotted_name) {
    const auto [first, rest] = split(dotted_name);
    auto* mine = fields();
    if (mine == nullptr) return;
    const auto field = field_of(*mine, first);
    if (field == mine->end()) return;
    if (rest.empty())
        mine->erase(field);
    else
        field->second.remove(rest);
}

const Value* Value::find(std::string_view dotted_name) const {
    const auto [first, rest] = split(dotted_name);
    const auto* mine = fields();
    if (mine == nullptr) return nullptr;
    const auto field = field_of(*mine, first);
    if (field == mine->end()) return nullptr;
    return rest.empty() ? &field->second : field->second.find(rest);
}

Value* Value::find(std::string_view dotted_name) { return const_cast<Value*>(std::as_const(*this).find(dotted_name)); }

}  // namespace arkki::lang
