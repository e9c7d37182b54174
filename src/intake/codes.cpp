#include "intake/codes.hpp"

#include <array>
#include <map>
#include <vector>

namespace arkki::intake {
namespace {

constexpr std::string_view prefix = "ARKKI:F:";
constexpr int most_pages = 99;

std::optional<archive::Series> series_of(std::string_view form) {
    static const std::map<std::string_view, archive::Series> forms{{"contact", archive::Series::contact},
                                                                   {"access", archive::Series::access_request},
                                                                   {"rectify", archive::Series::correction_request},
                                                                   {"order", archive::Series::order}};
    const auto found = forms.find(form);
    return found == forms.end() ? std::nullopt : std::optional{found->second};
}

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    for (auto colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':')) {
        parts.push_back(text.substr(0, colon));
        text.remove_prefix(colon + 1);
    }
    parts.push_back(text);
    return parts;
}

bool is_version(std::string_view text) {
    return !text.empty() && text.size() <= 12 &&
           text.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz.-") == std::string_view::npos;
}

/// 1 to 99 without leading noughts, 0 for anything else.
int page_from(std::string_view text) {
    if (text.empty() || text.size() > 2 || text.front() == '0' ||
        text.find_first_not_of("0123456789") != std::string_view::npos)
        return 0;
    const int page = std::stoi(std::string{text});
    return page <= most_pages ? page : 0;
}

std::optional<FormMark> form_mark(std::string_view code) {
    if (!code.starts_with(prefix)) return std::nullopt;
    const auto parts = parts_of(code.substr(prefix.size()));
    if (parts.size() != 3 && parts.size() != 4) return std::nullopt;
    const auto series = series_of(parts[0]);
    const bool known_language = parts[1] == "fi" || parts[1] == "sv" || parts[1] == "en";
    const int page = parts.size() == 4 ? page_from(parts[3]) : 1;
    if (!series || !known_language || !is_version(parts[2]) || page == 0) return std::nullopt;
    return FormMark{std::string{parts[0]}, *series, std::string{parts[1]}, std::string{parts[2]}, page};
}

}  // namespace

std::optional<Command> command_of(std::int64_t number) noexcept {
    const bool known = (number >= 1 && number <= 3) || (number >= 11 && number <= 16);
    return known ? std::optional{static_cast<Command>(number)} : std::nullopt;
}

std::optional<archive::Series> type_of(Command command) noexcept {
    switch (command) {
        case Command::contact_follows:
            return archive::Series::contact;
        case Command::access_request_follows:
            return archive::Series::access_request;
        case Command::correction_request_follows:
            return archive::Series::correction_request;
        case Command::order_follows:
            return archive::Series::order;
        case Command::letter_follows:
            return archive::Series::letter;
        case Command::other_follows:
            return archive::Series::other;
        case Command::new_document:
        case Command::place_follows:
        case Command::place_ends:
            break;
    }
    return std::nullopt;
}

Meaning meaning_of_code(std::string_view code) {
    if (const auto label = custody::read_printed_label(code)) return *label;
    if (auto mark = form_mark(code)) return *std::move(mark);
    return Foreign{};
}

}  // namespace arkki::intake
