#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "access/access_list.hpp"

namespace arkki::access {

/// An entry `e` with its commitment `c` that counts on :day, as AsOf says; :begin and :end are its ends.
inline constexpr std::string_view in_force_then =
    "(e.ended_at IS NULL OR e.ended_at > :begin) AND e.granted_at < :end AND :day BETWEEN e.from_day AND e.to_day"
    " AND (c.revoked_at IS NULL OR c.revoked_at > :begin) AND c.valid_to >= :day";

/// A person `p` who could act on :day: employed as was known then, in a role that reads documents; today with an open
/// account too.
inline constexpr std::string_view could_act_then =
    "EXISTS(SELECT 1 FROM role_entry r WHERE r.person = p.id AND r.role IN ('clerk', 'responsible')"
    "   AND (r.ended_at IS NULL OR r.ended_at > :begin) AND r.given_at < :end AND :day BETWEEN r.from_day AND r.to_day)"
    " AND ((:now = 1 AND :day BETWEEN p.employed_from AND p.employed_to"
    "     AND EXISTS(SELECT 1 FROM account a WHERE a.person = p.id AND a.active = 1))"
    "   OR (:now = 0 AND EXISTS(SELECT 1 FROM employment m WHERE m.person = p.id"
    "     AND :day BETWEEN m.from_day AND m.to_day AND m.id = (SELECT max(k.id) FROM employment k"
    "       WHERE k.person = p.id AND k.recorded_at < :end))))";

/// The parameters of the condition above.
[[nodiscard]] db::Parameters parameters_of(const AsOf& when);

/// Entries `e` with their person `p` and commitment `c`. `condition` begins with " WHERE".
[[nodiscard]] std::vector<Entry> entry_rows(db::Read& read, const std::string& condition,
                                            const db::Parameters& parameters);

}  // namespace arkki::access
