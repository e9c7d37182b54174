#include "tlog/tree.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <stdexcept>

#include "base/error.hpp"

namespace arkki::tlog {
namespace {

constexpr std::array<std::uint8_t, 1> leaf_prefix{0x00};
constexpr std::array<std::uint8_t, 1> node_prefix{0x01};
constexpr int kept_levels = 8;

Sha256& hasher() {
    thread_local Sha256 hash;
    return hash;
}

/// The largest power of two below `size`: where RFC 6962 splits a tree.
std::uint64_t split(std::uint64_t size) { return std::bit_floor(size - 1); }

/// Rebuilds the hash of any subtree from what is stored.
class Subtrees {
public:
    explicit Subtrees(const HashesOf& hashes) : hashes_{hashes} {}

    [[nodiscard]] Digest root(std::uint64_t from, std::uint64_t to) const {
        if (std::has_single_bit(to - from)) return complete(std::countr_zero(to - from), from);
        const std::uint64_t middle = from + split(to - from);
        return node_hash(root(from, middle), root(middle, to));
    }

private:
    [[nodiscard]] Digest complete(int level, std::uint64_t from) const {
        const int kept = level / kept_levels * kept_levels;
        const std::uint64_t count = std::uint64_t{1} << (level - kept);
        const std::uint64_t first = from >> kept;
        auto row = hashes_(kept, first, first + count);
        if (row.size() != count) throw Error{Fault::corrupt, "audit.damaged"};
        for (; row.size() > 1; row.resize(row.size() / 2))
            for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
        return row.front();
    }
    const HashesOf& hashes_;
};

/// Walks a proof from the leaf up and puts two roots together, the old tree's and the new one's.
struct Climb {
    std::uint64_t index;
    std::uint64_t last;

