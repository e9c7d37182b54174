#pragma once
#include <string>
#include <vector>

#include "audit/log.hpp"
#include "support/test_database.hpp"
#include "support/test_world.hpp"

namespace arkki::test {

/// An access log in a fresh database, with its entry 0.
class TestLog {
public:
    /// @param day  on which it begins
    explicit TestLog(std::string_view day = "2026-11-23") : clock{day} {
        audit::found(log, {"arkki.example/audit/e1", "0.1.0", std::string(64, '0')});
    }

    /// A clerk's look at a document, as the Guard would write it.
    static audit::Event look(std::int64_t document, std::vector<CustomerId> subjects = {}) {
        audit::Event event;
        event.actor = PersonId{17};
        event.session = "s-4f2a";
        event.auth = "password";
        event.address = "10.1.1.121";
        event.via = "web";
        event.station = "counter-2";
        event.object = "document:" + std::to_string(document);
        event.version = 1;
        event.subjects = std::move(subjects);
        event.action = "document.view";
        event.role = "clerk";
        event.purpose = "care";
        event.basis = "list:44";
        event.request = "9f2c0a14";
        event.args = {{"explained", "none"}};
        return event;
    }
    db::Database& database() { return store.database(); }

    TestDatabase store;
    TestClock clock;
    audit::Log log{store.database(), clock.clock(), repeatable_randomness(), winter_wall_clock()};
};

}  // namespace arkki::test
