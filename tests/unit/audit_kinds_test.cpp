// Whoever reads the log finds every kind of entry in docs/formats.md.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace {

namespace fs = std::filesystem;
const fs::path top{ARKKI_SOURCE_DIR};

std::string content(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Kinds the document names: `log.held`, and in `log.held` `.released` also "log.released".
std::set<std::string> documented() {
    std::set<std::string> kinds;
    static const std::regex quoted{"`([a-z_]+)?((?:\\.[a-z_]+)+|[a-z]+)`"};
    const std::string text = content(top / "docs" / "formats.md");
    std::string noun;
    for (std::sregex_iterator it{text.begin(), text.end(), quoted}, end; it != end; ++it) {
        if ((*it)[1].matched) noun = (*it)[1].str();
        kinds.insert((*it)[2].str().starts_with('.') ? noun + (*it)[2].str()
                                                     : (*it)[0].str().substr(1, (*it)[0].length() - 2));
    }
    return kinds;
}

/// Kinds the code writes: the acts of the table of rules, and the effects.
std::set<std::string> written() {
    static const std::regex effect{
        R"re((?:\baction = |\bevent\(|of_the_log_itself\(|log_event\(office, )"([a-z_]+\.[a-z_.]+|logout)")re"};
    static const std::regex act{R"re(std::string_view action = "([a-z_]+\.[a-z_.]+)")re"};
    std::set<std::string> kinds;
    for (const auto& entry : fs::recursive_directory_iterator{top / "src"}) {
        const auto kind = entry.path().extension();
        if (kind != ".cpp" && kind != ".hpp") continue;
        const std::string text = content(entry.path());
        for (const auto* pattern : {&effect, &act})
            for (std::sregex_iterator it{text.begin(), text.end(), *pattern}, end; it != end; ++it)
                kinds.insert((*it)[1].str());
    }
    return kinds;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_kind_of_entry_the_code_writes_is_documented) {
    const auto known = documented();
    const auto kinds = written();
    BOOST_TEST(kinds.size() > 50u);
    for (const auto& kind : kinds) BOOST_TEST(known.contains(kind), kind);
}
