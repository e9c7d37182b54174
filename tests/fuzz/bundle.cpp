// Bundles of entries and hash tiles out of somebody's folder; the sealer's state file.
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "fuzz/fuzz.hpp"
#include "sealer/sealer.hpp"
#include "tlog/tiles.hpp"

using namespace arkki;
using namespace arkki::fuzz;

namespace {

std::filesystem::path folder_of(const tlog::Tile& tile) {
    const auto folder = std::filesystem::temp_directory_path() / ("arkki-fuzz-bundle-" + std::to_string(::getpid()));
    std::filesystem::create_directories((folder / tlog::tile_path(tile)).parent_path());
    return folder;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_in({data, size});
    for (const std::uint64_t count : {0u, 1u, 3u, 256u})
        refused({"seal.bad_leaves"}, [&] {
            const auto leaves = tlog::leaves_from(text, count);
            demand(leaves.size() == count && tlog::framed_leaves(leaves) == text, "one spelling of a bundle");
        });
    static const tlog::Tile bundle{tlog::Tile::bundle, 0, 3};
    static const auto folder = folder_of(bundle);
    std::ofstream{folder / tlog::tile_path(bundle), std::ios::binary} << text;
    refused({"tlog.bad_tile", "tlog.too_large"}, [&] { (void)tlog::read_leaves(folder, 0, 3, 3); });
    refused({"seal.bad_state"},
            [&] { demand(sealer::state_text(sealer::state_from(text, "a"), "a") == text, "one spelling of a state"); });
    return 0;
}
