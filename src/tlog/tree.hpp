#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

/// The Merkle tree of the access log (RFC 6962 section 2.1), without storage.
namespace arkki::tlog {

/// SHA-256(0x00 || entry)
[[nodiscard]] Digest leaf_hash(std::string_view entry);
/// SHA-256(0x01 || left || right)
[[nodiscard]] Digest node_hash(const Digest& left, const Digest& right);

/// A complete subtree: leaves n * 2^level up to (n + 1) * 2^level.
struct Node {
    int level;
    std::uint64_t n;
    Digest hash;
};

/// All of a tree that is needed to let it grow: the peaks of its complete subtrees, one per set bit of the size.
class Frontier {
public:
    Frontier() = default;
    /// Reads what `text` wrote.
    /// @throws Error{Fault::corrupt, "audit.damaged"}
    [[nodiscard]] static Frontier from_text(std::string_view base64);
    /// Base64 of the size as u64 little endian, then the peaks from the smallest.
    [[nodiscard]] std::string text() const;

    /// Adds a leaf. @returns the nodes it completes at levels 8, 16, 24 ..., which are worth keeping for proofs
    std::vector<Node> add(const Digest& leaf) { return add(Node{0, size_, leaf}); }
    /// Adds a complete subtree that begins where this tree ends. @returns the nodes it completes above itself
    /// @throws std::logic_error  if it begins elsewhere
    std::vector<Node> add(const Node& subtree);
    /// The complete subtrees it is made of, the largest and oldest first.
    [[nodiscard]] std::vector<Node> peaks() const;

    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    /// The root of the tree so far; of an empty tree SHA-256 of nothing.
    [[nodiscard]] Digest root() const;

private:
    [[nodiscard]] bool has_peak(unsigned level) const noexcept { return (size_ >> level & 1U) != 0; }
    std::uint64_t size_ = 0;
    std::array<Digest, 64> peaks_{};
};

/// Hands out the stored hashes `from` <= n < `to` of a level: 0 for leaves, else a multiple of 8.
using HashesOf = std::function<std::vector<Digest>(int level, std::uint64_t from, std::uint64_t to)>;
using Proof = std::vector<Digest>;

/// That leaf `index` is in the tree of `size` leaves (RFC 6962 section 2.1.1).
/// @throws Error{Fault::not_found, "audit.no_such_entry"}  unless index < size
[[nodiscard]] Proof inclusion_proof(const HashesOf& hashes, std::uint64_t index, std::uint64_t size);
/// That the tree of `size` leaves begins with the tree of `old_size` (RFC 6962 section 2.1.2).
/// @throws Error{Fault::not_found, "audit.no_such_entry"}  unless old_size <= size
[[nodiscard]] Proof consistency_proof(const HashesOf& hashes, std::uint64_t old_size, std::uint64_t size);

/// RFC 9162 section 2.1.3.2
[[nodiscard]] bool is_included(const Digest& leaf, std::uint64_t index, std::uint64_t size, const Digest& root,
                               const Proof& proof);
/// RFC 9162 section 2.1.4.2
[[nodiscard]] bool is_consistent(std::uint64_t old_size, const Digest& old_root, std::uint64_t size, const Digest& root,
                                 const Proof& proof);

}  // namespace arkki::tlog
