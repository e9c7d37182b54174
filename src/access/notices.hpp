#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"

namespace arkki::access {

/// To whom a notice goes: one person, or whoever holds a role.
struct Addressee {
    std::optional<PersonId> person;
    std::optional<Role> role;

    [[nodiscard]] static Addressee to(PersonId person) { return {person, std::nullopt}; }
    [[nodiscard]] static Addressee to(Role role) { return {std::nullopt, role}; }
};

/// Something somebody must be told of: "commitment.revoked" about "commitment:7". Names of people are looked up when it
/// is shown, never stored. The message of a kind is `notice.<kind>` with {number}, {name} and {object}.
struct Notice {
    Addressee to;
    std::string kind;         ///< dotted code: "glass.review", "commitment.ends", "seal.missing"
    std::string object;       ///< "person:17", "unit:40", "glass:3", "" for the house as a whole
    std::int64_t number = 0;  ///< days left, papers out, ...: what the message counts
};

/// Leaves a notice, unless the same one is still open. Inside the transaction of what it tells of.
void notify(db::Write& write, const Notice& notice, Instant at);
/// The same, unless it was ever told: a warning that somebody has seen does not come back the next night.
/// @returns whether it was told now
bool notify_once(db::Write& write, const Notice& notice, Instant at);
/// Closes every open notice of a kind about a thing, because what it asked for was done.
void settle(db::Write& write, std::string_view kind, std::string_view object, PersonId by, Instant at);

struct OpenNotice {
    std::int64_t id;
    std::string kind;
    std::string object;
    std::int64_t number;
    Instant made_at;
};

/// What waits for the person of a session, in the role of the session; the newest first.
class Notices {
public:
    explicit Notices(const Desk& desk) : desk_{desk} {}

    [[nodiscard]] std::vector<OpenNotice> open(std::size_t most = 50) const;
    /// "I have seen it."
    /// @throws Error{Fault::not_found, "notice.unknown"}  also for one that goes to somebody else or is closed
    void acknowledge(std::int64_t notice) const;

private:
    const Desk& desk_;
};

}  // namespace arkki::access
