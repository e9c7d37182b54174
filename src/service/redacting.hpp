#pragma once
#include "archive/burn.hpp"
#include "archive/redacted_copy.hpp"
#include "requests/package.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// Copies for the people papers are about, their boxes painted by the reader of the house.
[[nodiscard]] archive::RedactedCopies redacted_copies(Office& office);

/// Makes the copies that the reply to a request brings, so that its letters can name them: outside of any transaction,
/// each once. Nothing for a request that brings none.
/// @throws as archive::RedactedCopies::make
void make_copies(Office& office, const access::Desk& desk, RequestId request);

/// What was sent in answer to a request.
[[nodiscard]] requests::Package package(Office& office, const access::Desk& desk);

}  // namespace arkki::service
