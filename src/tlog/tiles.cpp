#include "tlog/tiles.hpp"

#include <algorithm>
#include <cstdio>

#include "base/error.hpp"
#include "tlog/durable_file.hpp"
#include "tlog/seal_protocol.hpp"

namespace arkki::tlog {
namespace {

constexpr int bits = 8;  // levels of the tree in one tile
constexpr std::size_t largest_tile = tile_width * (max_leaf + 2);

std::string three_digits(std::uint64_t number) {
    char text[8];
    std::snprintf(text, sizeof text, "%03d", static_cast<int>(number % 1000));
    return text;
}

std::string bytes_in(const std::filesystem::path& folder, const Tile& tile) {
    const std::string path = tile_path(tile);
    auto bytes = read_file(folder / path, largest_tile);
    if (!bytes) throw Error{Fault::not_found, "tlog.no_tile", path};
    return std::move(*bytes);
}

/// Hashes of complete subtrees, biggest first, that a row of `count` hashes is made of.
std::vector<Digest> peaks_of(std::vector<Digest> row) {
    std::vector<Digest> peaks;
    for (std::size_t begin = 0, half = tile_width / 2; half > 0; half /= 2) {
        if ((row.size() & half) == 0) continue;
        std::vector<Digest> part(row.begin() + static_cast<std::ptrdiff_t>(begin),
                                 row.begin() + static_cast<std::ptrdiff_t>(begin + half));
        for (; part.size() > 1; part.resize(part.size() / 2))
            for (std::size_t i = 0; i < part.size() / 2; ++i) part[i] = node_hash(part[2 * i], part[2 * i + 1]);
        peaks.push_back(part.front());
        begin += half;
    }
    return peaks;
}

}  // namespace

std::string tile_path(const Tile& tile) {
    std::string number = three_digits(tile.n);
    for (std::uint64_t rest = tile.n / 1000; rest > 0; rest /= 1000) number.insert(0, 'x' + three_digits(rest) + '/');
    return "tile/" + (tile.level == Tile::bundle ? "entries" : std::to_string(tile.level)) + '/' + number +
           (tile.width == tile_width ? "" : ".p/" + std::to_string(tile.width));
}

std::vector<Tile> tiles_between(std::uint64_t old_size, std::uint64_t size) {
    std::vector<Tile> tiles;
    for (int level = Tile::bundle; level < 8; ++level) {
        const auto count = size >> (bits * std::max(level, 0));
        const auto old_count = old_size >> (bits * std::max(level, 0));
        if (count <= old_count) continue;
        for (auto n = old_count / tile_width; n * tile_width < count; ++n)
            tiles.push_back({level, n, std::min(tile_width, count - n * tile_width)});
    }
    return tiles;
}

std::vector<Tile> edge_tiles(std::uint64_t size) {
    std::vector<Tile> tiles;
    for (int level = Tile::bundle; level < 8; ++level) {
        const auto count = size >> (bits * std::max(level, 0));
        if (count % tile_width != 0) tiles.push_back({level, count / tile_width, count % tile_width});
    }
    return tiles;
}

std::string tile_bytes(const Tile& tile, const HashesOf& hashes, const LeavesOf& leaves) {
    const auto from = tile.n * tile_width;
    std::string bytes;
    std::size_t got = 0;
    if (tile.level == Tile::bundle) {
        const auto texts = leaves(from, from + tile.width);
        got = texts.size();
        bytes = framed_leaves(texts);
    } else {
        for (const Digest& hash : hashes(tile.level * bits, from, from + tile.width)) {
            bytes += text_of(hash);
            ++got;
        }
    }
    if (got != tile.width) throw Error{Fault::corrupt, "audit.damaged", tile_path(tile)};
    return bytes;
}

std::vector<Digest> read_hashes(const std::filesystem::path& folder, const Tile& tile) {
    const std::string bytes = bytes_in(folder, tile);
    if (bytes.size() != tile.width * sizeof(Digest)) throw Error{Fault::corrupt, "tlog.bad_tile", tile_path(tile)};
    std::vector<Digest> hashes(tile.width);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        const auto hash = view(bytes).subspan(i * sizeof(Digest), sizeof(Digest));
        std::copy(hash.begin(), hash.end(), hashes[i].begin());
    }
    return hashes;
}

