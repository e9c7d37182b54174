#include "intake/scan_output.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.hpp"

namespace arkki::intake {
namespace {

constexpr std::size_t most_values = 16, longest_value = 64, longest_line = 1'024;
constexpr int lowest_dpi = 50, highest_dpi = 2'400;

/// SANE_Status of SANE's own words for it (sane_strstatus, in the locale C).
constexpr std::array<std::pair<std::string_view, int>, 11> statuses{{{"Operation not supported", 1},
                                                                     {"Operation was canceled", 2},
                                                                     {"Device busy", 3},
                                                                     {"Invalid argument", 4},
                                                                     {"End of file reached", 5},
                                                                     {"Document feeder jammed", 6},
                                                                     {"Document feeder out of documents", 7},
                                                                     {"Scanner cover is open", 8},
                                                                     {"Error during device I/O", 9},
                                                                     {"Out of memory", 10},
                                                                     {"Access to resource has been denied", 11}}};
enum Status { unsupported = 1, canceled, device_busy, inval, eof, jam, no_docs, cover, io, no_mem, denied };

std::string_view next_line(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

std::optional<int> number_at(std::string_view text) {
    int value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc{} && end != text.data() && value >= 0 ? std::optional{value} : std::nullopt;
}

bool presentable(std::string_view value) {
    return !value.empty() && value.size() <= longest_value && is_clean_utf8(value) &&
           std::ranges::none_of(value, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// "Flatbed|ADF [Flatbed]" -> Flatbed, ADF; nothing of an inactive one.
std::vector<std::string> values_of(std::string_view text) {
    const auto present = text.rfind(" [");
    if (present == std::string_view::npos || text.substr(present) == " [inactive]") return {};
    text = text.substr(0, present);
    std::vector<std::string> values;
    while (!text.empty() && values.size() < most_values) {
        const auto end = std::min(text.find('|'), text.size());
        if (const auto value = text.substr(0, end); presentable(value)) values.emplace_back(value);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return values;
}

/// "75|150|300dpi" or "50..1200dpi (in steps of 1)"
std::vector<int> resolutions_of(const std::vector<std::string>& values) {
    std::vector<int> dpi;
    for (const std::string_view value : values) {
        const auto low = number_at(value);
        if (!low) continue;
        const auto dots = value.find("..");
        const auto high = dots == std::string_view::npos ? low : number_at(value.substr(dots + 2));
        if (high == low) dpi.push_back(*low);
        else if (high)
            for (const int usual : {150, 200, 300, 400, 600})
                if (*low <= usual && usual <= *high) dpi.push_back(usual);
    }
    std::erase_if(dpi, [](int value) { return value < lowest_dpi || value > highest_dpi; });
    std::ranges::sort(dpi);
    dpi.erase(std::unique(dpi.begin(), dpi.end()), dpi.end());
    return dpi;
}

bool holds(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

ScanEnd end_of_status(int status, const ScanTalk& talk) {
    switch (status) {
        case canceled:
            return ScanEnd::cancelled;
        case device_busy:
            return ScanEnd::busy;
        case jam:
            return ScanEnd::jammed;
        case no_docs:
            return ScanEnd::no_paper;
        case cover:
            return ScanEnd::cover_open;
        case io:
            return ScanEnd::unreachable;
        case denied:
            return ScanEnd::no_access;
        default:
            break;
    }
    if (talk.not_opened()) return ScanEnd::unreachable;
    return talk.option_refused() || status == unsupported || status == inval ? ScanEnd::refused : ScanEnd::broken;
}

}  // namespace

ScanChoices choices_from(std::string_view output) {
    ScanChoices choices;
    while (!output.empty()) {
        auto line = next_line(output);
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        const auto value = [&](std::string_view option) {
            return line.starts_with(option) ? line.substr(option.size()) : std::string_view{};
        };
        if (const auto text = value("--source "); !text.empty() && choices.sources.empty())
            choices.sources = values_of(text);
        if (const auto text = value("--mode "); !text.empty() && choices.modes.empty()) choices.modes = values_of(text);
        if (const auto text = value("--resolution "); !text.empty() && choices.resolutions.empty())
            choices.resolutions = resolutions_of(values_of(text));
    }
    return choices;
}

bool feeds(std::string_view source) { return holds(source, "ADF") || holds(source, "eeder"); }

bool both_sides(std::string_view source) { return holds(source, "uplex"); }

ScanChoice usual_choice(const ScanChoices& choices) {
    ScanChoice choice;
    const auto first = [](const std::vector<std::string>& values, const auto& suits) {
        const auto found = std::ranges::find_if(values, suits);
        return found != values.end() ? *found : values.empty() ? std::string{} : values.front();
    };
    choice.source = first(choices.sources, [](const auto& source) { return feeds(source) && !both_sides(source); });
    if (!feeds(choice.source)) choice.source = first(choices.sources, [](const auto& source) { return feeds(source); });
    choice.mode = first(choices.modes, [](const auto& mode) { return holds(mode, "Gray"); });
    const auto enough = std::ranges::lower_bound(choices.resolutions, choice.resolution);
    if (enough != choices.resolutions.end()) choice.resolution = *enough;
    else if (!choices.resolutions.empty()) choice.resolution = choices.resolutions.back();
    return choice;
}

bool offers(const ScanChoices& choices, const ScanChoice& choice) {
    const auto among = [](const std::vector<std::string>& values, const std::string& value) {
        return values.empty() ? value.empty() : std::ranges::find(values, value) != values.end();
    };
    return among(choices.sources, choice.source) && among(choices.modes, choice.mode) &&
           (choices.resolutions.empty() || std::ranges::binary_search(choices.resolutions, choice.resolution));
}

std::string_view code(ScanEnd end) noexcept {
    static constexpr std::array<std::string_view, 12> codes{"done",      "no_paper",    "jammed",    "cover_open",
                                                            "busy",      "cancelled",   "unreachable", "no_access",
                                                            "refused",   "timed_out",   "no_room",   "broken"};
    return codes[static_cast<std::size_t>(end)];
}

void ScanTalk::hear(std::string_view bytes) {
    for (const char c : bytes) {
        if (c != '\n' && c != '\r') {
            if (line_.size() < longest_line) line_ += c;
            continue;
        }
        line(line_);
        line_.clear();
    }
}

void ScanTalk::line(std::string_view text) {
    const auto after = [&](std::string_view words) { return number_at(text.substr(words.size())); };
    if (text.starts_with("Scanning page ")) {
        page_ = after("Scanning page ").value_or(page_);
        percent_ = 0;
    } else if (text.starts_with("Progress: ")) {
        percent_ = std::min(after("Progress: ").value_or(percent_), 100);
    } else if (text.starts_with("scanimage: ")) {
        // A device's name may stand in the middle, never at the end.
        if (text.ends_with(")")) text.remove_suffix(1);
        for (const auto& [words, status] : statuses)
            if (text.ends_with(words) && status != eof) fault_ = status;
        not_opened_ = not_opened_ || text.starts_with("scanimage: open of device ");
        option_refused_ = option_refused_ || text.starts_with("scanimage: setting of option ");
    }
}

ScanEnd end_of(const ScanExit& exit, int files, const ScanTalk& talk) {
    if (exit.no_room) return ScanEnd::no_room;
    if (exit.timed_out) return ScanEnd::timed_out;
    if (exit.cancelled) return ScanEnd::cancelled;
    if (!exit.code) return ScanEnd::broken;
    if (*exit.code == 0) return files > 0 ? ScanEnd::done : ScanEnd::no_paper;
    const int status = *exit.code == 1 && talk.fault() ? *talk.fault() : *exit.code;
    // Out of paper after some sheets is how a batch ends.
    if (status == no_docs && files > 0) return ScanEnd::done;
    return end_of_status(status, talk);
}

}  // namespace arkki::intake
