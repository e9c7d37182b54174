#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "access/people.hpp"
#include "service/setup.hpp"

namespace arkki::service {

/// Somebody who starts on the day of the set-up.
struct Newcomer {
    std::string user;
    PersonalText name, title;
    std::vector<std::string> roles;
};

/// A person with commitment, roles and account, as the set-up makes one.
/// @param witness  the person who saw the commitment signed
/// @param chosen  `by_owner` only for the demonstration, whose printed passwords go on working
[[nodiscard]] Credential take_on(Office& office, const Newcomer& newcomer, PersonId witness, access::Chosen chosen);

/// Somebody without an account: the witness.
[[nodiscard]] PersonId add_outsider(Office& office, const std::string& user, const PersonalText& name);

[[nodiscard]] std::vector<Credential> first_administrator(Office& office, const FirstPeople& people);

/// Twenty letters and digits in groups, to be read from a screen and typed once.
[[nodiscard]] PersonalText one_time_password(const Randomness& randomness);

/// Writes a file that nobody but its owner may read.
void write_private(const std::filesystem::path& file, ByteView bytes);

}  // namespace arkki::service
