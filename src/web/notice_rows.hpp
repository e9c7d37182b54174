#pragma once
#include "access/desk.hpp"
#include "lang/value.hpp"
#include "web/form_view.hpp"

namespace arkki::web {

/// Puts `has_notices` and `notices` for the partial of that name: what the visitor must be told, each in words.
void add_notices(lang::Value& values, const Words& words, const access::Desk& desk);

}  // namespace arkki::web
