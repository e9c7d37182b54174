#pragma once
#include <functional>
#include <string_view>

#include "service/office.hpp"
#include "web/assets.hpp"
#include "web/door.hpp"
#include "web/draft_shelf.hpp"
#include "web/last_check.hpp"
#include "web/live_feed.hpp"
#include "web/lobby.hpp"
#include "web/press.hpp"
#include "web/server.hpp"

namespace arkki::web {

/// All pages of the house, built on the service: the route table and what the door needs besides.
class Site {
public:
    /// Reads and checks every page template.
    /// @throws Error{Fault::corrupt, "template.bad"}, Error{Fault::unavailable, "web.no_assets"}
    explicit Site(service::Office& office);
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    [[nodiscard]] Routes routes() const;
    /// @param report  takes a line of the operator's log
    [[nodiscard]] DoorParts parts(std::function<void(std::string_view)> report) const;
    [[nodiscard]] DoorSettings door_settings() const;
    /// Open pages are told changes until this; call it when the server has stopped.
    void stop() { live_.stop(); }
    [[nodiscard]] LiveFeed& live() noexcept { return live_; }

private:
    [[nodiscard]] std::optional<access::Desk> desk_of(const Request& request) const;
    [[nodiscard]] std::optional<access::Desk> desk_of_token(const Request& request) const;

    service::Office& office_;
    lang::Pages pages_;
    Assets assets_;
    Press press_;
    DraftShelf drafts_;
    LastCheck last_check_;
    LiveFeed live_;
    Lobby lobby_;
};

/// Address and port of "127.0.0.1:8080" or "[::1]:8080", with the certificate of the settings.
/// @throws Error{Fault::invalid, "web.bad_listen", field "listen"}
[[nodiscard]] ServerSettings server_settings(const service::Settings& settings);

}  // namespace arkki::web
