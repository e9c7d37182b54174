#pragma once
#include <string>

#include "access/people.hpp"

namespace CLI {
class App;
}

namespace arkki::cli {

class Context;

/// Somebody by the user name.
/// @throws Error{Fault::not_found, "person.unknown", field "user"}
[[nodiscard]] PersonId person_named(const access::People& people, const std::string& user);

void add_commitments(CLI::App& app, Context& context);

}  // namespace arkki::cli
