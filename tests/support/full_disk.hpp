#pragma once
#include <string>

#include "db/database.hpp"

namespace arkki::test {

/// SQLite only: the database file may grow by a few pages, then it is as if the disk were full; until this goes.
class FullDisk {
public:
    explicit FullDisk(db::Database& database, std::int64_t pages_left = 3) : database_{database} {
        database_.write([&](db::Write& write) {
            const auto used = write.one<std::int64_t>("PRAGMA page_count");
            write.script("PRAGMA max_page_count=" + std::to_string(used + pages_left));
        });
    }
    ~FullDisk() {
        database_.write([](db::Write& write) { write.script("PRAGMA max_page_count=1073741823"); });
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    db::Database& database_;
};

}  // namespace arkki::test
