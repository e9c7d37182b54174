#pragma once
#include <vector>

#include "service/setup.hpp"

namespace arkki::service {

/// Fills a fresh house with the invented organisation of config/demo.json: profile, places, binders, a user per role,
/// access list, customers, and a test key for the responsible person.
/// @throws Error{Fault::invalid, "demo.bad_file"}
[[nodiscard]] std::vector<Credential> demonstration(Office& office);

}  // namespace arkki::service
