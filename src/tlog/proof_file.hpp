#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "tlog/tree.hpp"

namespace arkki::tlog {

/// `.tlog-proof`: that entry `index` is in the tree of the checkpoint (c2sp.org/tlog-proof@v1).
struct ProofFile {
    std::uint64_t index = 0;
    Proof proof;
    std::string note;  ///< the checkpoint, signed or its three lines alone
};
[[nodiscard]] std::string proof_text(const ProofFile& file);
/// @throws Error{Fault::invalid, "audit.bad_proof"}
[[nodiscard]] ProofFile proof_from(std::string_view text);

/// That the tree of `size` begins with the one of `old_size`: what a witness is asked, without its checkpoint.
/// `arkki-consistency/v1`, `old N`, `size N`, hashes a line each.
struct ConsistencyFile {
    std::uint64_t old_size = 0;
    std::uint64_t size = 0;
    Proof proof;
};
[[nodiscard]] std::string consistency_text(const ConsistencyFile& file);
/// @throws Error{Fault::invalid, "audit.bad_proof"}
[[nodiscard]] ConsistencyFile consistency_from(std::string_view text);

}  // namespace arkki::tlog
