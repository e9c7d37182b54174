#include "register/profile.hpp"

#include <algorithm>

namespace arkki::customers {

const std::string& Profile::text(const std::string& key) const {
    const auto found = fields.find(key);
    if (found == fields.end() || found->second.empty()) throw Error{Fault::conflict, "profile.missing", key};
    return found->second;
}

Profile profile(db::Read& read, Language language) {
    Profile profile;
    const db::Parameters in{{"language", code(language)}};
    for (const auto& [key, value] : read.rows<std::string, std::string>(
             "SELECT key, value FROM register_profile WHERE language = '' OR language = :language ORDER BY language",
             in))
        profile.fields[key] = value;
    for (const auto& [list, position, field, value] :
         read.rows<std::string, int, std::string, std::string>(
             "SELECT list, position, field, value FROM register_list WHERE language = :language ORDER BY list, position",
             in)) {
        auto& rows = profile.lists[list];
        rows.resize(std::max(rows.size(), static_cast<std::size_t>(position)));
        rows[static_cast<std::size_t>(position) - 1][field] = value;
    }
    return profile;
}

void set_profile(const access::Desk& desk, std::string_view language, const Fields& fields) {
    desk.require("profile.change");
    desk.log().change([&](db::Write& write, audit::Appender& appender) {
        for (const auto& [key, value] : fields)
            write.run(
                "INSERT INTO register_profile (key, language, value, changed_at, changed_by)"
                " VALUES (:key, :language, :value, :now, :person) ON CONFLICT (key, language)"
                " DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, changed_by = "
                "excluded.changed_by",
                {{"key", key},
                 {"language", language},
                 {"value", value},
                 {"now", desk.now()},
                 {"person", desk.session().actor}});
        auto event = desk.event("config.changed");
        event.args = {{"fields", "profile"}, {"count", std::to_string(fields.size())}};
        return appender.append(event);
    });
}

void set_profile_list(const access::Desk& desk, std::string_view list, Language language,
                      const std::vector<Fields>& rows) {
    desk.require("profile.change");
    desk.log().change([&](db::Write& write, audit::Appender& appender) {
        write.run("DELETE FROM register_list WHERE list = :list AND language = :language",
                  {{"list", list}, {"language", code(language)}});
        for (std::size_t i = 0; i < rows.size(); ++i)
            for (const auto& [field, value] : rows[i])
                write.run(
                    "INSERT INTO register_list (list, language, position, field, value)"
                    " VALUES (:list, :language, :position, :field, :value)",
                    {{"list", list},
                     {"language", code(language)},
                     {"position", i + 1},
                     {"field", field},
                     {"value", value}});
        auto event = desk.event("config.changed");
        event.args = {{"fields", "profile." + std::string{list}}, {"count", std::to_string(rows.size())}};
        return appender.append(event);
    });
}

}  // namespace arkki::customers
