#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/access_list.hpp"

namespace arkki::access {

/// A role somebody would gain.
struct NewRole {
    PersonId person;
    Role role;
    Day from;
    std::optional<Day> to;
    PersonalText reason;
};

/// A right that waits for another person's word.
struct Proposal {
    std::int64_t id;
    PersonId person;  ///< who would gain
    PersonalText name;
    NewEntry entry;    ///< what he would gain, if `role` is empty
    std::string role;  ///< or the role
    Day from;
    std::optional<Day> to;
    PersonalText reason;
    PersonId proposed_by;
    PersonalText proposer;
    Instant proposed_at;
    std::optional<Instant> decided_at;
    std::string verdict;  ///< "", approved, rejected
    PersonalText decision;
};

/// Four eyes for rights of one's own: nobody grants himself, nor returns a right to him he has his own from. He
/// proposes; somebody else with the right to grant, or the second person, approves with a reason.
class Proposals {
public:
    explicit Proposals(const Desk& desk) : desk_{desk} {}

    /// @throws Error{Fault::invalid, ...}  as AccessList::grant
    std::int64_t propose(const NewEntry& entry) const;
    /// @throws Error{Fault::invalid, "role.not_for_people" | "role.bad_end" | "list.no_reason"}
    std::int64_t propose(const NewRole& role) const;
    /// The right is in force from here on, granted by who approved.
    /// @throws Error{Fault::not_found, "proposal.unknown"}, Error{Fault::invalid, "proposal.no_reason"},
    ///         Error{Fault::conflict, "proposal.own" | "proposal.decided" | "commitment.missing"}
    void approve(std::int64_t proposal, const PersonalText& why) const;
    /// Whoever proposed may take it back as well. @throws as `approve`
    void reject(std::int64_t proposal, const PersonalText& why) const;

    /// Those that wait, the oldest first.
    [[nodiscard]] std::vector<Proposal> waiting() const;

private:
    const Desk& desk_;
};

}  // namespace arkki::access
