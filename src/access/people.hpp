#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "access/passwords.hpp"

namespace arkki::access {

/// Somebody who may come to use or touch the records: staff, a processor's staff, or an outside witness.
struct NewPerson {
    std::string user_name;  ///< [a-z0-9._-], 2-40 characters; one human's own and never anybody else's
    PersonalText name;
    PersonalText title;            ///< as printed under a letter, may be empty
    std::string employer = "own";  ///< own, or the name of the processor who employs
    Day employed_from;
};

struct GivenRole {
    Role role;
    Day from;
    std::optional<Day> to;
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

    void give_role(PersonId person, Role role, Day from, std::optional<Day> to = {});
    /// @throws Error{Fault::not_found, "role.not_given"}
    void end_role(PersonId person, Role role, const PersonalText& reason);

    /// Sets the password, opens the account and ends the person's sessions. Everybody may set his own.
    /// @throws Error{Fault::conflict, "commitment.missing"}  without a valid confidentiality commitment
    /// @throws Error of Passwords::check_rules
    void set_password(PersonId person, const PersonalText& password, const Passwords& passwords);

    /// Closes the account and ends its sessions; the person and what he did stay in the records.
    void disable(PersonId person, const PersonalText& reason);
    /// The last day of employment; from the next day on nothing is allowed any more.
    void leave(PersonId person, Day last_day);

    [[nodiscard]] std::vector<Person> list() const;
    /// @throws Error{Fault::not_found, "person.unknown"}
    [[nodiscard]] Person find(PersonId person) const;
    [[nodiscard]] std::optional<PersonId> by_user_name(const std::string& user_name) const;

private:
    [[nodiscard]] Person find_open(PersonId person) const;
    const Desk& desk_;
};

/// A person inside somebody else's transaction (the signer of a letter), nothing if there is none.
[[nodiscard]] std::optional<Person> person_of(db::Read& read, PersonId person);
/// The name to show for an id of the log or of a record, "" if there is no such person.
[[nodiscard]] PersonalText name_of(db::Read& read, PersonId person);

}  // namespace arkki::access
