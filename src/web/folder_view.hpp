#pragma once
#include "lang/value.hpp"
#include "service/office.hpp"
#include "web/form_view.hpp"

namespace arkki::web {

/// Files of the hot folders that were not taken in, for partials/folder_left.html: each with its reason, and with a decision
/// if it was put aside. Their names may be people's: for the inbox alone.
void add_left_alone(lang::Value& values, const Words& in, const service::Office& office);

}  // namespace arkki::web
