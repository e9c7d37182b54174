#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace arkki::intake {

/// Takes decoded bytes; false to stop.
using Take = std::function<bool(std::string_view piece)>;

/// Base64 with line ends and whatever else between its letters; ends at the first `=`.
void decode_base64_lines(std::string_view text, const Take& take);
/// Quoted-printable (RFC 2045, 6.7); a broken escape stays as it is.
void decode_quoted(std::string_view text, const Take& take);

}  // namespace arkki::intake
