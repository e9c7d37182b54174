#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace arkki::lang {

/// What a page or letter template is filled with: a text, several lines, yes or no, a list of rows, or named values.
///
/// ```cpp
/// Value page;                                  // an object without fields
/// page.set("title", title).set("case.number", number).set("withheld.any", false);
/// Value rows = Value::list();
/// for (const auto& hit : hits) rows.add({{"name", hit.name}, {"pages", hit.pages}, {"open", hit.open}});
/// page.set("rows", rows);
/// ```
class Value {
public:
    using Field = std::pair<std::string, Value>;
    using List = std::vector<Value>;
    using Object = std::vector<Field>;
    /// A text whose line feeds are meant, such as a postal address.
    struct Lines {
        std::string text;
        friend bool operator==(const Lines&, const Lines&) = default;
    };

    Value() : content_{Object{}} {}
    Value(std::string text) : content_{std::move(text)} {}
    Value(std::string_view text) : content_{std::string{text}} {}
    Value(const char* text) : content_{std::string{text}} {}
    Value(bool yes) : content_{yes} {}
    /// Whole numbers enter as plain digits.
    template <std::integral Number>
    requires(!std::same_as<Number, bool> && !std::same_as<Number, char>) Value(Number number)
        : content_{std::to_string(number)} {}
    Value(Lines lines) : content_{std::move(lines)} {}
    Value(List rows) : content_{std::move(rows)} {}
    Value(std::initializer_list<Field> fields);

    [[nodiscard]] static Value list() { return Value{List{}}; }
    [[nodiscard]] static Value lines(std::string text) { return Value{Lines{std::move(text)}}; }
    /// The text, or `false` when it is empty: for "shown only when there is one".
    [[nodiscard]] static Value or_false(std::string text) {
        return text.empty() ? Value{false} : Value{std::move(text)};
    }

    /// Sets a field; objects on the way of a dotted name are made.
    /// @throws Error{Fault::corrupt, "template.bad_value"}  if something on the way is no object
    Value& set(std::string_view dotted_name, Value value);
    /// Adds a row to a list.
    /// @throws Error{Fault::corrupt, "template.bad_value"}  if this is no list
    Value& add(Value row);
    /// Takes a field away, if it is there.
    void remove(std::string_view dotted_name);

    /// The field of a dotted name, or nullptr.
    [[nodiscard]] const Value* find(std::string_view dotted_name) const;
    [[nodiscard]] Value* find(std::string_view dotted_name);

    [[nodiscard]] const std::string* text() const noexcept { return std::get_if<std::string>(&content_); }
    [[nodiscard]] const Lines* several_lines() const noexcept { return std::get_if<Lines>(&content_); }
    [[nodiscard]] const bool* yes() const noexcept { return std::get_if<bool>(&content_); }
    [[nodiscard]] const List* rows() const noexcept { return std::get_if<List>(&content_); }
    [[nodiscard]] List* rows() noexcept { return std::get_if<List>(&content_); }
    [[nodiscard]] const Object* fields() const noexcept { return std::get_if<Object>(&content_); }
    [[nodiscard]] Object* fields() noexcept { return std::get_if<Object>(&content_); }
    friend bool operator==(const Value&, const Value&) = default;

private:
    std::variant<Object, std::string, Lines, bool, List> content_;
};

}  // namespace arkki::lang
