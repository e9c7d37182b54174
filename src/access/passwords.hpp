#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "base/text.hpp"

namespace arkki::access {

/// What one argon2id hash costs. 64 MiB and two rounds take about 0.16 s of one core; tests hand in less.
struct PasswordCost {
    std::uint64_t rounds = 2;
    std::size_t memory = 64U << 20U;  ///< bytes, at least 8 KiB
};

/// Hashes and checks passwords: argon2id (RFC 9106), at most two at a time, or signing in would be an attack on memory.
class Passwords {
    struct Gate;

public:
    /// A place at the gate: who holds one may hash. Whoever judges a password keeps it until the outcome is counted,
    /// so that the next in the line knows of it.
    class Place {
    public:
        ~Place();
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

    private:
        friend class Passwords;
        explicit Place(Gate& gate);
        Gate& gate_;
    };

    /// @param common  file of well-known passwords, one a line, lower case (config/common_passwords.txt)
    /// @throws Error{Fault::unavailable, "password.no_list"}  if the file cannot be read
    Passwords(PasswordCost cost, const std::filesystem::path& common);
    ~Passwords();
    Passwords(const Passwords&) = delete;
    Passwords& operator=(const Passwords&) = delete;

    /// Refuses what is easily guessed. Length is counted in characters; no forced mixture, no expiry.
    /// @throws Error{Fault::invalid, "password.short" | "password.long" | "password.common" | "password.user_name"}
    void check_rules(const PersonalText& password, const std::string& user_name) const;

    /// Waits for a place at the gate; two are inside, eight more may wait: who waits for a guess keeps a thread.
    /// @throws Error{Fault::unavailable, "login.wait"}  when eight wait already
    [[nodiscard]] Place enter() const { return Place{*gate_}; }

    /// The hash to keep, with its salt and cost in it.
    [[nodiscard]] std::string hash(const Place& place, const PersonalText& password) const;
    [[nodiscard]] bool matches(const Place& place, const std::string& hash, const PersonalText& password) const;
    /// Costs as much as `matches`, so that an unknown user name takes as long as a wrong password.
    void pretend(const Place& place, const PersonalText& password) const;
    /// Whether the hash was made at another cost and should be made anew.
    [[nodiscard]] bool outdated(const std::string& hash) const;

private:
    PasswordCost cost_;
    std::set<std::string> common_;
    std::unique_ptr<Gate> gate_;
    std::string nobody_;
};

}  // namespace arkki::access
