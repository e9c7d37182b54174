#pragma once
#include <functional>
#include <string>
#include <vector>

#include "service/office.hpp"
#include "web/assets.hpp"
#include "web/draft_shelf.hpp"
#include "web/last_check.hpp"
#include "web/live_feed.hpp"
#include "web/press.hpp"
#include "web/routes.hpp"

namespace arkki::web {

/// What the handlers of all pages share. Outlives every request.
struct Lobby {
    service::Office& office;
    const Press& press;
    const Assets& assets;
    DraftShelf& drafts;
    LastCheck& last_check;
    LiveFeed& live;
};

using Roles = std::vector<access::Role>;
inline const Roles anyone{access::Role::anyone};
inline const Roles staff{access::Role::clerk, access::Role::responsible};
inline const Roles responsible{access::Role::responsible};
inline const Roles auditor{access::Role::auditor};
inline const Roles admin{access::Role::admin};
inline const Roles signed_in{access::Role::clerk, access::Role::responsible, access::Role::auditor, access::Role::admin,
                             access::Role::second};

/// A page of somebody signed in.
using Page = Reply (*)(const Lobby& lobby, const Request& request, const access::Desk& desk);
/// A page that strangers see too; the desk is null for them.
using OpenPage = Reply (*)(const Lobby& lobby, const Request& request, const access::Desk* desk);

/// Lines of the route table, one call a line.
class Table {
public:
    explicit Table(const Lobby& lobby) : lobby_{lobby} {}

    void open(std::string method, std::string pattern, OpenPage page) {
        routes_.push_back({std::move(method), std::move(pattern), anyone,
                           [&lobby = lobby_, page](const Request& request, const access::Desk* desk) {
                               return page(lobby, request, desk);
                           }});
    }
    /// @param files  0, or the largest body with files, in bytes
    void add(std::string method, std::string pattern, const Roles& roles, Page page, std::uint64_t files = 0) {
        routes_.push_back({std::move(method), std::move(pattern), roles,
                           [&lobby = lobby_, page](const Request& request, const access::Desk* desk) {
                               return page(lobby, request, *desk);
                           },
                           files == 0 ? form_limit : files, files != 0});
    }
    /// A route for programs, under /api/v1. @param scope  what a token must cover, "any" for every token
    void program(std::string method, std::string pattern, const Roles& roles, std::string_view scope, Page page,
                 std::uint64_t files = 0) {
        add(std::move(method), std::move(pattern), roles, page, files);
        routes_.back().scope = scope;
    }
    [[nodiscard]] std::vector<Route> take() { return std::move(routes_); }

private:
    const Lobby& lobby_;
    std::vector<Route> routes_;
};

// The pages, each file a family.
void add_sign_in_pages(Table& table);
void add_account_pages(Table& table);
void add_factor_pages(Table& table);
void add_token_pages(Table& table);
void add_start_page(Table& table);
void add_scan_pages(Table& table);
void add_inbox_pages(Table& table);
void add_upload_pages(Table& table, std::uint64_t upload_limit);  ///< new files from the browser
void add_folder_pages(Table& table);  ///< files that stay in the hot folders
void add_live_pages(Table& table);  ///< server-sent events of what changes
void add_document_pages(Table& table);
void add_original_pages(Table& table);  ///< files as they came in
void add_printing_page(Table& table);   ///< sheets and labels
void add_filing_page(Table& table);
void add_form_pages(Table& table);          ///< printable forms
void add_form_template_page(Table& table);  ///< fields drawn over a blank form; part of add_form_pages
void add_search_page(Table& table);
void add_search_suggestions(Table& table);
void add_customer_pages(Table& table);
void add_request_pages(Table& table);
void add_request_clock_page(Table& table);
void add_new_request_page(Table& table);
void add_decide_page(Table& table);
void add_letter_pages(Table& table);
void add_log_pages(Table& table);
void add_entry_pages(Table& table);
void add_auditor_start(Table& table);
void add_finding_pages(Table& table);
void add_sample_pages(Table& table);
void add_certificate_pages(Table& table);
void add_report_pages(Table& table);
void add_my_log_page(Table& table);
void add_log_extract_page(Table& table);
void add_staff_notice_page(Table& table);
void add_case_letter_pages(Table& table);  ///< letters on the way to an answer, and how letters were sent
void add_letter_template_pages(Table& table);  ///< for whoever edits a letter
void add_people_pages(Table& table);
void add_person_pages(Table& table);
void add_notice_pages(Table& table);
void add_setup_pages(Table& table);  ///< the first administrator of a new house
void add_access_list_pages(Table& table);
void add_glass_pages(Table& table);
void add_relation_pages(Table& table);
void add_seal_pages(Table& table);
void add_metrics(Table& table);  ///< figures for whoever watches machines
void add_programs(Table& table, std::uint64_t upload_limit);  ///< JSON for programs, and the health of the service

/// The administrator's start page.
[[nodiscard]] Reply admin_start(const Lobby& lobby, const Request& request, const access::Desk& desk);
/// The auditor's start page.
[[nodiscard]] Reply auditor_start(const Lobby& lobby, const Request& request, const access::Desk& desk);

/// Does what a form asks; what is wrong with it brings the form back, filled in, with the message beside its field.
[[nodiscard]] Reply act_or_mend(const std::function<Reply()>& act,
                                const std::function<Reply(const std::vector<FieldProblem>&)>& form);

}  // namespace arkki::web
