#pragma once
#include <string>
#include <string_view>

#include "access/guard.hpp"
#include "access/session.hpp"
#include "audit/log.hpp"
#include "base/time.hpp"

namespace arkki::access {

/// One unit of work - a web request, a command, a job - with who does it and all it needs. Cheap; services are built
/// on one and live no longer.
class Desk {
public:
    Desk(Session session, audit::Log& log, Guard& guard, Clock clock, WallClock wall_clock)
        : session_{std::move(session)},
          log_{log},
          guard_{guard},
          clock_{std::move(clock)},
          wall_clock_{std::move(wall_clock)} {}

    [[nodiscard]] const Session& session() const noexcept { return session_; }
    [[nodiscard]] db::Database& database() const noexcept { return log_.database(); }
    [[nodiscard]] audit::Log& log() const noexcept { return log_; }
    [[nodiscard]] Instant now() const { return clock_(); }
    [[nodiscard]] Day today() const { return wall_clock_(clock_()).day; }
    [[nodiscard]] const WallClock& wall_clock() const noexcept { return wall_clock_; }

    template <class Act>
    [[nodiscard]] Grant<Act> open(typename Act::Object object) const {
        return guard_.open<Act>(session_, object);
    }
    template <class ObjectId>
    [[nodiscard]] Shown<ObjectId> show(std::vector<ObjectId> ids, const PersonalText& query = {},
                                       std::vector<CustomerId> subjects = {}) const {
        return guard_.show(session_, std::move(ids), query, std::move(subjects));
    }

    /// Refuses (logged, then thrown) unless this session may do `action`; for what touches no person's data.
    void require(std::string_view action, const std::string& object = {}) const {
        guard_.require(session_, action, object);
    }

    /// As Guard::refusal: what would refuse the act now, without a line in the log.
    [[nodiscard]] std::string refusal(db::Read& read, const Object& object, std::string_view action) const {
        return guard_.refusal(read, session_, object, action);
    }

    /// An event of this desk's session, for an effect: fill in object, subjects and args, then append.
    [[nodiscard]] audit::Event event(std::string_view action) const;

private:
    Session session_;
    audit::Log& log_;
    Guard& guard_;
    Clock clock_;
    WallClock wall_clock_;
};

}  // namespace arkki::access
