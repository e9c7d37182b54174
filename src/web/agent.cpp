#include "web/agent.hpp"

#include <array>
#include <utility>

namespace arkki::web {
namespace {

using Signs = std::pair<std::string_view, std::string_view>;

// The first that fits: every browser also claims to be those after it.
constexpr std::array<Signs, 5> browsers{Signs{"Edg", "edge"}, Signs{"OPR/", "opera"}, Signs{"Firefox/", "firefox"},
                                        Signs{"Chrom", "chrome"}, Signs{"Safari/", "safari"}};
constexpr std::array<Signs, 6> systems{Signs{"Android", "android"}, Signs{"iPhone", "ios"},   Signs{"iPad", "ios"},
                                       Signs{"Windows", "windows"}, Signs{"Mac OS", "macos"}, Signs{"Linux", "linux"}};

template <std::size_t N>
std::string_view first_of(std::string_view text, const std::array<Signs, N>& table) {
    for (const auto& [sign, code] : table)
        if (text.find(sign) != std::string_view::npos) return code;
    return "other";
}

}  // namespace

std::string agent_of(std::string_view user_agent) {
    const auto text = user_agent.substr(0, 512);
    return std::string{first_of(text, browsers)} + " " + std::string{first_of(text, systems)};
}

}  // namespace arkki::web
