#pragma once
#include <filesystem>
#include <vector>

#include "service/setup.hpp"

namespace arkki::service {

/// Fills a fresh house with the invented organisation of config/demo.json: profile, places, binders, a user per role,
/// access list, customers, and a test key for the responsible person.
/// @throws Error{Fault::invalid, "demo.bad_file"}
[[nodiscard]] std::vector<Credential> demonstration(Office& office);

/// Sets the register's profile - texts and lists of the objects "profile" and "lists" - from a file of that shape.
/// @throws Error{Fault::invalid, "demo.bad_file"}
void fill_profile(const access::Desk& desk, const std::filesystem::path& file);

}  // namespace arkki::service
