#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "archive/document.hpp"

namespace arkki::intake {

/// What the paper says of itself: a proposal for the person who files it, never a fact.
struct Proposal {
    archive::Series series = archive::Series::other;
    std::string language;  ///< "" if the paper does not say
    std::optional<CustomerId> customer;
};

/// Form and language by the form's code, as `plan` sees them (assembly.hpp); the customer whose name, and no other's,
/// stands on the pages.
[[nodiscard]] Proposal propose(const access::Desk& desk, const std::vector<archive::StoredPage>& pages);

/// The customer whose name, and no other's, is among the search keys of a document's words.
[[nodiscard]] std::optional<CustomerId> customer_named(const access::Desk& desk, const std::set<std::string>& keys);

}  // namespace arkki::intake
