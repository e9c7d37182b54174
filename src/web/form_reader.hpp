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

/// Reads a body that is one file, of any type, onto the disk; its name stands in the header X-File-Name, percent-encoded.
///
/// @throws Error{Fault::invalid, "web.truncated"}, Error{Fault::unavailable, "web.spool_full"}
void read_file(Request& request, Body& body, const std::filesystem::path& spool);
/// Whether a body is a form of one of the two kinds browsers send.
[[nodiscard]] bool is_form(const Request& request);

}  // namespace arkki::web
