#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "base/bytes.hpp"
#include "db/database.hpp"
#include "db/dialect.hpp"

namespace arkki::db {
namespace {

namespace fs = std::filesystem;

struct Migration {
    std::string name;
    std::string text;
    std::string checksum;
};
using Migrations = std::map<int, Migration>;  // by number

std::string content(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw Error{Fault::unavailable, "db.migration_unreadable", file.filename().string()};
    return text.str();
}

Migrations migrations_in(const fs::path& folder, int up_to) {
    static const std::regex named{R"((\d{4})_\w+\.sql)"};
    Migrations found;
    for (const auto& entry : fs::directory_iterator{folder}) {
        const std::string name = entry.path().filename().string();
        std::smatch parts;
        if (!std::regex_match(name, parts, named)) continue;
        const int number = std::stoi(parts[1].str());
        if (number > up_to) continue;
        const std::string text = content(entry.path());
        if (!found.emplace(number, Migration{name, text, hex(sha256(view(text)))}).second)
            throw Error{Fault::corrupt, "db.migration_order", name};
    }
    return found;
}

std::map<int, std::string> applied_checksums(Database& database) {
    database.write([](Write& write) {
        write.script(
            translate("CREATE TABLE IF NOT EXISTS schema_migration(number $int NOT NULL PRIMARY KEY, "
                      "name TEXT NOT NULL, checksum TEXT NOT NULL) $strict",
                      write.engine()));
    });
    return database.read([](Read& read) {
        std::map<int, std::string> result;
        for (const auto& [number, checksum] :
             read.rows<int, std::string>("SELECT number, checksum FROM schema_migration"))
            result.emplace(number, checksum);
        return result;
    });
}

void apply(Database& database, int number, const Migration& migration) {
    try {
        database.write([&](Write& write) {
            write.script(translate(migration.text, write.engine()));
            write.run("INSERT INTO schema_migration(number, name, checksum) VALUES(:number, :name, :checksum)",
                      {{"number", number}, {"name", migration.name}, {"checksum", migration.checksum}});
        });
    } catch (const Error& error) {
        throw Error{Fault::corrupt, "db.migration_failed", migration.name + ": " + error.what()};
    }
}

}  // namespace

void migrate(Database& database, const fs::path& folder, int up_to) {
    if (!fs::is_directory(folder)) throw Error{Fault::unavailable, "db.migration_unreadable", "no such folder"};
    const auto migrations = migrations_in(folder, up_to);
    const auto applied = applied_checksums(database);
    for (const auto& [number, checksum] : applied) {
        const auto file = migrations.find(number);
        if (number <= up_to && (file == migrations.end() || file->second.checksum != checksum))
            throw Error{Fault::corrupt, "db.migration_changed", std::to_string(number)};
    }
    for (const auto& [number, migration] : migrations) {
        if (applied.contains(number)) continue;
        if (!applied.empty() && number < applied.rbegin()->first)
            throw Error{Fault::corrupt, "db.migration_order", migration.name};
        apply(database, number, migration);
    }
}

}  // namespace arkki::db
