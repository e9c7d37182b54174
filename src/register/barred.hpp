#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"

namespace arkki::customers {

/// What stands over a customer's record.
struct Marks {
    bool restricted = false;           ///< GDPR art. 18
    std::optional<std::int64_t> hold;  ///< an open hold of another kind, the oldest
    bool ended = false;                ///< the customership is over
};
[[nodiscard]] Marks marks(db::Read& read, CustomerId customer, Day today);

/// What ties a person to a customer, in the words of access::Facts::flags: own, family, relation, surname, address,
/// colleague.
[[nodiscard]] std::vector<std::string> ties(db::Read& read, PersonId person, CustomerId customer);

/// The customers whose records this session may not see in a search: restricted ones - unless it is the responsible
/// person's, on a ground -, the person's own, the family's and the household's.
[[nodiscard]] std::vector<CustomerId> barred(db::Read& read, const access::Desk& desk);
/// Whose requests it may not see in a list: as above, but the responsible person sees the requests of restricted ones.
[[nodiscard]] std::vector<CustomerId> barred_from_requests(db::Read& read, const access::Desk& desk);
/// The same for one customer, who was asked about: the responsible person at a request or a legal claim may.
[[nodiscard]] bool is_barred(db::Read& read, const access::Desk& desk, CustomerId customer);

}  // namespace arkki::customers
