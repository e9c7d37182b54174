#pragma once
#include <string>

#include "access/desk.hpp"
#include "intake/delivery.hpp"
#include "web/request.hpp"

namespace arkki::web {

/// The files of a post with what is said of them: fields `series` and `unit`, `sha256` once for each file, or the header
/// X-Content-SHA256 of a single one.
/// @throws Error{Fault::not_found, "unit.unknown", "unit"}
[[nodiscard]] intake::Delivery delivery_of(const Request& request, const access::Desk& desk, std::string way,
                                           std::string key);

}  // namespace arkki::web
