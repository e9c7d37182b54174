#pragma once
#include "base/ids.hpp"

namespace arkki::access {

/// That the person of a session is at the keyboard right now: the password or a code was just given. Only
/// `Sessions::prove` makes one. Somebody who finds an open session has none.
class Proof {
public:
    [[nodiscard]] PersonId person() const noexcept { return person_; }

private:
    friend class Sessions;
    explicit Proof(PersonId person) noexcept : person_{person} {}
    PersonId person_;
};

}  // namespace arkki::access
