#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace arkki::db {

/// What a column can hold: NULL, an integer, a number or a text. Bytes are stored as base64 text.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

/// A value on its way into a statement. Every type of the house that may be stored converts by itself.
class Value {
public:
    Value(std::nullptr_t) {}
    Value(std::int64_t number) : cell_{number} {}
    Value(int number) : cell_{std::int64_t{number}} {}
    Value(std::size_t number) : cell_{static_cast<std::int64_t>(number)} {}
    Value(bool yes) : cell_{std::int64_t{yes}} {}
    Value(double number) : cell_{number} {}
    Value(const char* text) : cell_{std::string{text}} {}
    Value(std::string text) : cell_{std::move(text)} {}
    Value(std::string_view text) : cell_{std::string{text}} {}
    Value(const PersonalText& text) : cell_{text.reveal()} {}
    Value(Instant instant) : cell_{microseconds(instant)} {}
    Value(Day day) : cell_{iso(day)} {}
    template <class Tag>
    Value(Id<Tag> id) : cell_{id.value()} {}
    template <class T>
    Value(const std::optional<T>& maybe) : cell_{maybe ? Value{*maybe}.cell_ : Cell{}} {}

    [[nodiscard]] const Cell& cell() const noexcept { return cell_; }

private:
    Cell cell_;
};

/// The parameters of a statement: `{{"id", id}, {"name", name}}` for `:id` and `:name`.
using Parameters = std::vector<std::pair<std::string_view, Value>>;

/// How a column is asked for, so that SQLite and PostgreSQL hand out the same type.
enum class Kind { integer, real, text };

/// How a type of the house is read from a column. A NULL in a type without `optional` is Error{corrupt,
/// "db.unexpected_null"}.
template <class T>
struct Column;

template <>
struct Column<std::int64_t> {
    static constexpr Kind kind = Kind::integer;
    static std::int64_t from(const Cell& cell) { return std::get<std::int64_t>(cell); }
};
template <>
struct Column<int> {
    static constexpr Kind kind = Kind::integer;
    static int from(const Cell& cell) { return static_cast<int>(std::get<std::int64_t>(cell)); }
};
template <>
struct Column<bool> {
    static constexpr Kind kind = Kind::integer;
    static bool from(const Cell& cell) { return std::get<std::int64_t>(cell) != 0; }
};
template <>
struct Column<double> {
    static constexpr Kind kind = Kind::real;
    static double from(const Cell& cell) { return std::get<double>(cell); }
};
template <>
struct Column<std::string> {
    static constexpr Kind kind = Kind::text;
    static std::string from(const Cell& cell) { return std::get<std::string>(cell); }
};
template <>
struct Column<PersonalText> {
    static constexpr Kind kind = Kind::text;
    static PersonalText from(const Cell& cell) { return PersonalText{std::get<std::string>(cell)}; }
};
template <>
struct Column<Instant> {
    static constexpr Kind kind = Kind::integer;
    static Instant from(const Cell& cell) { return instant_from_microseconds(std::get<std::int64_t>(cell)); }
};
template <>
struct Column<Day> {
    static constexpr Kind kind = Kind::text;
    static Day from(const Cell& cell) { return day_from_iso(std::get<std::string>(cell)); }
};
template <class Tag>
struct Column<Id<Tag>> {
    static constexpr Kind kind = Kind::integer;
    static Id<Tag> from(const Cell& cell) { return Id<Tag>{std::get<std::int64_t>(cell)}; }
};
template <class T>
struct Column<std::optional<T>> {
    static constexpr Kind kind = Column<T>::kind;
    static std::optional<T> from(const Cell& cell) {
        if (std::holds_alternative<std::monostate>(cell)) return std::nullopt;
        return Column<T>::from(cell);
    }
};

}  // namespace arkki::db
