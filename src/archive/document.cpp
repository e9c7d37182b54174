#include "archive/document.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.hpp"

namespace arkki::archive {
namespace {

constexpr std::array<std::pair<Series, std::string_view>, 6> codes{{{Series::contact, "contact"},
                                                                    {Series::access_request, "access_request"},
                                                                    {Series::correction_request, "correction_request"},
                                                                    {Series::order, "order"},
                                                                    {Series::letter, "letter"},
                                                                    {Series::other, "other"}}};

}  // namespace

std::string_view code(Series series) noexcept {
    return std::find_if(codes.begin(), codes.end(), [&](const auto& row) { return row.first == series; })->second;
}

Series series_from(std::string_view code) {
    const auto* const row =
        std::find_if(codes.begin(), codes.end(), [&](const auto& entry) { return entry.second == code; });
    if (row == codes.end()) throw Error{Fault::invalid, "series.unknown", {}, "type"};
    return row->first;
}

const std::vector<Series>& all_series() {
    static const std::vector<Series> all = [] {
        std::vector<Series> result;
        for (const auto& [series, code] : codes) result.push_back(series);
        return result;
    }();
    return all;
}

}  // namespace arkki::archive
