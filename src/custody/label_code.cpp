#include "custody/label_code.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace arkki::custody {
namespace {

constexpr std::int64_t greatest_number = 999'999'999;
constexpr std::int64_t after_number = 1'000'000'000;
constexpr std::int64_t modulus = 97;
constexpr std::string_view types = "1234789";  // 0, 5 and 6 are kept for what is not thought of yet

/// The unshifted top row of a French keyboard, where a scanner set to US types the digits.
constexpr std::array<std::pair<std::string_view, char>, 10> french_row{{{"&", '1'},
                                                                        {"é", '2'},
                                                                        {"\"", '3'},
                                                                        {"'", '4'},
                                                                        {"(", '5'},
                                                                        {"-", '6'},
                                                                        {"è", '7'},
                                                                        {"_", '8'},
                                                                        {"ç", '9'},
                                                                        {"à", '0'}}};

/// The digits of a scan, or nothing if there is anything else in it.
std::optional<std::string> digits_of(std::string_view scanned) {
    if (scanned.size() > 64) return std::nullopt;
    std::string digits;
    while (!scanned.empty()) {
        if (scanned[0] >= '0' && scanned[0] <= '9') {
            digits += scanned[0];
            scanned.remove_prefix(1);
            continue;
        }
        const auto key = std::find_if(french_row.begin(), french_row.end(),
                                      [&](const auto& pair) { return scanned.starts_with(pair.first); });
        if (key == french_row.end()) return std::nullopt;
        digits += key->second;
        scanned.remove_prefix(key->first.size());
    }
    return digits;
}

}  // namespace

std::string label_code(LabelNumber label) {
    if (label.number < 1 || label.number > greatest_number) throw Error{Fault::invalid, "custody.label_number"};
    const std::int64_t front = static_cast<std::int64_t>(label.type) * after_number + label.number;
    const std::int64_t check = modulus + 1 - front * 100 % modulus;
    return std::to_string(front * 100 + check);
}

std::optional<LabelNumber> read_label_code(std::string_view scanned) {
    auto digits = digits_of(trimmed(scanned));
    if (!digits) return std::nullopt;
    if (digits->size() == 24 && digits->compare(0, 12, *digits, 12, 12) == 0) digits->resize(12);
    if (digits->size() != 12 || types.find(digits->front()) == std::string_view::npos) return std::nullopt;
    const std::int64_t whole = std::stoll(*digits);
    const std::int64_t check = whole % 100;
    if (whole % modulus != 1 || check < 2 || check > 98) return std::nullopt;
    const LabelNumber label{static_cast<LabelType>(whole / 100 / after_number), whole / 100 % after_number};
    if (label.number == 0) return std::nullopt;
    return label;
}

std::optional<LabelNumber> read_printed_label(std::string_view code) {
    if (code.size() != 12 || code.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    return read_label_code(code);
}

}  // namespace arkki::custody
