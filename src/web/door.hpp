#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "base/bytes.hpp"
#include "web/body.hpp"
#include "web/problem.hpp"
#include "web/routes.hpp"

namespace arkki::web {

struct DoorSettings {
    /// Our own addresses as a browser writes them, "https://arkki.example:8443". Empty: what the Host header says.
    std::vector<std::string> origins;
    std::filesystem::path spool;  ///< where files wait while they come in; same disk as the blobs
};

/// What the door asks of the world.
struct DoorParts {
    /// The desk of the session whose secret is `request.cookie` or of the token `request.bearer`, or nothing if it is
    /// over.
    std::function<std::optional<access::Desk>(const Request&)> desk_of;
    /// The error page. Must not throw.
    std::function<Reply(const Request&, const Problem&, const access::Desk*)> show_problem;
    /// A line for the operator's log, without personal data.
    std::function<void(std::string_view)> report;
    Randomness randomness;
};

/// Where a request came from.
struct Caller {
    std::string address;
    bool secure = false;
};

/// From a framed request to an answer, the same way for every route: route, session or token, role and scope, what a
/// session is held to, own origin, form, form token, handler; every error becomes a Reply here.
///
/// Safe to use from several threads.
class Door {
public:
    Door(Routes routes, DoorParts parts, DoorSettings settings);

    /// Bytes of body that a method and target may carry; what no route takes may carry a form's worth.
    [[nodiscard]] std::uint64_t limit(std::string_view method, std::string_view target) const;
    /// Never throws.
    [[nodiscard]] Reply answer(std::string method, std::string_view target, HeaderList headers, const Caller& caller,
                               Body& body) const noexcept;
    /// The answer to what the framing guard refused.
    [[nodiscard]] Reply refuse(int status, HeaderList headers) const noexcept;
    [[nodiscard]] const Routes& routes() const noexcept { return routes_; }

private:
    struct Visit;
    void find_route(Visit& visit) const;
    void find_token(Request& request) const;
    void find_desk(Visit& visit) const;
    void check_role(const Visit& visit) const;
    void check_hold(const Visit& visit) const;
    [[noreturn]] void turn_away(const Visit& visit, const char* rule) const;
    void check_origin(const Request& request) const;
    void read_form(Visit& visit, Body& body) const;
    void check_token(const Visit& visit) const;
    Reply guarded(Visit& visit, const std::function<Reply()>& act) const noexcept;
    Reply problem(const Visit& visit, const Problem& problem) const;

    Routes routes_;
    DoorParts parts_;
    DoorSettings settings_;
};

/// Whether a changing request comes from a page of ours (Sec-Fetch-Site, Origin, else Referer). Public for its tests.
[[nodiscard]] bool from_own_page(const Request& request, const std::vector<std::string>& origins);

}  // namespace arkki::web
