#include "web/request_view.hpp"

#include "register/customers.hpp"

namespace arkki::web {

using requests::ItemOutcome;
using requests::State;

access::Desk desk_for(const Lobby& lobby, const access::Desk& desk, RequestId request) {
    const bool exists = desk.database().read([&](db::Read& read) { return requests::facts(read, request).exists; });
    if (!exists) static_cast<void>(desk.open<access::ViewRequest>(request));  // the attempt goes into the log
    access::Session session = desk.session();
    session.purpose = "request";
    session.case_ref = "request:" + std::to_string(request.value());
    return lobby.office.desk(session);
}

std::string request_text(const Words& words, requests::Kind kind, const std::string& number) {
    return words("request.title", {{"kind", words("request.kind." + std::string{code(kind)})}, {"number", number}});
}

std::string subject_text(const Words& words, const access::Desk& desk, CustomerId subject) {
    const auto number = desk.database().read([&](db::Read& read) { return customers::number_of(read, subject); });
    return words("request.subject", {{"number", number}});
}

std::string left_text(const Words& words, int days) {
    if (days == 0) return words("requests.last_day");
    return days > 0 ? words.count("requests.days_left", days) : words.count("requests.days_late", -days);
}

std::string_view mark_of(State state) noexcept {
    switch (state) {
        case State::sign:
        case State::clarify:
            return "warn";
        case State::received:
        case State::identify:
        case State::work:
        case State::review:
            return "wait";
        default:
            return "good";
    }
}

std::string_view mark_of(ItemOutcome outcome) noexcept {
    switch (outcome) {
        case ItemOutcome::open:
            return "wait";
        case ItemOutcome::corrected:
        case ItemOutcome::supplied:
            return "good";
        case ItemOutcome::refused:
        case ItemOutcome::withheld:
            return "bad";
        default:
            return "";
    }
}

std::string outcome_text(const Words& words, ItemOutcome outcome) {
    return words("request.item." + (outcome == ItemOutcome::open ? "open" : std::string{code(outcome)}));
}

std::string level_text(const std::string& level) { return "PAdES " + level; }

}  // namespace arkki::web
