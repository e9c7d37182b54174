#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace arkki::web {

/// The named values of a query or a form, in order; names may repeat.
class Fields {
public:
    void add(std::string name, std::string value) { values_.emplace_back(std::move(name), std::move(value)); }

    [[nodiscard]] bool has(std::string_view name) const noexcept { return find(name) != nullptr; }
    /// The first value without leading and trailing blanks; "" if there is none. For codes, days and numbers.
    [[nodiscard]] std::string text(std::string_view name) const;
    /// The first value as text about a person.
    [[nodiscard]] PersonalText personal(std::string_view name) const { return PersonalText{text(name)}; }
    [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
    /// @throws Error{Fault::invalid, "form.missing", field}
    [[nodiscard]] std::string required(std::string_view name) const;
    /// A whole number, if the field is there and not empty.
    /// @throws Error{Fault::invalid, "form.bad_number", field}
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const;
    /// `fields.id<CustomerId>("customer")`
    /// @throws Error{Fault::invalid, "form.missing" or "form.bad_number", field}
    template <class StrongId>
    [[nodiscard]] StrongId id(std::string_view name) const {
        return StrongId{number_required(name)};
    }
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& entries() const noexcept { return values_; }

private:
    [[nodiscard]] const std::string* find(std::string_view name) const noexcept;
    [[nodiscard]] std::int64_t number_required(std::string_view name) const;

    std::vector<std::pair<std::string, std::string>> values_;
};

/// Undoes %XX, and `+` where `plus_is_blank`; nothing if an escape is broken or the result is not clean UTF-8 (NUL is
/// refused as well: PostgreSQL would cut the text there).
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank);
/// Escapes everything but RFC 3986's unreserved characters.
[[nodiscard]] std::string percent_encoded(std::string_view text);

/// Reads `application/x-www-form-urlencoded` (WHATWG URL, 5.1), at most 200 fields.
/// @throws Error{Fault::invalid, "web.bad_form"}
[[nodiscard]] Fields parse_urlencoded(std::string_view text);
/// Reads a Cookie header; what is malformed is left out (RFC 6265, 5.4).
[[nodiscard]] Fields parse_cookies(std::string_view header);

}  // namespace arkki::web
