#include "audit/export_check.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>

#include "audit/entry_file.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "tlog/durable_file.hpp"
#include "tlog/proof_file.hpp"
#include "tlog/seal_protocol.hpp"
#include "tlog/tiles.hpp"

namespace arkki::audit {
namespace {

namespace fs = std::filesystem;
using tlog::Tile;
constexpr std::size_t largest_note = 64 * 1024;
constexpr std::size_t largest_evidence = 8 * 1024 * 1024;  // 1,000 data subjects
constexpr std::size_t most_problems = 100;

std::string key_of(const Error& error) {
    if (error.key() == "audit.bad_signature") return "signature";
    if (error.key() == "audit.no_quorum") return "quorum";
    return "checkpoint";
}

class ExportChecker {
public:
    ExportChecker(const fs::path& folder, const ExportCheckOptions& options) : folder_{folder}, options_{options} {}

    ExportCheck run() {
        compare_key();
        collect_checkpoints();
        if (const auto last = open("checkpoint")) {
            size_ = last->size;
            collect(*last, "checkpoint", "root");
        } else if (!expected_.empty()) {
            size_ = expected_.rbegin()->first;  // the export goes at least so far
        }
        if (size_ > 0) {
            collect_outside();
            for (std::uint64_t n = 0; n * tlog::tile_width < size_; ++n) {
                take_bundle(n);
                if (options_.progress) options_.progress(n + 1, (size_ + tlog::tile_width - 1) / tlog::tile_width);
            }
            finish_tiles();
            check_lines();
        }
        check_all_evidence();
        result_.size = size_;
        result_.ok = result_.problem_count == 0;
        return std::move(result_);
    }

private:
    struct Expected {
        Digest root;
        std::string file, key;
    };

    void report(const std::string& file, const char* key, std::optional<std::uint64_t> seq = {}) {
        ++result_.problem_count;
        if (result_.problems.size() < most_problems)
            result_.problems.push_back({file, seq, std::string{"audit.export."} + key});
    }

    void compare_key() {
        const auto own = tlog::read_file(folder_ / "vkey", largest_note);
        const auto is_own = [&](const tlog::VerifierKey& key) { return trimmed(*own) == key.text(); };
        if (own && !is_own(options_.policy.log) &&
            std::none_of(options_.former_keys.begin(), options_.former_keys.end(), is_own))
            report("vkey", "key");
    }

    std::optional<tlog::Checkpoint> open(const std::string& file) {
        const auto text = tlog::read_file(folder_ / file, largest_note);
        if (!text) {
            report(file, "missing");
            return std::nullopt;
        }
        try {
            const auto checkpoint = open_by_any_key(*text);
            if (options_.policy.quorum != "none") (void)tlog::open_note(*text, options_.policy);
            return checkpoint;
        } catch (const Error& error) {
            report(file, key_of(error).c_str());
            return std::nullopt;
        }
    }

    [[nodiscard]] tlog::Checkpoint open_by_any_key(const std::string& text) const {
        for (const auto& key : options_.former_keys) try {
                return tlog::open_note(text, key).checkpoint;
            } catch (const Error& error) {
                if (error.fault() != Fault::corrupt) throw;
            }
        return tlog::open_note(text, options_.policy.log).checkpoint;
    }

    void collect(const tlog::Checkpoint& checkpoint, const std::string& file, const std::string& key) {
        expected_.emplace(checkpoint.size, Expected{checkpoint.root, file, key});
    }

    void collect_checkpoints() {
        std::error_code none;
        for (const auto& entry : fs::directory_iterator{folder_ / "checkpoints", none}) {
            const auto name = entry.path().filename().string();
            const auto file = "checkpoints/" + name;
            // The quorum is asked of the last checkpoint; a witness may have joined later than the older ones.
            const auto text = tlog::read_file(entry.path(), largest_note);
            try {
                const auto checkpoint = open_by_any_key(text.value_or(""));
                if (std::to_string(checkpoint.size) != name)
                    report(file, "checkpoint");
                else
                    collect(checkpoint, file, "root");
            } catch (const Error& error) {
                report(file, key_of(error).c_str());
            }
        }
    }

    void collect_outside() {
        if (!options_.outside) return;
        if (options_.outside->origin != options_.policy.log.name())
            report("checkpoint", "outside");
        else if (options_.outside->size > size_)
            report("checkpoint", "shorter");
        else
            collect(*options_.outside, "checkpoint", "outside");
    }

    void take_bundle(std::uint64_t n) {
        const auto width = std::min(tlog::tile_width, size_ - n * tlog::tile_width);
        const Tile bundle{Tile::bundle, n, width};
        try {
            add(bundle, tlog::read_leaves(folder_, bundle));
        } catch (const Error& error) {
            report(tlog::tile_path(bundle), error.fault() == Fault::not_found ? "missing" : "bundle");
            tree_known_ = false;
        }
        if (tree_known_) compare_row(0, n, width);
    }

    void add(const Tile& bundle, const std::vector<std::string>& leaves) {
        compare_prefixes(bundle, [&](const Tile& part) {
            const auto some = tlog::read_leaves(folder_, part);
            return std::equal(some.begin(), some.end(), leaves.begin());
        });
        for (std::size_t i = 0; i < leaves.size(); ++i) {
            const auto seq = bundle.n * tlog::tile_width + i;
            if (tlog::leaf_fault(seq, leaves[i])) report(tlog::tile_path(bundle), "entry", seq);
            const Digest hash = tlog::leaf_hash(leaves[i]);
            leaves_.push_back(hash);
            for (const auto& node : tree_.add(hash))
                rows_[static_cast<std::size_t>(node.level / 8)].push_back(node.hash);
            if (tree_known_) compare_roots();
        }
    }

