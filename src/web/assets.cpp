#include "web/assets.hpp"

#include <fstream>
#include <iterator>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace arkki::web {
namespace {

/// Only what we know how to serve; a licence or a lock file beside it stays unserved.
std::string type_of(const std::filesystem::path& file) {
    const auto extension = file.extension();
    if (extension == ".css") return "text/css; charset=utf-8";
    if (extension == ".js") return "text/javascript; charset=utf-8";
    if (extension == ".svg") return "image/svg+xml";
    return {};
}

}  // namespace

Assets::Assets(const std::filesystem::path& folder) {
    if (!std::filesystem::is_directory(folder)) throw Error{Fault::unavailable, "web.no_assets", folder.string()};
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        const std::string type = type_of(entry.path());
        if (type.empty()) continue;
        std::ifstream in{entry.path(), std::ios::binary};
        std::string text{std::istreambuf_iterator<char>{in}, {}};
        const std::string hash = hex(sha256(view(text))).substr(0, 16);
        assets_.emplace(entry.path().filename().string(), Asset{hash, type, std::move(text)});
    }
}

std::string Assets::href(std::string_view name) const {
    const auto found = assets_.find(name);
    if (found == assets_.end()) throw Error{Fault::corrupt, "template.missing_key", "asset " + std::string{name}};
    return "/assets/" + found->second.hash + "/" + found->first;
}

Reply Assets::serve(const Request& request) const {
    const auto found = assets_.find(request.ids.text("name"));
    if (found == assets_.end()) throw Error{Fault::not_found, "web.no_page"};
    Reply reply{200, found->second.type, {}, found->second.text};
    if (request.ids.text("hash") == found->second.hash)
        reply.with("Cache-Control", "public, max-age=31536000, immutable");
    return reply;
}

}  // namespace arkki::web
