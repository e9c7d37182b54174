// The notice to staff about the access log, to be printed by the administrator.
#include "service/staff_notice.hpp"
#include "web/lobby.hpp"

namespace arkki::web {
namespace {

Reply print_notice(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto pdf = service::staff_notice(lobby.office, desk, request.language);
    return saved(pdf, "application/pdf", "staff-notice.pdf");
}

}  // namespace

void add_staff_notice_page(Table& table) { table.add("GET", "/staff-notice", admin, print_notice); }

}  // namespace arkki::web
