#include "web/site.hpp"

#include <charconv>

#include "access/tokens.hpp"
#include "web/papers_view.hpp"

namespace arkki::web {

namespace {

/// From a paper that comes in to one that is found.
void add_paper_pages(Table& table, std::uint64_t upload_limit) {
    add_scan_pages(table);
    add_inbox_pages(table);
    add_upload_pages(table, upload_limit);
    add_folder_pages(table);
    add_live_pages(table);
    add_document_pages(table);
    add_original_pages(table);
    add_printing_page(table);
    add_filing_page(table);
    add_form_pages(table);
    add_search_page(table);
    add_search_suggestions(table);
}

}  // namespace

Site::Site(service::Office& office)
    : office_{office},
      pages_{office.settings().home / "templates" / "pages", office.catalogue()},
      assets_{office.settings().home / "templates" / "assets"},
      press_{pages_, office.catalogue(), assets_},
      live_{office},
      lobby_{office_, press_, assets_, drafts_, last_check_, live_} {}

Routes Site::routes() const {
    Table table{lobby_};
    add_sign_in_pages(table);
    add_account_pages(table);
    add_factor_pages(table);
    add_token_pages(table);
    add_start_page(table);
    add_paper_pages(table, office_.settings().upload_limit);
    add_customer_pages(table);
    add_request_pages(table);
    add_request_clock_page(table);
    add_new_request_page(table);
    add_decide_page(table);
    add_papers_pages(table);
    add_letter_pages(table);
    add_log_pages(table);
    add_entry_pages(table);
    add_finding_pages(table);
    add_sample_pages(table);
    add_certificate_pages(table);
    add_report_pages(table);
    add_auditor_start(table);
    add_my_log_page(table);
    add_log_extract_page(table);
    add_staff_notice_page(table);
    add_letter_template_pages(table);
    add_case_letter_pages(table);
    add_people_pages(table);
    add_person_pages(table);
    add_notice_pages(table);
    add_setup_pages(table);
    add_access_list_pages(table);
    add_glass_pages(table);
    add_relation_pages(table);
    add_seal_pages(table);
    add_metrics(table);
    add_programs(table, office_.settings().upload_limit);
    return Routes{table.take()};
}

std::optional<access::Desk> Site::desk_of(const Request& request) const {
    if (!request.bearer.empty()) return desk_of_token(request);
    const std::string via = request.path.starts_with("/api/") ? "api" : "web";
    const auto session = office_.sessions().resume(request.cookie.reveal(), {via, request.address, ""}, request.id);
    if (!session) return std::nullopt;
    return office_.desk(*session);
}

std::optional<access::Desk> Site::desk_of_token(const Request& request) const {
    const Instant now = office_.world().clock();
    const auto session = access::token_session(office_.log(), request.bearer.reveal(), {"api", request.address, ""},
                                               request.id, now, office_.world().wall_clock(now).day);
    if (!session) return std::nullopt;
    return office_.desk(*session);
}

DoorParts Site::parts(std::function<void(std::string_view)> report) const {
    return {[this](const Request& request) { return desk_of(request); },
            [this](const Request& request, const Problem& problem, const access::Desk* desk) {
                return press_.print_problem(request, problem, desk);
            },
            std::move(report), office_.world().randomness};
}

DoorSettings Site::door_settings() const {
    const auto& origin = office_.settings().origin;
    return {origin.empty() ? std::vector<std::string>{} : std::vector{origin}, office_.settings().spool()};
}

ServerSettings server_settings(const service::Settings& settings) {
    ServerSettings server;
    const auto colon = settings.listen.rfind(':');
    const std::string_view digits =
        std::string_view{settings.listen}.substr(colon == std::string::npos ? 0 : colon + 1);
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), server.port);
    if (colon == std::string::npos || fault != std::errc{} || end != digits.data() + digits.size())
        throw Error{Fault::invalid, "web.bad_listen", {}, "listen"};
    server.address = settings.listen.substr(0, colon);
    if (server.address.starts_with('[') && server.address.ends_with(']'))
        server.address = server.address.substr(1, server.address.size() - 2);
    server.certificate = settings.tls_certificate;
    server.key = settings.tls_key;
    return server;
}

Reply act_or_mend(const std::function<Reply()>& act,
                  const std::function<Reply(const std::vector<FieldProblem>&)>& form) {
    try {
        return act();
    } catch (const Error& error) {
        const bool mendable = error.fault() == Fault::invalid || error.fault() == Fault::conflict ||
                              (error.fault() == Fault::denied && !error.key().starts_with("access.denied.")) ||
                              (error.fault() == Fault::not_found && !error.field().empty()) ||
                              error.key() == "login.wait";
        if (!mendable) throw;
        return form({{error.field(), error.key()}});
    }
}

}  // namespace arkki::web
