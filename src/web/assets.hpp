#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "web/reply.hpp"
#include "web/request.hpp"

namespace arkki::web {

/// The style, script and icon of templates/assets, read once. Their address carries their hash, so a browser keeps
/// them for ever and still never shows an old one.
class Assets {
public:
    /// @throws Error{Fault::unavailable, "web.no_assets"}
    explicit Assets(const std::filesystem::path& folder);

    /// "/assets/<hash>/arkki.css"
    /// @throws Error{Fault::corrupt, "template.missing_key"}  if there is no such file
    [[nodiscard]] std::string href(std::string_view name) const;
    /// Answers /assets/{hash}/{name}; for an old hash too, but then it is not kept.
    /// @throws Error{Fault::not_found, "web.no_page"}
    [[nodiscard]] Reply serve(const Request& request) const;

private:
    struct Asset {
        std::string hash, type, text;
    };
    std::map<std::string, Asset, std::less<>> assets_;
};

}  // namespace arkki::web