    /// Whether the next proof hash stands on the left; climbs to the level where it is needed.
    bool is_right_child() {
        if (index % 2 == 0 && index != last) return false;
        for (; index % 2 == 0 && index != 0; index >>= 1) last >>= 1;
        return true;
    }
    void up() {
        index >>= 1;
        last >>= 1;
    }
};

}  // namespace

Digest leaf_hash(std::string_view entry) { return hasher().add(ByteView{leaf_prefix}).add(entry).finish(); }

Digest node_hash(const Digest& left, const Digest& right) {
    std::array<std::uint8_t, 65> bytes{node_prefix[0]};
    std::copy(left.begin(), left.end(), bytes.begin() + 1);
    std::copy(right.begin(), right.end(), bytes.begin() + 33);
    return hasher().add(ByteView{bytes}).finish();
}

Frontier Frontier::from_text(std::string_view base64) {
    Frontier frontier;
    Bytes bytes;
    try {
        bytes = from_base64(base64);
    } catch (const Error&) {
        throw Error{Fault::corrupt, "audit.damaged"};
    }
    if (bytes.size() < 8) throw Error{Fault::corrupt, "audit.damaged"};
    for (unsigned i = 0; i < 8; ++i) frontier.size_ |= std::uint64_t{bytes[i]} << (8 * i);
    const auto peaks = static_cast<std::size_t>(std::popcount(frontier.size_));
    if (bytes.size() != 8 + 32 * peaks) throw Error{Fault::corrupt, "audit.damaged"};
    auto next = bytes.begin() + 8;
    for (unsigned level = 0; level < 64; ++level) {
        if (!frontier.has_peak(level)) continue;
        std::copy_n(next, 32, frontier.peaks_[level].begin());
        next += 32;
    }
    return frontier;
}

std::string Frontier::text() const {
    Bytes bytes;
    for (unsigned i = 0; i < 8; ++i) bytes.push_back(static_cast<std::uint8_t>(size_ >> (8 * i)));
    for (unsigned level = 0; level < 64; ++level)
        if (has_peak(level)) bytes.insert(bytes.end(), peaks_[level].begin(), peaks_[level].end());
    return base64(bytes);
}

std::vector<Node> Frontier::add(const Node& subtree) {
    auto level = static_cast<unsigned>(subtree.level);
    if (subtree.n << level != size_) throw std::logic_error{"tlog: the subtree does not continue the tree"};
    const std::uint64_t grown = size_ + (std::uint64_t{1} << level);
    std::vector<Node> completed;
    Digest hash = subtree.hash;
    while (has_peak(level)) {
        hash = node_hash(peaks_[level], hash);
        ++level;
        if (level % kept_levels == 0) completed.push_back({static_cast<int>(level), size_ >> level, hash});
    }
    peaks_[level] = hash;
    size_ = grown;
    return completed;
}

std::vector<Node> Frontier::peaks() const {
    std::vector<Node> peaks;
    for (unsigned level = 64; level-- > 0;)
        if (has_peak(level)) peaks.push_back({static_cast<int>(level), (size_ >> level) - 1, peaks_[level]});
    return peaks;
}

Digest Frontier::root() const {
    std::optional<Digest> root;
    for (unsigned level = 0; level < 64; ++level)
        if (has_peak(level)) root = root ? node_hash(peaks_[level], *root) : peaks_[level];
    return root ? *root : sha256({});
}

Proof inclusion_proof(const HashesOf& hashes, std::uint64_t index, std::uint64_t size) {
    if (index >= size) throw Error{Fault::not_found, "audit.no_such_entry"};
    const Subtrees subtrees{hashes};
    Proof proof;
    std::uint64_t from = 0;
    std::uint64_t to = size;
    while (to - from > 1) {
        const std::uint64_t middle = from + split(to - from);
        const bool left = index < middle;
        proof.push_back(left ? subtrees.root(middle, to) : subtrees.root(from, middle));
        (left ? to : from) = middle;
    }
    std::reverse(proof.begin(), proof.end());
    return proof;
}

Proof consistency_proof(const HashesOf& hashes, std::uint64_t old_size, std::uint64_t size) {
    if (old_size > size) throw Error{Fault::not_found, "audit.no_such_entry"};
    if (old_size == 0 || old_size == size) return {};
    const Subtrees subtrees{hashes};
    Proof proof;
    std::uint64_t from = 0;
    std::uint64_t to = size;
    while (old_size != to) {
        const std::uint64_t middle = from + split(to - from);
        const bool left = old_size <= middle;
        proof.push_back(left ? subtrees.root(middle, to) : subtrees.root(from, middle));
        (left ? to : from) = middle;
    }
    // The old tree itself is known to whoever asks; a right part of it is not.
    if (from != 0) proof.push_back(subtrees.root(from, to));
    std::reverse(proof.begin(), proof.end());
    return proof;
}

bool is_included(const Digest& leaf, std::uint64_t index, std::uint64_t size, const Digest& root, const Proof& proof) {
    if (index >= size) return false;
    Climb climb{index, size - 1};
    Digest hash = leaf;
    for (const Digest& next : proof) {
        if (climb.last == 0) return false;
        hash = climb.is_right_child() ? node_hash(next, hash) : node_hash(hash, next);
        climb.up();
    }
    return climb.last == 0 && hash == root;
}

bool is_consistent(std::uint64_t old_size, const Digest& old_root, std::uint64_t size, const Digest& root,
                   const Proof& proof) {
    if (old_size > size || old_size == 0) return false;
    if (old_size == size) return proof.empty() && old_root == root;
    Proof path = proof;
    if (std::has_single_bit(old_size)) path.insert(path.begin(), old_root);
    if (path.empty()) return false;
    Climb climb{old_size - 1, size - 1};
    for (; climb.index % 2 == 1; climb.up()) {
    }
    Digest old_hash = path.front();
    Digest hash = path.front();
    for (auto next = path.begin() + 1; next != path.end(); climb.up(), ++next) {
        if (climb.last == 0) return false;
        if (climb.is_right_child()) {
            old_hash = node_hash(*next, old_hash);
            hash = node_hash(*next, hash);
        } else {
            hash = node_hash(hash, *next);
        }
    }
    return climb.last == 0 && old_hash == old_root && hash == root;
}

}  // namespace arkki::tlog
