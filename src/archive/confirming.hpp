#pragma once
#include <vector>

#include "archive/archive.hpp"
#include "register/customers.hpp"

namespace arkki::archive {

/// A person says what a paper is, and that it is about somebody the register does not know yet: the customer is made and
/// the paper filed with it in one transaction, or neither.
/// @param confirmation  its customer is the one that is made
/// @returns the new customer
/// @throws as Archive::confirm and customers::Cards::add
CustomerId confirm_for_newcomer(const access::Desk& desk, const Archive& archive,
                                const access::Grant<access::FileDocument>& grant, Archive::Confirmation confirmation,
                                const std::vector<customers::NewValue>& values);

}  // namespace arkki::archive
