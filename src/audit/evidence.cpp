#include "audit/evidence.hpp"

#include <algorithm>

#include "audit/checkpoints.hpp"
#include "audit/entry_file.hpp"
#include "audit/query.hpp"
#include "base/error.hpp"
#include "tlog/note.hpp"
#include "tlog/proof_file.hpp"

namespace arkki::audit {
namespace {

std::vector<ShownSubject> shown_subjects(const Event& event, const Salt& seed, const Opening& opening) {
    const auto& chosen = opening.subjects ? in_order(*opening.subjects) : event.subjects;
    std::vector<ShownSubject> shown;
    for (const CustomerId subject : chosen) {
        if (std::find(event.subjects.begin(), event.subjects.end(), subject) == event.subjects.end())
            throw Error{Fault::not_found, "audit.no_such_subject", {}, "subject"};
        shown.push_back({subject.value(), subject_salt(seed, subject)});
    }
    return shown;
}

ShownGroup shown(const Salt& salt, std::string body) { return {salt, std::move(body), {}}; }

ShownGroup shown_group(const StoredEntry& row, const Salts& salts, char letter) {
    const Event& event = row.entry.event;
    switch (letter) {
        case 'A':
            return shown(salts.a, body_a(event));
        case 'S':
            return shown(salts.s, body_s(event, salts.subjects));
        case 'C':
            return shown(salts.c, body_c(event));
        default:
            return shown(salts.f, body_f(event));
    }
}

/// The checkpoint that a proof of this entry ends in: the latest signed one, or the log as it is now.
struct Ground {
    tlog::Checkpoint checkpoint;
    std::string note;
    bool sealed = false;
};
Ground ground_of(db::Read& read, EventId seq) {
    const auto latest = latest_checkpoint(read);
    if (latest && latest->size > static_cast<std::uint64_t>(seq.value())) {
        const auto note =
            latest->cosignatures.empty() ? latest->note : tlog::with_cosignatures(latest->note, latest->cosignatures);
        return {tlog::checkpoint_from(note), note, true};
    }
    const tlog::Checkpoint now = current(read);
    return {now, tlog::checkpoint_text(now), false};
}

}  // namespace

tlog::HashesOf stored_hashes(db::Read& read) {
    return [&read](int level, std::uint64_t from, std::uint64_t to) {
        const db::Parameters range{{"from", from}, {"to", to}};
        const db::Parameters node_range{{"level", level}, {"from", from}, {"to", to}};
        std::vector<Digest> hashes;
        for (const auto& hash :
             level == 0 ? read.rows<std::string>(
                              "SELECT leaf FROM audit_entry WHERE seq >= :from AND seq < :to ORDER BY seq", range)
                        : read.rows<std::string>(
                              "SELECT hash FROM audit_node WHERE level = :level AND n >= :from AND n < :to ORDER BY n",
                              node_range))
            hashes.push_back(digest_from(hash));
        return hashes;
    };
}

std::string groups_from(std::string_view letters) {
    std::string groups;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const bool separator = i % 2 == 1;
        const bool right = separator ? letters[i] == ',' && i + 1 < letters.size()
                                     : group_letters.find(letters[i]) != std::string_view::npos;
        if (!right) throw Error{Fault::invalid, "audit.bad_opening", {}, "open"};
        if (!separator) groups += letters[i];
    }
    return groups;
}

std::string entry_json(const StoredEntry& row, const std::string& origin, const Opening& opening) {
    const Salts salts = salts_of(row);
    EntryFile file{origin, static_cast<std::uint64_t>(row.entry.seq.value()), iso(row.entry.at), {}, {}};
    std::optional<Commitments> withheld;
    for (std::size_t i = 0; i < file.groups.size(); ++i) {
        const char letter = group_letters[i];
        if (!row.groups[i].commitment.empty()) {
            file.groups[i].commitment = row.groups[i].commitment;
        } else if (opening.groups.find(letter) == std::string::npos) {
            if (!withheld) withheld = commitments_of(row, salts);
            const std::array<Digest, 4> all{withheld->a, withheld->s, withheld->c, withheld->f};
            file.groups[i].commitment = base64(all[i]);
        } else {
            file.groups[i] = shown_group(row, salts, letter);
            if (letter == 'S') file.subjects = shown_subjects(row.entry.event, salts.subjects, opening);
        }
    }
    return entry_text(file);
}

Evidence evidence(db::Read& read, EventId seq, const Opening& opening) {
    const auto rows = stored_entries(read, "FROM audit_entry e WHERE e.seq = :seq", {{"seq", seq}});
    if (rows.empty()) throw Error{Fault::not_found, "audit.no_such_entry"};
    const Ground ground = ground_of(read, seq);
    const auto index = static_cast<std::uint64_t>(seq.value());
    const auto proof = tlog::inclusion_proof(stored_hashes(read), index, ground.checkpoint.size);
    return {tlog::proof_text({index, proof, ground.note}), entry_json(rows.front(), ground.checkpoint.origin, opening),
            ground.sealed};
}

std::string consistency(db::Read& read, EventId seq, std::uint64_t old_size) {
    const auto size = ground_of(read, seq).checkpoint.size;
    return tlog::consistency_text({old_size, size, tlog::consistency_proof(stored_hashes(read), old_size, size)});
}

}  // namespace arkki::audit
