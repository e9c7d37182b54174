#pragma once
#include <cstdint>

#include "access/desk.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// The page for the binder: a checkpoint in print and, with its signature, as a code. PDF/A; logged as exported.
/// @throws Error{Fault::not_found, "seal.no_checkpoint"}
[[nodiscard]] Bytes seal_sheet(Office& office, const access::Desk& desk, Language language, std::uint64_t size);

/// A person says that the page of this checkpoint was printed and filed: it has left the machine on paper.
/// @throws as audit::filed_on_paper
void filed_in_binder(Office& office, const access::Desk& desk, std::uint64_t size);

}  // namespace arkki::service
