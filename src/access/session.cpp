#include "access/session.hpp"

#include <array>
#include <utility>

#include "base/error.hpp"

namespace arkki::access {

namespace {

constexpr std::array codes{std::pair{Role::anyone, std::string_view{"anyone"}},
                           std::pair{Role::clerk, std::string_view{"clerk"}},
                           std::pair{Role::responsible, std::string_view{"responsible"}},
                           std::pair{Role::auditor, std::string_view{"auditor"}},
                           std::pair{Role::admin, std::string_view{"admin"}},
                           std::pair{Role::second, std::string_view{"second"}},
                           std::pair{Role::machine, std::string_view{"machine"}}};

}  // namespace

std::string_view code(Role role) noexcept {
    for (const auto& [known, text] : codes)
        if (known == role) return text;
    return "anyone";
}

Role role_from(std::string_view code) {
    for (const auto& [role, text] : codes)
        if (text == code) return role;
    throw Error{Fault::invalid, "role.unknown", {}, "role"};
}

Session machine_session(std::string purpose, std::string request) {
    return {"machine", machine_person,  Role::machine, std::move(purpose),
            "",        {"job", "", ""}, "machine",     std::move(request)};
}

}  // namespace arkki::access
