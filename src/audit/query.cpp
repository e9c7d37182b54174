#include "audit/query.hpp"

#include <regex>

#include "audit/filter_sql.hpp"
#include "audit/row.hpp"
#include "base/error.hpp"
#include "tlog/tree.hpp"

namespace arkki::audit {
namespace {

void check_against(const std::string& text, const char* pattern, const char* field) {
    if (text.empty()) return;
    if (text.size() > 120 || !std::regex_match(text, std::regex{pattern}))
        throw Error{Fault::invalid, "audit.bad_filter", field, field};
}

void check_within(const std::optional<int>& number, int highest, const char* field) {
    if (number && (*number < 0 || *number > highest)) throw Error{Fault::invalid, "audit.bad_filter", field, field};
}

std::string number_text(const std::optional<int>& number) { return number ? std::to_string(*number) : ""; }

/// Hours and weekday out of `local_hour`, which no pruning takes away.
void add_hours(FilterSql& sql, const Filter& filter) {
    if (filter.hour_from && filter.hour_to) {
        sql.text += *filter.hour_from <= *filter.hour_to
                        ? " AND (e.local_hour % 24 >= :hour_from AND e.local_hour % 24 <= :hour_to)"
                        : " AND (e.local_hour % 24 >= :hour_from OR e.local_hour % 24 <= :hour_to)";
        sql.parameters.emplace_back("hour_from", *filter.hour_from);
        sql.parameters.emplace_back("hour_to", *filter.hour_to);
    }
    if (!filter.weekday) return;
    sql.text += " AND e.local_hour / 24 = :weekday";
    sql.parameters.emplace_back("weekday", *filter.weekday);
}

void add_arg(Event& event, const char* key, std::string value) {
    if (!value.empty()) event.args.emplace_back(key, std::move(value));
}

}  // namespace

void check(const Filter& filter) {
    check_against(filter.object, "[a-z_-]+:[A-Za-z0-9./_-]+", "object");
    check_against(filter.action, "[a-z_]+(\\.[a-z_]+)*", "action");
    check_against(filter.result, "allowed|denied|error", "result");
    check_against(filter.case_ref, "[a-z_-]+:[A-Za-z0-9./_-]+", "case");
    check_within(filter.hour_from, 23, "hours");
    check_within(filter.hour_to, 23, "hours");
    check_within(filter.weekday, 6, "weekday");
    if (filter.hour_from.has_value() != filter.hour_to.has_value())
        throw Error{Fault::invalid, "audit.bad_filter", "hours", "hours"};
}

FilterSql sql_of(const Filter& filter) {
    FilterSql sql{"FROM audit_entry e", {}};
    if (filter.subject) {
        sql.text += " JOIN audit_subject s ON s.seq = e.seq AND s.subject = :subject";
        sql.parameters.emplace_back("subject", *filter.subject);
    }
    sql.text += " WHERE 1 = 1";  // a bound on seq would lure SQLite into reading every row
    const auto add = [&](bool wanted, const char* condition, const char* name, const db::Value& value) {
        if (!wanted) return;
        sql.text += condition;
        sql.parameters.emplace_back(name, value);
    };
    add(filter.from.has_value(), " AND e.ts >= :from", "from", filter.from);
    add(filter.to.has_value(), " AND e.ts < :to", "to", filter.to);
    add(filter.actor.has_value(), " AND e.actor = :actor", "actor", filter.actor);
    // The partial indexes are taken only when their condition is said.
    add(!filter.object.empty(), " AND e.object <> '' AND e.object = :object", "object", filter.object);
    add(!filter.action.empty(), " AND e.action = :action", "action", filter.action);
    add(filter.result == "allowed", " AND e.result = :result", "result", filter.result);
    add(!filter.result.empty() && filter.result != "allowed", " AND e.result <> 'allowed' AND e.result = :result",
        "result", filter.result);
    add(!filter.case_ref.empty(), " AND e.case_ref = :case_ref", "case_ref", filter.case_ref);
    add_hours(sql, filter);
    return sql;
}

std::vector<Entry> entries(db::Read& read, const Filter& filter, std::optional<EventId> before, int limit) {
    auto [text, parameters] = sql_of(filter);
    if (before) {
        const auto at = read.row<Instant>("SELECT ts FROM audit_entry WHERE seq = :before", {{"before", *before}});
        if (!at) return {};
        text += " AND (e.ts, e.seq) < (:before_ts, :before)";
        parameters.emplace_back("before_ts", *at);
        parameters.emplace_back("before", *before);
    }
    parameters.emplace_back("limit", limit);
    std::vector<Entry> entries;
    for (auto& row : stored_entries(read, text + " ORDER BY e.ts DESC, e.seq DESC LIMIT :limit", parameters))
        entries.push_back(std::move(row.entry));
    return entries;
}

std::optional<Entry> entry(db::Read& read, EventId seq) {
    auto rows = stored_entries(read, "FROM audit_entry e WHERE e.seq = :seq", {{"seq", seq}});
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front().entry);
}

std::vector<CustomerId> subjects_of(db::Read& read, EventId seq) {
    auto found = entry(read, seq);
    return found ? std::move(found->event.subjects) : std::vector<CustomerId>{};
}

std::vector<ActionCount> counts(db::Read& read, const Filter& filter) {
    const auto [text, parameters] = sql_of(filter);
    std::vector<ActionCount> counts;
    for (auto& [action, count] : read.rows<std::string, std::int64_t>(
             "SELECT e.action, count(*) " + text + " AND e.action IS NOT NULL GROUP BY e.action ORDER BY 2 DESC, 1",
             parameters))
        counts.push_back({action, count});
    return counts;
}

std::array<std::int64_t, 168> per_hour_and_weekday(db::Read& read, const Filter& filter) {
    const auto [text, parameters] = sql_of(filter);
    std::array<std::int64_t, 168> counts{};
    for (const auto& [hour, count] : read.rows<std::int64_t, std::int64_t>(
             "SELECT e.local_hour, count(*) " + text + " GROUP BY e.local_hour", parameters))
        counts.at(static_cast<std::size_t>(hour)) = count;
    return counts;
}

tlog::Checkpoint current(db::Read& read) {
    const auto frontier =
        tlog::Frontier::from_text(read.one<std::string>("SELECT frontier FROM audit_state WHERE id = 0"));
    std::string object =
        read.row<std::string>("SELECT coalesce(object, '') FROM audit_entry WHERE seq = 0").value_or("");
    if (object.starts_with("log:")) object.erase(0, 4);
    return {std::move(object), frontier.size(), frontier.root()};
}

Event log_read(Event by, const Filter& filter, std::int64_t shown) {
    check(filter);
    by.action = "log.read";
    by.count = shown;
    by.subjects.clear();
    if (filter.subject) by.subjects = {*filter.subject};
    by.args.clear();
    add_arg(by, "from", filter.from ? iso(*filter.from) : "");
    add_arg(by, "to", filter.to ? iso(*filter.to) : "");
    add_arg(by, "actor", filter.actor ? std::to_string(filter.actor->value()) : "");
    add_arg(by, "object", filter.object);
    add_arg(by, "action", filter.action);
    add_arg(by, "result", filter.result);
    add_arg(by, "case", filter.case_ref);
    if (filter.hour_from) add_arg(by, "hours", number_text(filter.hour_from) + "-" + number_text(filter.hour_to));
    add_arg(by, "weekday", number_text(filter.weekday));
    return by;
}

}  // namespace arkki::audit
