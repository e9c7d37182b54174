#include "web/log_charts.hpp"

#include <algorithm>
#include <numeric>

#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr int hours_a_day = 24, days_a_week = 7, first_day_off = 5;
constexpr std::int64_t foot = 96, tallest = 76, step = 14, broad = 11;

struct Bar {
    std::int64_t count = 0;
    std::int64_t off = 0;  ///< of these outside office hours
    std::string label, axis, href;
};

std::int64_t height_of(std::int64_t count, std::int64_t most) {
    return count == 0 ? 0 : std::max<std::int64_t>(1, count * tallest / most);
}

/// Bars side by side, the part outside office hours on top of the rest, with the row of the table each.
Value chart(const Words& in, const std::vector<Bar>& bars, std::int64_t width) {
    std::int64_t most = 1;
    for (const auto& bar : bars) most = std::max(most, bar.count);
    Value rows = Value::list();
    std::int64_t x = 2;
    for (const auto& bar : bars) {
        const auto height = height_of(bar.count, most);
        const auto off = std::min(height, bar.off == 0 ? 0 : std::max<std::int64_t>(1, height * bar.off / bar.count));
        rows.add({{"x", x},
                  {"width", width - (step - broad)},
                  {"middle", x + (width - (step - broad)) / 2},
                  {"y", foot - height + off},
                  {"height", height - off},
                  {"off_y", foot - height},
                  {"off_height", off},
                  {"label", bar.label},
                  {"axis", bar.axis},
                  {"bar_href", bar.href},
                  {"count", number_text(bar.count)}});
        x += width;
    }
    return {{"width", x + 2},
            {"foot", foot},
            {"most", number_text(most)},
            {"bars", std::move(rows)},
            {"most_label", in("log.bars.most", {{"count", number_text(most)}})}};
}

}  // namespace

Value bars_value(const Words& in, const WeekHours& counts, OfficeHours office,
                 const std::function<std::string(std::string_view, const std::string&)>& href) {
    std::vector<Bar> hours(hours_a_day), days(days_a_week);
    std::int64_t all = 0, outside = 0;
    for (std::size_t at = 0; at < counts.size(); ++at) {
        const auto hour = at % hours_a_day, day = at / hours_a_day;
        const bool off =
            day >= first_day_off || static_cast<int>(hour) < office.from || static_cast<int>(hour) >= office.to;
        for (Bar* bar : {&hours[hour], &days[day]}) {
            bar->count += counts[at];
            bar->off += off ? counts[at] : 0;
        }
        all += counts[at];
        outside += off ? counts[at] : 0;
    }
    for (std::size_t hour = 0; hour < hours.size(); ++hour) {
        const std::string text = std::to_string(hour);
        hours[hour].label = in("log.hours.one", {{"hour", text}});
        hours[hour].axis = hour % 6 == 0 ? text : "";
        hours[hour].href = href("hours", text + "-" + text);
    }
    for (std::size_t day = 0; day < days.size(); ++day) {
        const std::string number = std::to_string(day + 1);
        days[day].label = in("log.weekday." + number);
        days[day].axis = in("log.weekday.short." + number);
        days[day].href = href("weekday", number);
    }
    return {{"sentence", in("log.bars.sentence", {{"count", number_text(all)},
                                                  {"outside", number_text(outside)},
                                                  {"from", std::to_string(office.from)},
                                                  {"to", std::to_string(office.to)}})},
            {"hours", chart(in, hours, step)},
            {"days", chart(in, days, step * 2)}};
}

}  // namespace arkki::web
