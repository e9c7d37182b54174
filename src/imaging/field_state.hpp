#pragma once
#include <string_view>

#include "imaging/form_fields.hpp"

namespace arkki::imaging {

/// How far a value that was read may be trusted. Measured on generated forms: at 95 and more 342 of 345 were right, from
/// 80 to 94 most, below 80 hardly any.
enum class FieldState {
    empty,     ///< nothing is written there
    sure,      ///< confidence of 95 or more, and the check passed
    proposed,  ///< 80 to 94, or the check failed: shown filled in, to be accepted by a person
    to_key     ///< below 80: shown as a hint on demand, to be keyed from the picture
};
[[nodiscard]] std::string_view code(FieldState state) noexcept;
/// @throws Error{Fault::corrupt, "fields.bad"}
[[nodiscard]] FieldState field_state_from(std::string_view code);

/// A value as it is shown. Of a check box and a signature "yes", "no" or, where the ink does not tell, "".
struct JudgedField {
    FieldState state{};
    PersonalText value;
    bool passed{};  ///< the check of its kind
};

/// Tidies a value (bars, dashes and full stops that came from the frame) and checks it: a telephone number by its
/// digits, a date by the calendar, a mail address by its one `@`. What only the register knows is checked there.
[[nodiscard]] JudgedField judged(const FieldRead& field);

/// Whether a value could stand in such a field.
[[nodiscard]] bool passes(FieldKind kind, std::string_view value);

}  // namespace arkki::imaging
