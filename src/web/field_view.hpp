#pragma once
#include <vector>

#include "archive/fields.hpp"
#include "web/lobby.hpp"

namespace arkki::web {

/// For partials/fields: each value of a known form with its snippet of the page image and its state. What is sure is
/// filled in and ticked, what is proposed is filled in, what is to be keyed is empty and its reading a hint on demand.
/// What was posted comes back.
[[nodiscard]] lang::Value fields_value(const Lobby& lobby, const Words& in, const access::Desk& desk,
                                       DocumentId document, const std::vector<archive::FormOnPage>& pages,
                                       const Fields& posted);

/// What the person who posted the form accepted: what is ticked, and what was typed instead of what was read.
[[nodiscard]] std::vector<archive::AcceptedField> accepted_fields(const Fields& posted,
                                                                  const std::vector<archive::FormOnPage>& pages);

/// Whether the form asks for a new customer out of its fields.
[[nodiscard]] bool wants_new_customer(const Fields& posted);

/// What that customer's card begins with.
/// @throws Error{Fault::invalid, "fields.no_name", field "new_customer"}
[[nodiscard]] std::vector<customers::NewValue> new_card(const Lobby& lobby, const access::Desk& desk,
                                                        const access::Grant<access::FileDocument>& grant,
                                                        const std::vector<archive::AcceptedField>& fields);

/// Stores what was accepted; contact data go to the customer's card, where the access list lets this person write it.
void accept_fields(const Lobby& lobby, const access::Desk& desk, const access::Grant<access::FileDocument>& grant,
                   const std::vector<archive::AcceptedField>& fields, std::optional<CustomerId> customer);

}  // namespace arkki::web
