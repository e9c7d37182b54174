#pragma once
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/finder.hpp"
#include "audit/row.hpp"

/// The rules of review, each a small function over the entries in their order. They read the log alone: what a rule
/// must know of an act was written into the entry when it happened.
namespace arkki::audit {

/// What a rule noticed; the finding it becomes is made once for each rule and mark.
struct Noticed {
    std::string rule, what, mark;
    std::optional<EventId> seq;
    Instant from, to;
    PersonId actor{0}, other{0};
    std::optional<CustomerId> subject{};
    std::string object{};
    std::int64_t amount = 1;
};
using Notices = std::vector<Noticed>;

/// An entry with what every rule asks of it, worked out once.
struct Seen {
    Seen(const StoredEntry& row, const WallClock& wall_clock);

    const Entry& entry;
    const Event& event;
    LocalTime local;
    int hour;     ///< of the day, as stored in the log
    int weekday;  ///< Monday = 0
    bool person;  ///< somebody's own act, not the machine's
    bool allowed;
    bool opening;  ///< an allowed look at one record
    std::string day;

    [[nodiscard]] std::string arg(std::string_view key) const;
    [[nodiscard]] bool is(std::string_view action) const { return event.action == action; }
    [[nodiscard]] std::int64_t actor() const { return event.actor.value(); }
    /// A notice about this entry; `mark` as given, or the entry's number.
    [[nodiscard]] Noticed notice(std::string_view rule, std::string_view what, std::string mark = {}) const;
    /// "17:4242:2026-03-02": one finding a day for a person and whose record it was (or the thing itself).
    [[nodiscard]] std::string mark_of_day() const;
    /// "17:2026-03-02T09": one finding an hour for a person.
    [[nodiscard]] std::string mark_of_hour() const;
};

/// Acts that show one record.
[[nodiscard]] const std::vector<std::string_view>& opening_acts();

/// The rules that one entry alone can break.
void look_at(const Seen& seen, const Surroundings& surroundings, Notices& out);

/// The rules about many entries of a person within a window. Forgets what is older than the windows.
class Windows {
public:
    explicit Windows(const Surroundings& surroundings) : surroundings_{surroundings} {}
    void see(db::Read& read, const Seen& seen, Notices& out);

private:
    struct Run {  ///< of things opened in the order of their numbers
        std::int64_t last = 0;
        int step = 0;
        std::deque<Instant> times{};
    };
    struct Person {
        std::deque<std::pair<Instant, CustomerId>> opened{};
        std::map<CustomerId, int> opened_hour{};
        std::string day{};
        std::set<CustomerId> opened_day{};
        std::int64_t pages = 0;
        std::optional<std::size_t> many{};  ///< the median rule's limit today, worked out when it is first needed
        std::deque<Instant> searches{};
        std::map<std::string, Run> runs{};
        std::deque<Instant> denials{};
        std::map<std::string, Instant> addresses{};
    };
    struct Denial {
        Instant at;
        PersonId actor;
        std::string object;
    };
    void volume(db::Read& read, const Seen& seen, Person& person, Notices& out);
    void fishing(const Seen& seen, Person& person, Notices& out) const;
    void sequence(const Seen& seen, Person& person, Notices& out) const;
    void denied(const Seen& seen, Person& person, Notices& out);
    void borrowed(const Seen& seen, Notices& out);
    void copies(const Seen& seen, Person& person, Notices& out) const;
    void shared(const Seen& seen, Person& person, Notices& out) const;
    [[nodiscard]] std::size_t many_of(db::Read& read, const Seen& seen) const;

    const Surroundings& surroundings_;
    std::map<std::int64_t, Person> people_;
    std::map<std::string, std::deque<Denial>> denials_;  ///< by address
};

/// What has begun and should end by a time, and the last act of each person; kept in tables between runs.
class Watches {
public:
    Watches(db::Read& read, const Surroundings& surroundings);
    void see(const Seen& seen, Notices& out);
    /// What should have ended by now and did not. Told once.
    void expire(Instant now, Notices& out);
    /// Writes what changed since the last call.
    void save(db::Write& write) const;
    void saved();

private:
    struct Watch {
        std::int64_t seq, actor;
        Instant until;
    };
    using Key = std::pair<std::string, std::string>;  ///< kind, name
    void open(const std::string& kind, const std::string& name, const Seen& seen, PersonId actor, Instant until);
    void close(const std::string& kind, const std::string& name);
    void originals(const Seen& seen, Notices& out);
    void places(const Seen& seen);
    void dormant(const Seen& seen, Notices& out);

    const Surroundings& surroundings_;
    std::map<Key, Watch> watches_;
    std::map<std::int64_t, Instant> last_acts_;
    std::set<Key> changed_;
    std::set<std::int64_t> acted_;
};

}  // namespace arkki::audit