std::vector<std::string> read_leaves(const std::filesystem::path& folder, const Tile& tile) {
    const std::string bytes = bytes_in(folder, tile);
    try {
        return leaves_from(bytes, tile.width);
    } catch (const Error&) {
        throw Error{Fault::corrupt, "tlog.bad_tile", tile_path(tile)};
    }
}

std::vector<std::string> read_leaves(const std::filesystem::path& folder, std::uint64_t from, std::uint64_t to,
                                     std::uint64_t size) {
    std::vector<std::string> leaves;
    for (auto seq = from; seq < to;) {
        const auto n = seq / tile_width;
        const auto first = n * tile_width;
        auto bundle = read_leaves(folder, Tile{Tile::bundle, n, std::min(tile_width, size - first)});
        const auto end = std::min(to, first + bundle.size());
        if (end <= seq) break;
        std::move(bundle.begin() + static_cast<std::ptrdiff_t>(seq - first),
                  bundle.begin() + static_cast<std::ptrdiff_t>(end - first), std::back_inserter(leaves));
        seq = end;
    }
    return leaves;
}

TreeEdge::TreeEdge(const std::filesystem::path& folder, Frontier frontier)
    : frontier_{std::move(frontier)}, written_{frontier_.size()} {
    const auto size = frontier_.size();
    leaves_.first = size / tile_width * tile_width;
    leaves_.held = read_leaves(folder, leaves_.first, size, size);
    for (std::size_t level = 0; level < rows_.size(); ++level) {
        const auto count = size >> (bits * level);
        rows_[level].first = count / tile_width * tile_width;
        const Tile tile{static_cast<int>(level), count / tile_width, count % tile_width};
        if (level == 0)
            for (const auto& leaf : leaves_.held) rows_[0].held.push_back(leaf_hash(leaf));
        else if (tile.width > 0)
            rows_[level].held = read_hashes(folder, tile);
    }
    if (rebuilt().text() != frontier_.text()) throw Error{Fault::corrupt, "tlog.bad_tile", "right edge"};
}

Frontier TreeEdge::rebuilt() const {
    Bytes bytes;
    for (unsigned i = 0; i < 8; ++i) bytes.push_back(static_cast<std::uint8_t>(frontier_.size() >> (8 * i)));
    for (const auto& row : rows_) {
        auto peaks = peaks_of(row.held);
        std::for_each(peaks.rbegin(), peaks.rend(),
                      [&](const Digest& peak) { bytes.insert(bytes.end(), peak.begin(), peak.end()); });
    }
    return Frontier::from_text(base64(bytes));
}

void TreeEdge::add(std::string leaf) {
    const Digest hash = leaf_hash(leaf);
    leaves_.held.push_back(std::move(leaf));
    rows_[0].held.push_back(hash);
    for (const Node& node : frontier_.add(hash))
        rows_[static_cast<std::size_t>(node.level / bits)].held.push_back(node.hash);
}

std::size_t TreeEdge::write(const std::filesystem::path& folder) {
    const auto part = [](const auto& row, std::uint64_t from, std::uint64_t to) {
        return std::vector(row.held.begin() + static_cast<std::ptrdiff_t>(from - row.first),
                           row.held.begin() + static_cast<std::ptrdiff_t>(to - row.first));
    };
    const HashesOf hashes = [&](int level, std::uint64_t from, std::uint64_t to) {
        return part(rows_[static_cast<std::size_t>(level / bits)], from, to);
    };
    const LeavesOf leaves = [&](std::uint64_t from, std::uint64_t to) { return part(leaves_, from, to); };
    const auto tiles = tiles_between(written_, frontier_.size());
    for (const Tile& tile : tiles) {
        const auto file = folder / tile_path(tile);
        make_folders(file.parent_path());
        put_durably(file, tile_bytes(tile, hashes, leaves));
    }
    written_ = frontier_.size();
    forget_full_tiles();
    return tiles.size();
}

void TreeEdge::forget_full_tiles() {
    const auto shorten = [](auto& row) {
        const auto full = row.held.size() / tile_width * tile_width;
        row.held.erase(row.held.begin(), row.held.begin() + static_cast<std::ptrdiff_t>(full));
        row.first += full;
    };
    shorten(leaves_);
    for (auto& row : rows_) shorten(row);
}

}  // namespace arkki::tlog
