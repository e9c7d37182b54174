#include "audit/checkpoints.hpp"

#include "audit/evidence.hpp"
#include "audit/query.hpp"
#include "audit/row.hpp"
#include "base/error.hpp"

namespace arkki::audit {
namespace {

using Row = db::Row<std::int64_t, Instant, std::string, std::string, std::string>;

StoredCheckpoint stored(const Row& row) {
    const auto& [size, at, note, cosignatures, time_stamp] = row;
    return {static_cast<std::uint64_t>(size), at, note, cosignatures, time_stamp};
}

std::vector<StoredCheckpoint> select(db::Read& read, const std::string& where, const db::Parameters& parameters) {
    std::vector<StoredCheckpoint> found;
    for (const auto& row : read.rows<std::int64_t, Instant, std::string, std::string, std::string>(
             "SELECT size, ts, note, cosignatures, tst FROM audit_checkpoint " + where, parameters))
        found.push_back(stored(row));
    return found;
}

std::optional<StoredCheckpoint> only(std::vector<StoredCheckpoint> found) {
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::int64_t number(std::uint64_t size) { return static_cast<std::int64_t>(size); }

}  // namespace

void keep_checkpoint(db::Write& write, const std::string& note, Instant at) {
    const auto size = tlog::checkpoint_from(note).size;
    const auto latest = latest_checkpoint(write);
    if (latest && latest->size >= size) {
        const auto same = checkpoint_at(write, size);
        if (same && tlog::checkpoint_from(same->note).root == tlog::checkpoint_from(note).root) return;
        throw Error{Fault::corrupt, "seal.two_notes", std::to_string(size)};
    }
    write.run("INSERT INTO audit_checkpoint (size, ts, note) VALUES (:size, :ts, :note)",
              {{"size", number(size)}, {"ts", at}, {"note", note}});
}

void add_cosignatures(db::Write& write, std::uint64_t size, const std::string& lines) {
    write.run(
        "UPDATE audit_checkpoint SET cosignatures = cosignatures || :lines WHERE size = :size "
        "AND cosignatures NOT LIKE '%' || :lines",
        {{"size", number(size)}, {"lines", lines}});
}

void add_time_stamp(db::Write& write, std::uint64_t size, const std::string& base64) {
    write.run("UPDATE audit_checkpoint SET tst = :tst WHERE size = :size AND tst = ''",
              {{"size", number(size)}, {"tst", base64}});
}

std::optional<StoredCheckpoint> latest_checkpoint(db::Read& read) {
    return only(select(read, "ORDER BY size DESC LIMIT 1", {}));
}

std::optional<StoredCheckpoint> checkpoint_at(db::Read& read, std::uint64_t size) {
    return only(select(read, "WHERE size = :size", {{"size", number(size)}}));
}

std::vector<StoredCheckpoint> checkpoints(db::Read& read, std::uint64_t after, int limit) {
    return select(read, "WHERE size > :after ORDER BY size LIMIT :limit", {{"after", number(after)}, {"limit", limit}});
}

bool is_of_this_log(db::Read& read, const tlog::Checkpoint& checkpoint) {
    const auto now = current(read);
    if (checkpoint.origin != now.origin || checkpoint.size == 0 || checkpoint.size > now.size) return false;
    const auto proof = tlog::consistency_proof(stored_hashes(read), checkpoint.size, now.size);
    return tlog::is_consistent(checkpoint.size, checkpoint.root, now.size, now.root, proof);
}

std::vector<std::string> leaf_texts(db::Read& read, std::uint64_t from, std::uint64_t to) {
    std::vector<std::string> texts;
    const auto rows = stored_entries(read, "FROM audit_entry e WHERE e.seq >= :from AND e.seq < :to ORDER BY e.seq",
                                     {{"from", number(from)}, {"to", number(to)}});
    if (rows.size() != to - from) throw Error{Fault::corrupt, "seal.row_changed", std::to_string(from + rows.size())};
    for (const auto& row : rows) {
        auto text = leaf_text(row.entry.seq, row.entry.at, commitments_of(row, salts_of(row)));
        if (base64(tlog::leaf_hash(text)) != row.leaf)
            throw Error{Fault::corrupt, "seal.row_changed", std::to_string(row.entry.seq.value())};
        texts.push_back(std::move(text));
    }
    return texts;
}

std::uint64_t worth_sealing(db::Read& read, std::uint64_t from) {
    return static_cast<std::uint64_t>(
        read.one<std::int64_t>("SELECT count(*) FROM audit_entry WHERE seq >= :from "
                               "AND coalesce(action, '') NOT IN ('log.anchored', 'log.verified')",
                               {{"from", number(from)}}));
}

std::optional<Instant> oldest_unsealed(db::Read& read, std::uint64_t from) {
    return read.row<Instant>(
        "SELECT ts FROM audit_entry WHERE seq >= :from AND coalesce(action, '') NOT IN ('log.anchored', "
        "'log.verified') "
        "ORDER BY seq LIMIT 1",
        {{"from", number(from)}});
}

void close_log(db::Write& write, const std::string& why) {
    write.run("UPDATE audit_state SET closed = :why WHERE id = 0", {{"why", why}});
}

void reopen_log(db::Write& write) { close_log(write, ""); }

std::string why_closed(db::Read& read) { return read.one<std::string>("SELECT closed FROM audit_state WHERE id = 0"); }

}  // namespace arkki::audit
