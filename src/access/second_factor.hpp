#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "access/proof.hpp"

namespace arkki::access {

/// What somebody has besides the password.
struct FactorState {
    bool begun = false;                   ///< a secret was shown and waits for its first code
    std::optional<Instant> active_since;  ///< asked for at every sign-in since then
    std::int64_t recovery_codes = 0;      ///< not used yet
};

/// What a typed code turned out to be.
enum class Taken { nothing, code, recovery };

/// The second factor: an authenticator app (RFC 6238), and ten recovery codes for the day it is lost.
///
/// The app's secret is kept sealed, a recovery code as a keyed hash; each code is taken once.
class SecondFactor {
public:
    static constexpr int recovery_codes = 10;

    /// @param key  32 bytes that are not in the database; without them nobody can begin
    SecondFactor(audit::Log& log, Clock clock, Randomness randomness, Bytes key);

    [[nodiscard]] FactorState state(PersonId person) const;

    /// Makes a secret for the person of the desk. It counts once a code of it was given; one begun before is forgotten.
    /// @throws Error{Fault::conflict, "factor.confirmed"}  if one counts already
    void begin(const Desk& desk) const;
    /// The secret begun and not confirmed, to be shown to its owner.
    [[nodiscard]] std::optional<Bytes> begun(const Desk& desk) const;
    /// From now on the factor counts; every other session of the person ends.
    /// @returns the recovery codes, shown this once
    /// @throws Error{Fault::invalid, "factor.bad_code", field "code"}, Error{Fault::conflict, "factor.not_begun"}
    [[nodiscard]] std::vector<PersonalText> confirm(const Desk& desk, const std::string& code) const;

    /// Ten new codes instead of those there were.
    [[nodiscard]] std::vector<PersonalText> renew_recovery_codes(const Desk& desk, const Proof& proof) const;
    void remove(const Desk& desk, const Proof& proof) const;
    /// For somebody who lost app and codes; ends the person's sessions.
    /// @throws Error{Fault::conflict, "factor.own_reset"}  nobody resets his own
    /// @throws Error{Fault::not_found, "factor.none"}
    void reset(const Desk& desk, PersonId person) const;

    /// Takes a code inside the sign-in's transaction; a recovery code leaves an event and a notice.
    [[nodiscard]] Taken take(db::Write& write, PersonId person, std::string_view typed, const audit::Event& line) const;

private:
    [[nodiscard]] std::vector<PersonalText> make_codes(db::Write& write, PersonId person) const;
    [[nodiscard]] std::string hash_of(PersonId person, std::string_view code) const;
    [[nodiscard]] bool take_totp(db::Write& write, PersonId person, std::string_view code) const;
    [[nodiscard]] bool take_recovery(db::Write& write, PersonId person, std::string_view code,
                                     const audit::Event& line) const;
    void forget(db::Write& write, PersonId person) const;

    audit::Log& log_;
    Clock clock_;
    Randomness randomness_;
    Bytes key_;
};

/// Whether a factor of the person counts.
[[nodiscard]] bool has_second_factor(db::Read& read, PersonId person);

/// A typed recovery code as it was shown, without the blanks and in small letters; nothing unless it has its form.
[[nodiscard]] std::optional<std::string> typed_recovery_code(std::string_view text);

}  // namespace arkki::access
