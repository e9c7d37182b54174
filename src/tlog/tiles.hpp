#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tlog/tree.hpp"

/// The tree as files (C2SP tlog-tiles): hash tiles and bundles of entries, each of up to 256.
namespace arkki::tlog {

constexpr std::uint64_t tile_width = 256;

/// One file of the export.
struct Tile {
    static constexpr int bundle = -1;  ///< as level: the entries themselves
    int level = 0;                     ///< 0: leaf hashes, 1: nodes of level 8, ...
    std::uint64_t n = 0;
    std::uint64_t width = tile_width;  ///< less than 256 at the tree's right edge
    friend bool operator==(const Tile&, const Tile&) = default;
};

/// `tile/0/x001/234.p/5`, `tile/entries/000`
[[nodiscard]] std::string tile_path(const Tile& tile);

/// Hands out the leaf texts `from` <= seq < `to`.
using LeavesOf = std::function<std::vector<std::string>(std::uint64_t from, std::uint64_t to)>;

/// The tiles and bundles of a tree of `size` that one of `old_size` has not.
[[nodiscard]] std::vector<Tile> tiles_between(std::uint64_t old_size, std::uint64_t size);
/// The partial tiles and bundle at the right edge of a tree of `size`.
[[nodiscard]] std::vector<Tile> edge_tiles(std::uint64_t size);
/// What stands in a tile.
/// @throws Error{Fault::corrupt, "audit.damaged"}  when there are fewer hashes or leaves than it needs
[[nodiscard]] std::string tile_bytes(const Tile& tile, const HashesOf& hashes, const LeavesOf& leaves);

/// The hashes of a tile, or the leaf texts of a bundle, read from an export's folder.
/// @throws Error{Fault::not_found, "tlog.no_tile"}, Error{Fault::corrupt, "tlog.bad_tile"}, both with the tile's path
[[nodiscard]] std::vector<Digest> read_hashes(const std::filesystem::path& folder, const Tile& tile);
[[nodiscard]] std::vector<std::string> read_leaves(const std::filesystem::path& folder, const Tile& tile);
/// Leaf texts across bundles of a tree of `size`, which its right-most bundle is named after.
[[nodiscard]] std::vector<std::string> read_leaves(const std::filesystem::path& folder, std::uint64_t from,
                                                   std::uint64_t to, std::uint64_t size);

/// The right edge of a tree that stands in a folder as tiles: what is needed to let it grow and write the next ones.
class TreeEdge {
public:
    TreeEdge() = default;
    /// Reads the unfinished tiles of the tree with this frontier, and checks that they are its own. Throws like
    /// `read_hashes`.
    TreeEdge(const std::filesystem::path& folder, Frontier frontier);

    void add(std::string leaf);
    [[nodiscard]] const Frontier& frontier() const noexcept { return frontier_; }
    /// Writes what has grown since the last time, durably. @returns how many files
    /// @throws Error{Fault::unavailable, "tlog.cannot_write"}
    std::size_t write(const std::filesystem::path& folder);

private:
    template <class T>
    struct Row {
        std::uint64_t first = 0;
        std::vector<T> held;
    };
    [[nodiscard]] Frontier rebuilt() const;
    void forget_full_tiles();

    Frontier frontier_;
    std::uint64_t written_ = 0;
    Row<std::string> leaves_;
    std::vector<Row<Digest>> rows_{std::vector<Row<Digest>>(8)};
};

}  // namespace arkki::tlog
