#pragma once
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "intake/progress.hpp"
#include "service/office.hpp"
#include "web/open_line.hpp"

namespace arkki::web {

/// Tells open pages what changes among the things that came in, as server-sent events: ids, counts, states and their words
/// in the reader's language, never a name. One thread looks once a second for all listeners, and only while there are any;
/// a listener costs an open socket.
class LiveFeed {
public:
    static constexpr int most_listeners = 400, most_of_a_person = 8;

    /// @param by_itself  without, nobody looks but the caller of `look`: for tests
    explicit LiveFeed(service::Office& office, bool by_itself = true) : office_{office}, by_itself_{by_itself} {}
    ~LiveFeed() { stop(); }
    LiveFeed(const LiveFeed&) = delete;
    LiveFeed& operator=(const LiveFeed&) = delete;

    /// Whether there is a seat for one more.
    /// @throws Error{Fault::unavailable, "live.too_many"}  the page then works by reload
    void demand_seat(const access::Session& session);
    /// Tells this line all that is under way, then every change, until its session ends or it goes.
    void join(const access::Session& session, Language language, std::unique_ptr<OpenLine> line);
    [[nodiscard]] int listeners() const noexcept { return seated_; }

    /// Looks once and tells; the thread does it each second.
    void look();
    /// Says goodbye to all and ends the thread.
    void stop();

private:
    struct Listener {
        access::Session session;
        Language language;
        std::unique_ptr<OpenLine> line;
        Instant told_at, checked_at;
        bool fresh = true;
    };
    void run();
    void take_in_arriving();
    [[nodiscard]] bool tell(Listener& listener, const intake::UnderWay& changes, const intake::UnderWay& all);
    [[nodiscard]] bool may_stay(Listener& listener) const;
    [[nodiscard]] std::string event(const intake::UnderWay& progress, Language language) const;
    void leave(const Listener& listener);

    service::Office& office_;
    bool by_itself_;
    std::mutex looking_;  ///< over `listeners_` and `last_`
    std::vector<Listener> listeners_;
    intake::UnderWay last_;
    std::mutex mutex_;  ///< over the rest
    std::vector<Listener> arriving_;
    std::map<PersonId, int> seats_;
    std::atomic<int> seated_{0};
    std::condition_variable wake_;
    std::thread thread_;
    bool stopped_ = false;
};

}  // namespace arkki::web
