#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "base/text.hpp"

namespace arkki::customers {

using Fields = std::map<std::string, std::string>;

/// What the register says of itself in one language: controller, contact, authority ("sa.name"), and lists such as
/// "purposes", "recipients", "retention" for the answer to an access request (GDPR art. 13-15).
struct Profile {
    Fields fields;
    std::map<std::string, std::vector<Fields>> lists;

    /// @throws Error{Fault::conflict, "profile.missing"} with the key as detail
    [[nodiscard]] const std::string& text(const std::string& key) const;
};

[[nodiscard]] Profile profile(db::Read& read, Language language);

/// Sets texts of the profile, in "" for all languages; one line in the log with the keys.
void set_profile(const access::Desk& desk, std::string_view language, const Fields& fields);
/// Replaces a list of the profile in one language.
void set_profile_list(const access::Desk& desk, std::string_view list, Language language,
                      const std::vector<Fields>& rows);

}  // namespace arkki::customers
