// The line that tells open pages what changes.
#include <memory>

#include "web/live_feed.hpp"
#include "web/lobby.hpp"

namespace arkki::web {
namespace {

/// Server-sent events (WHATWG HTML, 9.2). For the browser of somebody who works with what came in: a program asks
/// /api/v1/arrivals.
Reply live(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    LiveFeed& feed = lobby.live;
    feed.demand_seat(desk.session());
    Reply reply;
    reply.type = "text/event-stream; charset=utf-8";
    reply.with("X-Accel-Buffering", "no");  // a proxy must not collect what is told now
    reply.keep_open = [&feed, session = desk.session(), language = request.language](std::unique_ptr<OpenLine> line) {
        feed.join(session, language, std::move(line));
    };
    return reply;
}

}  // namespace

void add_live_pages(Table& table) { table.add("GET", "/live", staff, live); }

}  // namespace arkki::web
