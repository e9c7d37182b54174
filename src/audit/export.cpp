#include "audit/export.hpp"

#include <cstdio>
#include <functional>
#include <ostream>

#include "audit/evidence.hpp"
#include "audit/filter_sql.hpp"
#include "audit/row.hpp"

namespace arkki::audit {
namespace {

constexpr int slice_size = 1000;

/// Hands out the matching entries oldest first, up to the log's size at the start.
std::int64_t for_each(db::Database& database, const Filter& filter, const tlog::Checkpoint& now,
                      const std::function<void(const StoredEntry&)>& take) {
    const auto [text, parameters] = sql_of(filter);
    std::int64_t count = 0;
    std::int64_t after = -1;
    for (std::size_t got = slice_size; got == slice_size;) {
        db::Parameters all = parameters;
        all.insert(all.end(), {{"after", after}, {"end", now.size}, {"slice", slice_size}});
        const auto rows = database.read([&, &where = text](db::Read& read) {
            return stored_entries(read, where + " AND e.seq > :after AND e.seq < :end ORDER BY e.seq LIMIT :slice",
                                  all);
        });
        for (const auto& row : rows) take(row);
        got = rows.size();
        count += static_cast<std::int64_t>(got);
        if (got > 0) after = rows.back().entry.seq.value();
    }
    return count;
}

std::string local_time(const LocalTime& time) {
    char clock[16];
    std::snprintf(clock, sizeof clock, " %02d:%02d:%02d", time.hour, time.minute, time.second);
    return iso(time.day) + clock;
}

/// Quoted, and with an apostrophe before what a spreadsheet would run as a formula.
std::string cell(const std::string& text) {
    std::string quoted = "\"";
    if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos) quoted += '\'';
    for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

std::string listed(const std::vector<CustomerId>& subjects) {
    std::string text;
    for (const CustomerId subject : subjects) {
        if (!text.empty()) text += ", ";  // "3,900" and "3 900" would be read as a number
        text += std::to_string(subject.value());
    }
    return text;
}

std::string csv_line(const Entry& entry, const WallClock& wall_clock) {
    const Event& event = entry.event;
    const auto shown = [&](char group, std::int64_t number) {
        return entry.pruned.find(group) == std::string::npos ? std::to_string(number) : std::string{};
    };
    std::string line = std::to_string(entry.seq.value());
    for (const auto& text : {iso(entry.at), local_time(wall_clock(entry.at)), shown('A', event.actor.value()),
                             event.role, event.action, event.purpose, event.case_ref, listed(event.subjects),
                             event.object, event.result, event.rule, shown('C', event.count), event.request})
        line += ';' + cell(text);
    return line + "\r\n";
}

}  // namespace

std::int64_t write_json_lines(db::Database& database, const Filter& filter, std::ostream& out) {
    const tlog::Checkpoint now = database.read([](db::Read& read) { return current(read); });
    return for_each(database, filter, now, [&](const StoredEntry& row) { out << entry_json(row, now.origin) << '\n'; });
}

std::int64_t write_csv(db::Database& database, const Filter& filter, const WallClock& wall_clock, std::ostream& out) {
    const tlog::Checkpoint now = database.read([](db::Read& read) { return current(read); });
    out << "\xEF\xBB\xBF"
           "seq;utc;local;user;role;action;purpose;case;subjects;object;result;rule;count;request\r\n";
    return for_each(database, filter, now, [&](const StoredEntry& row) { out << csv_line(row.entry, wall_clock); });
}

}  // namespace arkki::audit
