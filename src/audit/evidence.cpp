#include "audit/evidence.hpp"

#include "audit/query.hpp"
#include "base/error.hpp"

namespace arkki::audit {
namespace {

std::string opened(const Salt& salt, const std::string& body, const std::string& more = {}) {
    std::string json = "{\"salt\":\"" + hex(salt) + "\",\"body\":";
    append_json_text(json, body);
    return json + more + '}';
}

std::string opened_subjects(const Event& event, const Salts& salts) {
    std::string json = ",\"subjects\":[";
    for (const CustomerId subject : event.subjects) {
        if (json.back() == '}') json += ',';
        json += "{\"id\":" + std::to_string(subject.value()) + ",\"salt\":\"" +
                hex(subject_salt(salts.subjects, subject)) + "\"}";
    }
    return json + ']';
}

/// An opened group, or what is left of it.
std::string group_json(const StoredEntry& row, const Salts& salts, std::size_t group) {
    const std::string& withheld = row.groups[group].commitment;
    if (!withheld.empty()) return "{\"commitment\":\"" + withheld + "\"}";
    const Event& event = row.entry.event;
    switch (group_letters[group]) {
        case 'A':
            return opened(salts.a, body_a(event));
        case 'S':
            return opened(salts.s, body_s(event, salts.subjects), opened_subjects(event, salts));
        case 'C':
            return opened(salts.c, body_c(event));
        default:
            return opened(salts.f, body_f(event));
    }
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

std::string entry_json(const StoredEntry& row, const std::string& origin) {
    const Salts salts = salts_of(row);
    std::string json = "{\"format\":\"arkki-audit/v1\",\"origin\":";
    append_json_text(json, origin);
    json += ",\"seq\":" + std::to_string(row.entry.seq.value()) + ",\"ts\":\"" + iso(row.entry.at) + '"';
    for (std::size_t group = 0; group < row.groups.size(); ++group)
        json += std::string{",\""} + group_letters[group] + "\":" + group_json(row, salts, group);
    return json + '}';
}

Evidence evidence(db::Read& read, EventId seq) {
    const tlog::Checkpoint now = current(read);
    const auto rows = stored_entries(read, "FROM audit_entry e WHERE e.seq = :seq", {{"seq", seq}});
    if (rows.empty()) throw Error{Fault::not_found, "audit.no_such_entry"};
    std::string proof = "c2sp.org/tlog-proof@v1\nindex " + std::to_string(seq.value()) + '\n';
    for (const Digest& hash :
         tlog::inclusion_proof(stored_hashes(read), static_cast<std::uint64_t>(seq.value()), now.size))
        proof += base64(hash) + '\n';
    return {proof + '\n' + tlog::checkpoint_text(now), entry_json(rows.front(), now.origin)};
}

}  // namespace arkki::audit
