#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"

namespace arkki::customers {

/// A record that is a person's own, or of somebody near to him.
struct Relation {
    std::int64_t id;
    PersonId person;
    CustomerId customer;
    std::string kind;  ///< own | family | other
    Instant recorded_at;
};

/// Who stands near to whom: recorded by the person himself, the responsible person or the administrator. What is known
/// here keeps the person away from the record (rule "conflict"); ended, never deleted.
class Relations {
public:
    explicit Relations(const access::Desk& desk) : desk_{desk} {}

    /// @throws Error{Fault::invalid, "relation.bad_kind"}, Error{Fault::not_found, "customer.unknown" |
    /// "person.unknown"},
    ///         Error{Fault::conflict, "relation.known"}, Error{Fault::denied, "access.denied.role"}  for another person
    std::int64_t record(PersonId person, CustomerId customer, const std::string& kind) const;
    /// By somebody else than the person: nobody opens his own record to himself.
    /// @throws Error{Fault::not_found, "relation.unknown"}, Error{Fault::conflict, "relation.own" | "relation.ended"}
    void end(std::int64_t relation, const PersonalText& reason) const;
    [[nodiscard]] std::vector<Relation> of(PersonId person) const;

    /// Where the person lives, to notice a household; empty takes it back. Only its search key is kept.
    void set_home(PersonId person, const PersonalText& address) const;
    [[nodiscard]] bool has_home(PersonId person) const;

private:
    void demand_right(PersonId person) const;
    const access::Desk& desk_;
};

}  // namespace arkki::customers
