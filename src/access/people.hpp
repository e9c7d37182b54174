#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "access/passwords.hpp"
#include "access/recall.hpp"

namespace arkki::access {

/// Somebody who may come to use or touch the records: staff, a processor's staff, or an outside witness.
struct NewPerson {
    std::string user_name;  ///< [a-z0-9._-], 2-40 characters; one human's own and never anybody else's
    PersonalText name;
    PersonalText title;            ///< as printed under a letter, may be empty
    std::string employer = "own";  ///< own, outside (a witness), or the name of the processor who employs
    Day employed_from;
};

/// @throws Error{Fault::invalid, "person.bad_user_name" | "person.no_name" | "person.no_employer"}
void check_person(const NewPerson& person);

struct GivenRole {
    Role role;
    Day from;
    std::optional<Day> to;
    PersonalText reason = {};
};

/// A role as it was once given; `ended_at` is the moment somebody took it away before its last day.
struct PastRole {
    GivenRole given;
    PersonId given_by;
    std::optional<Instant> ended_at;
    std::optional<PersonId> ended_by;
    PersonalText end_reason;
};

/// What was recorded of somebody's employment: the last row is what counts.
struct Employment {
    std::string employer;
    Day from;
    std::optional<Day> to;
    PersonalText reason;
    PersonId recorded_by;
    Instant recorded_at;
};

struct Person {
    PersonId id;
    std::string user_name;
    PersonalText name;
    PersonalText title;
    std::string employer;
    Day employed_from;
    std::optional<Day> employed_to;  ///< last day
    bool active;                     ///< has an account that is open
    std::vector<GivenRole> roles;    ///< not ended
};

/// Whose choice a password was. What another person chose only lets its owner choose anew (sessions.hpp, `Hold`).
enum class Chosen { by_owner, by_another };

/// The people and their accounts. Changes are the administrator's; while nobody has ever signed in, the machine's.
///
/// Nobody gives himself a role, and the last active administrator can be neither closed nor deprived of the role:
/// Error{Fault::conflict, "person.last_admin"}.
class People {
public:
    explicit People(const Desk& desk) : desk_{desk} {}

    /// @throws Error{Fault::invalid, "person.bad_user_name" | "person.no_name"}
    /// @throws Error{Fault::conflict, "person.user_name_taken"}  also by somebody who left long ago
    PersonId add(const NewPerson& person);

    void give_role(PersonId person, Role role, Day from, std::optional<Day> to = {}, const PersonalText& reason = {});
    /// @throws Error{Fault::not_found, "role.not_given"}
    void end_role(PersonId person, Role role, const PersonalText& reason);

    /// Sets the password, opens the account and ends the person's sessions (not the tokens). Everybody may set his own.
    /// @param chosen  by whom; what a human sets for another always counts as `by_another`
    /// @throws Error{Fault::conflict, "commitment.missing"}  without a valid confidentiality commitment
    /// @throws Error of Passwords::check_rules
    void set_password(PersonId person, const PersonalText& password, const Passwords& passwords,
                      Chosen chosen = Chosen::by_owner);

    /// Closes the account and ends its sessions; the person and what he did stay in the records.
    void disable(PersonId person, const PersonalText& reason);
    /// The last day of employment; from the next day on nothing is allowed any more. What the person holds is recalled.
    void leave(PersonId person, Day last_day, const PersonalText& reason = {}, const RecallPaper& recall = {});
    /// A new employment, or another employer: somebody comes back, or goes over to a processor. With one's own staff
    /// the right to take originals ends too (notice S37: paper is for employees).
    /// @throws Error{Fault::invalid, "person.no_employer" | "person.no_reason"}
    void employ(PersonId person, const std::string& employer, Day from, const PersonalText& reason);

    [[nodiscard]] std::vector<Person> list() const;
    /// @throws Error{Fault::not_found, "person.unknown"}
    [[nodiscard]] Person find(PersonId person) const;
    [[nodiscard]] std::optional<PersonId> by_user_name(const std::string& user_name) const;
    /// All that was ever recorded, the oldest first.
    [[nodiscard]] std::vector<Employment> employments(PersonId person) const;
    [[nodiscard]] std::vector<PastRole> roles_ever(PersonId person) const;
    /// Processors whose people may come in, by name.
    [[nodiscard]] std::vector<std::string> processors() const;

private:
    [[nodiscard]] Person find_open(PersonId person) const;
    const Desk& desk_;
};

/// A person inside somebody else's transaction (the signer of a letter), nothing if there is none.
[[nodiscard]] std::optional<Person> person_of(db::Read& read, PersonId person);
/// Where a person stands today, in one word: "active", "left", "not_started", "no_commitment", "commitment_ended",
/// "commitment_revoked", "no_account", "account_closed", "no_role", or "outside" for a witness without account. The first
/// that is true is said.
[[nodiscard]] std::string state_of(db::Read& read, PersonId person, Day today);
/// The name to show for an id of the log or of a record, "" if there is no such person.
[[nodiscard]] PersonalText name_of(db::Read& read, PersonId person);

}  // namespace arkki::access
