#pragma once
#include "cli/context.hpp"
#include "requests/requests.hpp"

namespace arkki::cli {

/// `datum=phone,old=...,wanted=...,ground=...`
[[nodiscard]] requests::NewItem request_item_from(const std::string& text);

/// request extend, pause, resume: what changes the clock of a request.
void add_request_clock(CLI::App& request, Context& context);

/// request add, search: several rights of one case, and where was looked.
void add_request_rights(CLI::App& request, Context& context);

/// request redact, package: the copies of papers an access reply brings.
void add_papers(CLI::App& request, Context& context);

}  // namespace arkki::cli
