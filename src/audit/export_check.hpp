#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tlog/policy.hpp"

namespace arkki::audit {

/// One thing that is wrong with an export. Keys, all below "audit.export.":
///   checkpoint   a checkpoint cannot be read, or its name does not say its size
///   signature    it was not signed with the pinned key
///   quorum       the policy's witness has not cosigned it
///   root         the tree of the bundles has another root at its size
///   missing      a tile or bundle that the last checkpoint promises is not there
///   tile         a hash tile does not hold what the bundles give
///   bundle       a bundle cannot be read, or a smaller one is not its beginning
///   entry        an entry in it is not an entry with its number
///   key          the export's vkey is not the pinned one
///   proof        an evidence file does not prove its entry
///   subject      it names a data subject that the entry is not about
///   line         a line of entries.jsonl is not the entry with its number
///   shorter      the export ends before the outside checkpoint
///   outside      up to that checkpoint the log is not what it was when it was made
struct ExportProblem {
    std::string file;                  ///< inside the export, with its number
    std::optional<std::uint64_t> seq;  ///< the entry, where it is about one
    std::string key;
};

struct ExportCheck {
    bool ok = false;
    std::uint64_t size = 0;
    std::string root;                     ///< base64, of the tree as rebuilt
    std::uint64_t checkpoints = 0;        ///< opened and compared
    std::uint64_t evidence = 0;           ///< proofs that hold
    std::vector<ExportProblem> problems;  ///< the first hundred
    std::uint64_t problem_count = 0;
};

struct ExportCheckOptions {
    tlog::Policy policy;                                                   ///< pinned: never the export's own
    std::vector<tlog::VerifierKey> former_keys{};                          ///< which signed before a change of keys
    std::optional<tlog::Checkpoint> outside{};                             ///< a copy that had left the machine
    std::function<void(std::uint64_t done, std::uint64_t of)> progress{};  ///< bundles
};

/// Checks an export from its files alone: rebuilds the tree from the bundles and compares with it every tile, every
/// checkpoint, evidence and entries. Hash tiles are never believed: an entry could be forged together with its hash.
[[nodiscard]] ExportCheck check_export(const std::filesystem::path& folder, const ExportCheckOptions& options);

/// Checks one evidence file by itself against a policy. @returns the problem's key, "" if it holds
[[nodiscard]] std::string check_evidence(std::string_view proof, std::string_view entry, const tlog::Policy& policy);

}  // namespace arkki::audit
