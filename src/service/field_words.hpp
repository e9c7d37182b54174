#pragma once
#include "archive/asked.hpp"
#include "lang/catalogue.hpp"

namespace arkki::service {

/// What people type for the fields of a search, in all three languages at once: whoever looks at pages in Swedish may
/// have learnt `tyyppi:` first. Out of the messages `search.field.*`, `search.state.*` and `series.*`.
[[nodiscard]] archive::FieldWords field_words(const lang::Catalogue& messages);

}  // namespace arkki::service
