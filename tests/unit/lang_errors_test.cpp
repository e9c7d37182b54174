// Whatever a user can meet has its words: every error of the program and every page has its messages.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <regex>

#include "lang/catalogue.hpp"
#include "lang/pages.hpp"

using namespace arkki;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_CASE(every_error_a_user_can_meet_has_a_message) {
    static const std::regex thrown{R"re(Fault::\w+, "([a-z_]+\.[A-Za-z0-9_.-]*[A-Za-z0-9])")re"};
    const lang::Catalogue messages{fs::path{ARKKI_BINARY_DIR} / "messages"};
    for (const auto& file : fs::recursive_directory_iterator{fs::path{ARKKI_SOURCE_DIR} / "src"}) {
        if (!file.is_regular_file()) continue;
        std::ifstream in{file.path()};
        for (std::string line; std::getline(in, line);)
            for (std::sregex_iterator each{line.begin(), line.end(), thrown}, end; each != end; ++each)
                BOOST_TEST(messages.has(Language::fi, (*each)[1].str()),
                           "no message " << (*each)[1] << " (" << file.path().filename() << ")");
    }
}

BOOST_AUTO_TEST_CASE(every_page_is_sound_and_all_its_messages_exist) {
    const lang::Catalogue messages{fs::path{ARKKI_BINARY_DIR} / "messages"};
    BOOST_CHECK_NO_THROW((lang::Pages{fs::path{ARKKI_SOURCE_DIR} / "templates/pages", messages}));
}
