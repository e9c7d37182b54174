#pragma once
#include <optional>
#include <vector>

#include "access/desk.hpp"
#include "archive/asked.hpp"
#include "archive/tiers.hpp"

namespace arkki::archive {

/// What was asked, with the filters chosen beside it where nothing was typed.
[[nodiscard]] Asked with_chosen(Asked asked, const Filters& chosen);

/// The customers a filter means, by the register's own rules of looking up; nothing if it names none.
[[nodiscard]] std::optional<std::vector<CustomerId>> customers_meant(const access::Desk& desk, const Filters& filters);

/// Where this session's hits may come from; nothing if it may see no document.
[[nodiscard]] std::optional<Ground> ground_of(db::Read& read, const access::Desk& desk, const Filters& filters,
                                              const std::optional<std::vector<CustomerId>>& customers);

}  // namespace arkki::archive
