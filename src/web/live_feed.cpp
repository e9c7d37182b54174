#include "web/live_feed.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <algorithm>
#include <sstream>

#include "access/standing.hpp"

namespace arkki::web {
namespace {

using namespace std::chrono_literals;
using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr auto pace = 1s;
constexpr auto heartbeat = 15s;  ///< a line that has gone is noticed by writing to it
constexpr auto session_check = 5s;

Object ordered() { return Object{Poco::JSON_PRESERVE_KEY_ORDER}; }

/// What is new or other than before.
template <class Thing>
std::vector<Thing> changed(const std::vector<Thing>& before, const std::vector<Thing>& now) {
    std::vector<Thing> others;
    for (const auto& thing : now)
        if (std::find(before.begin(), before.end(), thing) == before.end()) others.push_back(thing);
    return others;
}

bool same_counts(const intake::UnderWay& a, const intake::UnderWay& b) {
    return a.waiting == b.waiting && a.quarantined == b.quarantined && a.duplicates == b.duplicates;
}

}  // namespace

void LiveFeed::demand_seat(const access::Session& session) {
    const std::lock_guard lock{mutex_};
    const auto own = seats_.find(session.actor);
    if (stopped_ || seated_ >= most_listeners || (own != seats_.end() && own->second >= most_of_a_person))
        throw Error{Fault::unavailable, "live.too_many"};
}

void LiveFeed::join(const access::Session& session, Language language, std::unique_ptr<OpenLine> line) {
    const Instant now = office_.world().clock();
    const std::lock_guard lock{mutex_};
    if (stopped_) return;
    arriving_.push_back({session, language, std::move(line), now, now});
    ++seats_[session.actor];
    ++seated_;
    if (by_itself_ && !thread_.joinable()) thread_ = std::thread{[this] { run(); }};
    wake_.notify_all();
}

void LiveFeed::leave(const Listener& listener) {
    const std::lock_guard lock{mutex_};
    const auto own = seats_.find(listener.session.actor);
    if (--own->second == 0) seats_.erase(own);
    --seated_;
}

void LiveFeed::run() {
    std::unique_lock lock{mutex_};
    while (!stopped_) {
        wake_.wait(lock, [this] { return stopped_ || seated_ > 0; });
        if (stopped_) return;
        lock.unlock();
        try {
            look();
        } catch (const std::exception&) {  // a database that is away comes back; the pages wait with us
        }
        lock.lock();
        wake_.wait_for(lock, pace, [this] { return stopped_ || !arriving_.empty(); });
    }
}

void LiveFeed::take_in_arriving() {
    const std::lock_guard lock{mutex_};
    std::move(arriving_.begin(), arriving_.end(), std::back_inserter(listeners_));
    arriving_.clear();
}

void LiveFeed::look() {
    const std::lock_guard looking{looking_};
    take_in_arriving();
    auto now = intake::under_way(office_.database(), last_);
    intake::UnderWay changes = now;
    changes.arrivals = changed(last_.arrivals, now.arrivals);
    changes.batches = changed(last_.batches, now.batches);
    if (changes.arrivals.empty() && changes.batches.empty() && same_counts(now, last_)) changes.newest = last_.newest;
    const auto gone = [&](Listener& listener) {
        if (may_stay(listener) && tell(listener, changes, now)) return false;
        leave(listener);
        return true;
    };
    std::erase_if(listeners_, gone);
    last_ = std::move(now);
}

bool LiveFeed::may_stay(Listener& listener) const {
    const Instant now = office_.world().clock();
    if (!listener.fresh && now - listener.checked_at < session_check) return true;
    listener.checked_at = now;
    const Day today = office_.world().wall_clock(now).day;
    const auto fault = office_.database().read(
        [&](db::Read& read) { return access::standing(read, listener.session, now, today); });
    if (!fault.empty()) static_cast<void>(listener.line->send("event: end\ndata: session\n\n"));
    return fault.empty();
}

bool LiveFeed::tell(Listener& listener, const intake::UnderWay& changes, const intake::UnderWay& all) {
    const Instant now = office_.world().clock();
    const bool news = listener.fresh || !changes.arrivals.empty() || !changes.batches.empty() || !same_counts(all, last_);
    if (!news && now - listener.told_at < heartbeat) return true;
    const std::string text = !news             ? ":\n\n"
                             : listener.fresh ? "retry: 5000\n" + event(all, listener.language)
                                              : event(changes, listener.language);
    listener.fresh = false;
    listener.told_at = now;
    return listener.line->send(text);
}

std::string LiveFeed::event(const intake::UnderWay& progress, Language language) const {
    const auto word = [&](const std::string& key, const lang::Arguments& arguments = {}) {
        return office_.catalogue().has(language, key) ? office_.catalogue().text(language, key, arguments) : std::string{};
    };
    Array arrivals, batches;
    for (const auto& arrival : progress.arrivals) {
        const std::string state{intake::code(arrival.state)};
        Object row = ordered();
        row.set("id", arrival.id.value()).set("batch", arrival.batch.value()).set("state", state);
        row.set("word", word("inbox.state." + state)).set("read", arrival.read).set("of", arrival.of);
        row.set("pages", arrival.of == 0 ? std::string{}
                                         : word("inbox.pages_read", {{"read", std::to_string(arrival.read)},
                                                                     {"of", std::to_string(arrival.of)}}));
        arrivals.add(row);
    }
    for (const auto& batch : progress.batches) {
        Object row = ordered();
        row.set("id", batch.id.value()).set("open", batch.open).set("halt", word(batch.halt)).set("sheets", batch.sheets);
        row.set("told", batch.told.value_or(0));
        batches.add(row);
    }
    Object counts = ordered(), whole = ordered();
    counts.set("waiting", progress.waiting).set("stuck", progress.quarantined + progress.duplicates);
    whole.set("arrivals", arrivals).set("batches", batches).set("counts", counts);
    std::ostringstream text;
    text << "event: progress\ndata: ";
    whole.stringify(text);
    text << "\n\n";
    return text.str();
}

void LiveFeed::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopped_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    const std::lock_guard looking{looking_};
    take_in_arriving();
    for (auto& listener : listeners_) {
        static_cast<void>(listener.line->send("event: end\ndata: stop\n\n"));
        leave(listener);
    }
    listeners_.clear();
}

}  // namespace arkki::web
