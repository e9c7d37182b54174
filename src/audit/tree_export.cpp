#include "audit/tree_export.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "audit/checkpoints.hpp"
#include "audit/export.hpp"
#include "audit/query.hpp"
#include "base/error.hpp"
#include "tlog/durable_file.hpp"
#include "tlog/note.hpp"
#include "tlog/tiles.hpp"

namespace arkki::audit {
namespace {

namespace fs = std::filesystem;
constexpr int slice = 500;
constexpr std::size_t largest_note = 64 * 1024;

/// A checkpoint with the witnesses' lines.
std::string whole_note(const StoredCheckpoint& stored) {
    return stored.cosignatures.empty() ? stored.note : tlog::with_cosignatures(stored.note, stored.cosignatures);
}

/// An empty file for personal data, which nobody but its owner may read.
void make_private(const fs::path& file) {
    fs::remove(file);
    const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0) throw Error{Fault::unavailable, "cli.cannot_write", {}, "directory"};
    ::close(made);
}

class TreeExport {
public:
    TreeExport(db::Database& database, fs::path folder, const ExportOptions& options)
        : database_{database}, folder_{std::move(folder)}, options_{options} {
        const auto latest = database_.read([](db::Read& read) { return latest_checkpoint(read); });
        note_ = latest ? whole_note(*latest)
                       : database_.read([](db::Read& read) { return tlog::checkpoint_text(current(read)); });
        done_.checkpoint = tlog::checkpoint_from(note_);
        done_.sealed = latest.has_value();
        const auto ours = database_.read([&](db::Read& read) { return is_of_this_log(read, done_.checkpoint); });
        if (done_.sealed && !ours)
            throw Error{Fault::corrupt, "audit.damaged", "checkpoint " + std::to_string(latest->size)};
    }

    Exported run(const WallClock& wall_clock) {
        refuse_another_log();
        write_tiles(tlog::tiles_between(0, done_.checkpoint.size));
        write_checkpoints();
        if (!options_.vkey.empty()) put_if_new("vkey", options_.vkey + '\n');
        if (!options_.policy.empty()) put_if_new("policy", options_.policy);
        for (const EventId seq : options_.evidence) write_evidence(seq);
        if (options_.entries) write_entries(wall_clock);
        put_if_new("checkpoint", note_);  // last: what it promises is there by now
        return done_;
    }

private:
    void refuse_another_log() {
        const auto before = tlog::read_file(folder_ / "checkpoint", largest_note);
        if (!before) return;
        const auto same =
            database_.read([&](db::Read& read) { return is_of_this_log(read, tlog::checkpoint_from(*before)); });
        if (!same) throw Error{Fault::conflict, "audit.other_log", {}, "directory"};
    }

    void write_tiles(const std::vector<tlog::Tile>& tiles) {
        std::uint64_t tried = 0;
        for (const tlog::Tile& tile : tiles) {
            const std::string path = tlog::tile_path(tile);
            if (!fs::exists(folder_ / path)) put(path, bytes_of(tile));
            if (options_.progress && ++tried % 64 == 0) options_.progress(tried, tiles.size());
        }
    }

    [[nodiscard]] std::string bytes_of(const tlog::Tile& tile) {
        return database_.read([&](db::Read& read) {
            return tlog::tile_bytes(tile, stored_hashes(read), [&read](std::uint64_t from, std::uint64_t to) {
                return leaf_texts(read, from, to);
            });
        });
    }

    void write_checkpoints() {
        std::vector<StoredCheckpoint> some;
        for (std::uint64_t after = 0; after == 0 || some.size() == slice; after = some.back().size) {
            some = database_.read([&](db::Read& read) { return checkpoints(read, after, slice); });
            if (some.empty()) return;
            for (const auto& stored : some) {
                if (stored.size > done_.checkpoint.size) return;  // sealed since we began
                write_checkpoint(stored);
            }
        }
    }

    void write_checkpoint(const StoredCheckpoint& stored) {
        const auto size = std::to_string(stored.size);
        put_if_new("checkpoints/" + size, stored.note);  // byte for byte what the time stamp covers
        if (!stored.time_stamp.empty()) put_if_new("tokens/" + size + ".tsr", text_of(from_base64(stored.time_stamp)));
        // A reader of this checkpoint alone asks for its own right edge, until the full tiles are there.
        auto edge = tlog::edge_tiles(stored.size);
        std::erase_if(edge, [&](const tlog::Tile& tile) {
            return (done_.checkpoint.size >> (8 * std::max(tile.level, 0))) >= (tile.n + 1) * tlog::tile_width;
        });
        write_tiles(edge);
    }

    void write_evidence(EventId seq) {
        const auto proof = database_.read([&](db::Read& read) { return evidence(read, seq, options_.opening); });
        const auto name = "evidence/" + std::to_string(seq.value()) + ".tlog-proof";
        put(name, proof.proof);
        put(name + ".entry.json", proof.entry + '\n');
    }

    void write_entries(const WallClock& wall_clock) {
        make_private(folder_ / "entries.jsonl");
        make_private(folder_ / "entries.csv");
        std::ofstream lines{folder_ / "entries.jsonl", std::ios::binary};
        std::ofstream table{folder_ / "entries.csv", std::ios::binary};
        write_json_lines(database_, {}, lines);
        write_csv(database_, {}, wall_clock, table);
        if (!lines.flush() || !table.flush()) throw Error{Fault::unavailable, "cli.cannot_write", {}, "directory"};
        done_.files += 2;
    }

    void put_if_new(const std::string& path, const std::string& bytes) {
        if (tlog::read_file(folder_ / path, largest_note) != bytes) put(path, bytes);
    }

    void put(const std::string& path, const std::string& bytes) {
        const auto file = folder_ / path;
        fs::create_directories(file.parent_path());
        auto beside = file;
        beside += ".new";
        if (path.starts_with("evidence/")) make_private(beside);
        std::ofstream out{beside, std::ios::binary};
        out << bytes;
        out.close();
        std::error_code fault;
        if (out) fs::rename(beside, file, fault);
        if (!out || fault) throw Error{Fault::unavailable, "cli.cannot_write", {}, "directory"};
        ++done_.files;
    }

    db::Database& database_;
    fs::path folder_;
    const ExportOptions& options_;
    std::string note_;
    Exported done_;
};

}  // namespace

Exported export_tree(db::Database& database, const std::filesystem::path& folder, const WallClock& wall_clock,
                     const ExportOptions& options) {
    fs::create_directories(folder);
    return TreeExport{database, folder, options}.run(wall_clock);
}

}  // namespace arkki::audit
