// Who has looked at a person's data, before it is told to him: the tables, whether staff are named, the evidence.
#include "service/who_has_looked.hpp"
#include "web/request_view.hpp"

namespace arkki::web {
namespace {

using lang::Value;

Reply extract_page(const Lobby& lobby, const Request& request, const access::Desk& visitor,
                   const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto id = request.id_of<RequestId>();
    const auto desk = desk_for(lobby, visitor, id);
    auto view = service::show_extract(lobby.office, desk, id, in.language);
    const std::string path = path_of(id) + "/log-extract";
    Value values = std::move(view.tables);
    values.set("back", path_of(id))
        .set("back_text", request_text(in, view.request.kind, view.request.number))
        .set("subject", subject_text(in, desk, view.request.subject))
        .set("title", in("extract.title"))
        .set("evidence", view.decided ? path + "/evidence" : "")
        .set("logged", logged_text(in, desk, "request.logged"));
    const bool open = !view.names && !view.request.answered_on;
    Value names = false;
    if (open)
        names = {{"action", path + "/names"}, {"reason", form.text("reason", {.label = in("extract.names_reason")})}};
    values.set("disclose", std::move(names));
    return lobby.press.print(
        request, &desk,
        {"log_extract", in("extract.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_extract(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return extract_page(lobby, request, desk, {});
}

Reply disclose(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    return act_or_mend(
        [&] {
            const auto id = request.id_of<RequestId>();
            const auto desk = desk_for(lobby, visitor, id);
            requests::disclose_names(desk, id, request.form.personal("reason"));
            return see_other(path_of(id) + "/log-extract");
        },
        [&](const auto& problems) { return extract_page(lobby, request, visitor, problems); });
}

Reply evidence(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    const auto id = request.id_of<RequestId>();
    const auto desk = desk_for(lobby, visitor, id);
    const auto package = service::evidence_package(lobby.office, desk, id);
    return saved(view(package), "application/zip", "evidence.zip");
}

}  // namespace

void add_log_extract_page(Table& table) {
    table.add("GET", "/requests/{id}/log-extract", responsible, show_extract);
    table.add("POST", "/requests/{id}/log-extract/names", responsible, disclose);
    table.add("GET", "/requests/{id}/log-extract/evidence", responsible, evidence);
}

}  // namespace arkki::web
