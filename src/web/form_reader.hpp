#pragma once
#include <filesystem>

#include "web/body.hpp"
#include "web/request.hpp"

namespace arkki::web {

/// Reads a posted form into `request.form` and `request.uploads`.
///
/// @param spool  where files go; empty: this route takes none
/// @throws Error{Fault::invalid, "web.bad_form" | "web.bad_upload" | "web.truncated"}
/// @throws Error{Fault::unavailable, "web.spool_full"}
void read_form(Request& request, Body& body, const std::filesystem::path& spool);

}  // namespace arkki::web
