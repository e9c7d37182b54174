#pragma once
#include <optional>
#include <string>
#include <string_view>
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

/// Our own forms carry `ARKKI:F:<form>:<language>:<version>` as a QR code; foreign codes are never acted upon.
/// @returns nothing for any other text
[[nodiscard]] std::optional<Proposal> meaning_of(std::string_view code);

/// Form and language by the form's code; the customer whose name, and no other's, stands on the pages.
[[nodiscard]] Proposal propose(const access::Desk& desk, const std::vector<archive::StoredPage>& pages);

}  // namespace arkki::intake
