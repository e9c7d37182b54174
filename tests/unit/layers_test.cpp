// The table of docs/architecture.md, checked against every #include, and the limits of size.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using Rooms = std::set<std::string>;

namespace {

Rooms operator+(Rooms left, const Rooms& right) {
    left.insert(right.begin(), right.end());
    return left;
}
Rooms operator-(Rooms left, const Rooms& right) {
    for (const auto& room : right) left.erase(room);
    return left;
}

// A room may include itself and what its row lists, nothing else.
const Rooms floors_0_to_3{"base", "db", "blobs", "imaging", "pdf", "lang", "tlog", "jobs", "audit", "signing", "access"};
const Rooms floors_0_to_4 = floors_0_to_3 + Rooms{"register", "custody"};
const Rooms floors_0_to_5 = floors_0_to_4 + Rooms{"archive"};
const Rooms floors_0_to_6 = floors_0_to_5 + Rooms{"intake", "requests", "retention", "outreach", "anchor"};
const Rooms floors_0_to_7 = floors_0_to_6 + Rooms{"service"};
const std::map<std::string, Rooms> table{
    {"base", {}},
    {"db", {"base"}},
    {"blobs", {"base"}},
    {"imaging", {"base"}},
    {"pdf", {"base"}},
    {"lang", {"base"}},
    {"tlog", {"base"}},
    {"audit", {"base", "db", "tlog"}},
    {"jobs", {"base", "db"}},
    {"anchor", {"base", "tlog"}},
    {"sealer", {"base", "tlog"}},
    {"signing", {"base", "pdf"}},
    {"access", {"base", "db", "tlog", "audit", "lang"}},
    {"register", floors_0_to_3 - Rooms{"imaging", "pdf", "signing"}},
    {"custody", floors_0_to_3 - Rooms{"imaging", "signing"}},
    {"archive", floors_0_to_4 - Rooms{"signing"}},
    {"intake", floors_0_to_5 - Rooms{"signing"}},
    {"requests", floors_0_to_5 - Rooms{"imaging"}},
    {"retention", floors_0_to_5 - Rooms{"imaging"}},
    {"outreach", floors_0_to_5 - Rooms{"imaging", "signing"}},
    {"service", floors_0_to_6},
    {"web", floors_0_to_7},
    {"cli", floors_0_to_7},
    {"app", floors_0_to_7 + Rooms{"web", "cli"}},
};

struct Source {
    fs::path path;
    std::string room;
    std::vector<std::string> lines;
};

std::vector<Source> sources_in(const fs::path& top) {
    std::vector<Source> sources;
    for (const auto& entry : fs::recursive_directory_iterator(top)) {
        const auto extension = entry.path().extension();
        if (!entry.is_regular_file() || (extension != ".cpp" && extension != ".hpp" && extension != ".c")) continue;
        Source source{entry.path(), fs::relative(entry.path(), top).begin()->string(), {}};
        std::ifstream in{entry.path()};
        for (std::string line; std::getline(in, line);) source.lines.push_back(line);
        sources.push_back(std::move(source));
    }
    return sources;
}

const fs::path root{ARKKI_SOURCE_DIR};

}  // namespace

BOOST_AUTO_TEST_CASE(every_include_points_down) {
    const auto sources = sources_in(root / "src");
    BOOST_TEST_REQUIRE(!sources.empty());
    for (const auto& source : sources) {
        BOOST_TEST_REQUIRE(table.contains(source.room), source.path << " is in no room of the table");
        for (const auto& line : source.lines) {
            if (!line.starts_with("#include \"")) continue;
            const std::string target = line.substr(10, line.find_first_of("/\"", 10) - 10);
            BOOST_TEST((target == source.room || table.at(source.room).contains(target)),
                       source.path << " must not include " << target);
        }
    }
}

BOOST_AUTO_TEST_CASE(no_file_is_longer_than_350_lines) {
    for (const auto& top : {root / "src", root / "tests"})
        for (const auto& source : sources_in(top))
            BOOST_TEST(source.lines.size() <= 350u, source.path << " has " << source.lines.size() << " lines");
}

// A function is what stands between a line without indent that ends in `{` and the next line that is `}`.
BOOST_AUTO_TEST_CASE(no_function_is_longer_than_40_lines) {
    static const std::regex opens{R"(^[^\s#/}].*\)(?: const)?(?: noexcept)?(?: override)?(?: -> .*)? \{$|^    .*\) : .*\{$)"};
    for (const auto& source : sources_in(root / "src")) {
        std::size_t begin = 0;
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            if (begin == 0 && std::regex_match(source.lines[i], opens)) begin = i + 1;
            if (begin != 0 && source.lines[i] == "}") {
                BOOST_TEST(i + 1 - begin < 42, source.path << ":" << begin << " has " << i + 1 - begin << " lines");
                begin = 0;
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(sql_on_personal_tables_stands_only_where_people_are_at_home) {
    static const Rooms homes{"register", "custody", "archive", "requests", "retention"};
    static const std::regex personal{
        R"((FROM|INTO|UPDATE|JOIN)\s+(customer|customer_item|document|page|page_text|request|request_item|request_case|letter)\b)"};
    for (const auto& source : sources_in(root / "src")) {
        if (homes.contains(source.room)) continue;
        for (const auto& line : source.lines)
            BOOST_TEST(!std::regex_search(line, personal), source.path << " has SQL on a personal table: " << line);
    }
}
