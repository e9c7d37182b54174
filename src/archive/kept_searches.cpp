#include "archive/kept_searches.hpp"

#include <algorithm>
#include <regex>

#include "base/error.hpp"

namespace arkki::archive {
namespace {

constexpr std::size_t longest_query = 500, longest_name = 80, most_recent = 20;
constexpr auto kept_for = std::chrono::hours{24 * 30};

/// A Finnish personal identity code (Decree 690/2022): it stands in no list of searches.
bool has_identity_code(const std::string& query) {
    static const std::regex code{R"(\d{6}\s?[-+A-FU-Ya-fu-y]\s?\d{3}[0-9A-Ya-y])"};
    return std::regex_search(query, code);
}

bool can_be_kept(const std::string& query) {
    return query.size() <= longest_query && is_clean_utf8(query) && !has_identity_code(query);
}

void demand_own(std::int64_t touched) {
    if (touched != 1) throw Error{Fault::not_found, "search.unknown"};
}

}  // namespace

std::string packed(const Filters& filters) {
    std::string text;
    const auto add = [&](std::string_view name, const std::string& value) {
        if (!value.empty() && value.find('\n') == std::string::npos)
            text.append(name).append("=").append(value).append("\n");
    };
    add("type", filters.series ? std::string{code(*filters.series)} : "");
    add("place", filters.place);
    add("customer", filters.customer.reveal());
    add("from", filters.from ? iso(*filters.from) : "");
    add("to", filters.to ? iso(*filters.to) : "");
    add("state", !filters.confirmed ? "" : *filters.confirmed ? "filed" : "waiting");
    return text;
}

Filters unpacked(std::string_view text) {
    Filters filters;
    const auto take = [&](std::string_view name, const std::string& value) {
        if (name == "place") filters.place = value;
        if (name == "customer") filters.customer = PersonalText{value};
        if (name == "state" && (value == "filed" || value == "waiting")) filters.confirmed = value == "filed";
        try {
            if (name == "type") filters.series = series_from(value);
            if (name == "from") filters.from = day_from_iso(value);
            if (name == "to") filters.to = day_from_iso(value);
        } catch (const Error&) {  // a type or day that is none any more
        }
    };
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        if (const auto at = line.find('='); at != std::string_view::npos)
            take(line.substr(0, at), std::string{line.substr(at + 1)});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return filters;
}

std::int64_t KeptSearches::remember(const PersonalText& query, const Filters& filters) const {
    const std::string text{trimmed(query.reveal())}, narrowed = packed(filters);
    if (!can_be_kept(text) || !can_be_kept(narrowed)) return 0;
    return desk_.database().write([&](db::Write& write) {
        const auto person = desk_.session().actor;
        write.run("DELETE FROM kept_search WHERE name = '' AND used_at < :old", {{"old", desk_.now() - kept_for}});
        const auto id = write.one<std::int64_t>(
            "INSERT INTO kept_search (person, query, filters, used_at) VALUES (:person, :query, :filters, :now)"
            " ON CONFLICT (person, query, filters) WHERE name = '' DO UPDATE SET used_at = excluded.used_at"
            " RETURNING id",
            {{"person", person}, {"query", text}, {"filters", narrowed}, {"now", desk_.now()}});
        write.run("DELETE FROM kept_search WHERE person = :person AND name = '' AND id NOT IN (SELECT id FROM"
                  " kept_search WHERE person = :person AND name = '' ORDER BY used_at DESC, id DESC LIMIT " +
                      std::to_string(most_recent) + ")",
                  {{"person", person}});
        return id;
    });
}

std::int64_t KeptSearches::save(std::int64_t id, const PersonalText& name) const {
    const std::string called{trimmed(name.reveal())};
    if (called.empty() || !is_clean_utf8(called) || code_points(called) > longest_name)
        throw Error{Fault::invalid, "search.no_name", {}, "name"};
    const auto search = find(id);
    if (!search) throw Error{Fault::not_found, "search.unknown"};
    return desk_.database().write([&](db::Write& write) {
        const auto person = desk_.session().actor;
        write.run("DELETE FROM kept_search WHERE person = :person AND name = :name",
                  {{"person", person}, {"name", called}});
        return write.one<std::int64_t>(
            "INSERT INTO kept_search (person, name, query, filters, used_at)"
            " VALUES (:person, :name, :query, :filters, :now) RETURNING id",
            {{"person", person},
             {"name", called},
             {"query", search->query.reveal()},
             {"filters", packed(search->filters)},
             {"now", desk_.now()}});
    });
}

void KeptSearches::forget(std::int64_t id) const {
    desk_.database().write([&](db::Write& write) {
        demand_own(write.run("DELETE FROM kept_search WHERE id = :id AND person = :person",
                             {{"id", id}, {"person", desk_.session().actor}}));
    });
}

std::vector<KeptSearch> KeptSearches::rows(const std::string& condition, db::Parameters parameters) const {
    parameters.push_back({"person", desk_.session().actor});
    return desk_.database().read([&](db::Read& read) {
        std::vector<KeptSearch> found;
        for (const auto& [id, name, query, filters] : read.rows<std::int64_t, std::string, std::string, std::string>(
                 "SELECT id, name, query, filters FROM kept_search WHERE person = :person AND " + condition, parameters))
            found.push_back({id, PersonalText{name}, PersonalText{query}, unpacked(filters)});
        return found;
    });
}

std::optional<KeptSearch> KeptSearches::find(std::int64_t id) const {
    auto found = rows("id = :id", {{"id", id}});
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<KeptSearch> KeptSearches::saved() const { return rows("name <> '' ORDER BY name, id LIMIT 100", {}); }

std::vector<KeptSearch> KeptSearches::recent() const {
    return rows("name = '' ORDER BY used_at DESC, id DESC LIMIT 10", {});
}

}  // namespace arkki::archive
