#pragma once
#include <string_view>

namespace arkki::web {

/// A connection that stays open after the head of its answer and costs no thread. Closed when this object goes.
class OpenLine {
public:
    virtual ~OpenLine() = default;
    /// @returns false when the other end has gone, or does not read what it is sent
    virtual bool send(std::string_view text) = 0;
};

}  // namespace arkki::web