    void compare_roots() {
        const auto [begin, end] = expected_.equal_range(tree_.size());
        if (begin == end) return;
        const Digest root = tree_.root();
        if (tree_.size() == size_) result_.root = base64(root);
        for (auto at = begin; at != end; ++at) {
            ++result_.checkpoints;
            if (at->second.root != root) report(at->second.file, at->second.key.c_str());
        }
    }

    /// Nodes above level 0 are compared once their tile is full, the last ones at the end.
    void finish_tiles() {
        if (!tree_known_) return;
        for (std::size_t level = 1; level < rows_.size(); ++level)
            for (std::uint64_t n = 0; n * tlog::tile_width < rows_[level].size(); ++n)
                compare_row(level, n,
                            std::min<std::uint64_t>(tlog::tile_width, rows_[level].size() - n * tlog::tile_width));
    }

    void compare_row(std::size_t level, std::uint64_t n, std::uint64_t width) {
        const auto& row = level == 0 ? leaves_ : rows_[level];
        const auto begin = row.begin() + static_cast<std::ptrdiff_t>(n * tlog::tile_width);
        const auto same = [&](const Tile& tile) {
            const auto stored = tlog::read_hashes(folder_, tile);
            return std::equal(stored.begin(), stored.end(), begin);
        };
        const Tile tile{static_cast<int>(level), n, width};
        compare(tile, same);
        compare_prefixes(tile, same);
    }

    template <class Same>
    void compare(const Tile& tile, const Same& same) {
        const char* const key = tile.level == Tile::bundle ? "bundle" : "tile";
        try {
            if (!same(tile)) report(tlog::tile_path(tile), key);
        } catch (const Error& error) {
            report(tlog::tile_path(tile), error.fault() == Fault::not_found ? "missing" : key);
        }
    }

    /// Partial tiles of earlier checkpoints: each must be the beginning of what is there now.
    template <class Same>
    void compare_prefixes(const Tile& tile, const Same& same) {
        auto folder = folder_ / tlog::tile_path({tile.level, tile.n, tlog::tile_width});
        folder += ".p";
        std::error_code none;
        for (const auto& entry : fs::directory_iterator{folder, none}) {
            const auto name = entry.path().filename().string();
            Tile part = tile;
            const auto [end, fault] = std::from_chars(name.data(), name.data() + name.size(), part.width);
            if (fault != std::errc{} || end != name.data() + name.size() || part.width >= tile.width) continue;
            compare(part, same);
        }
    }

    /// entries.jsonl, if somebody asked for it. It may go on where the last checkpoint ends.
    void check_lines() {
        std::ifstream in{folder_ / "entries.jsonl", std::ios::binary};
        std::uint64_t seq = 0;
        for (std::string text; std::getline(in, text); ++seq) {
            if (seq >= size_ && seq >= leaves_.size()) return;
            if (!tree_known_ || seq >= leaves_.size()) continue;
            if (!is_leaf(text, leaves_[seq])) report("entries.jsonl", "line", seq);
        }
        if (seq > 0 && seq < size_) report("entries.jsonl", "line", seq);
    }

    [[nodiscard]] bool is_leaf(const std::string& json, const Digest& leaf) const {
        try {
            const auto file = entry_from(json);
            return file.origin == options_.policy.log.name() && tlog::leaf_hash(leaf_of(file)) == leaf &&
                   subjects_are_in(file);
        } catch (const Error&) {
            return false;
        }
    }

    void check_all_evidence() {
        std::error_code none;
        for (const auto& entry : fs::directory_iterator{folder_ / "evidence", none}) {
            if (entry.path().extension() != ".tlog-proof") continue;
            auto beside = entry.path();
            beside += ".entry.json";
            const auto proof = tlog::read_file(entry.path(), largest_evidence);
            const auto text = tlog::read_file(beside, largest_evidence);
            const auto key = check_evidence(proof.value_or(""), text.value_or(""), options_.policy);
            if (key.empty())
                ++result_.evidence;
            else
                report("evidence/" + entry.path().filename().string(), key.c_str());
        }
    }

    const fs::path& folder_;
    const ExportCheckOptions& options_;
    ExportCheck result_;
    std::uint64_t size_ = 0;
    tlog::Frontier tree_;
    bool tree_known_ = true;
    std::vector<Digest> leaves_;
    std::vector<std::vector<Digest>> rows_{std::vector<std::vector<Digest>>(8)};
    std::multimap<std::uint64_t, Expected> expected_;
};

}  // namespace

ExportCheck check_export(const std::filesystem::path& folder, const ExportCheckOptions& options) {
    return ExportChecker{folder, options}.run();
}

std::string check_evidence(std::string_view proof, std::string_view entry, const tlog::Policy& policy) {
    try {
        const auto file = tlog::proof_from(proof);
        const auto opened = tlog::open_note(file.note, policy.log);
        const auto shown = entry_from(trimmed(entry));
        if (shown.seq != file.index || shown.origin != opened.checkpoint.origin ||
            !tlog::is_included(tlog::leaf_hash(leaf_of(shown)), file.index, opened.checkpoint.size,
                               opened.checkpoint.root, file.proof))
            return "proof";
        return subjects_are_in(shown) ? "" : "subject";
    } catch (const Error& error) {
        return error.key() == "audit.bad_signature" ? "signature" : "proof";
    }
}

}  // namespace arkki::audit
