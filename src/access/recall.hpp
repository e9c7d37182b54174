#pragma once
#include <cstdint>
#include <functional>
#include <string_view>

#include "access/desk.hpp"

namespace arkki::access {

/// What must happen, in the same transaction, to paper in the hands of somebody who may not have it any more: a recall
/// of each, logged. The room above owns paper; `service` hands the function in, as it does with FactsOf.
/// @returns the number of things that are out with the person
using RecallPaper =
    std::function<std::int64_t(db::Write&, audit::Appender&, const Desk&, PersonId, std::string_view reason)>;

}  // namespace arkki::access
