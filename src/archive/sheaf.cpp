#include "archive/sheaf.hpp"

#include <algorithm>
#include <map>

#include "archive/searchable_copy.hpp"
#include "base/error.hpp"
#include "jobs/jobs.hpp"

namespace arkki::archive {
namespace {

constexpr int out_of_the_way = 1'000'000;  ///< numbers no page has, while pages change places

std::vector<Leaf> leaves_of(db::Read& read, DocumentId id, const std::string& own_key) {
    std::vector<Leaf> leaves;
    for (const auto& [page, arrival, source, sealed_by, failure, number, dropped, turn] :
         read.rows<PageId, std::optional<ArrivalId>, int, std::string, std::string, int, bool, int>(
             "SELECT id, arrival, source_page, sealed_by, failure, number, dropped, coalesce(turn_wanted, turned)"
             " FROM page WHERE document = :id ORDER BY number",
             {{"id", id}}))
        leaves.push_back({page,
                          arrival,
                          source,
                          sealed_by.empty() ? own_key : sealed_by,
                          failure.empty(),
                          turn,
                          {id, number, dropped, turn}});
    return leaves;
}

/// What a document rests on.
struct SourceFile {
    std::optional<ArrivalId> arrival;
    std::string media, sha256;
    std::int64_t size;
    std::string blob, key;
};

/// By the key that seals an original and the pages read from it.
std::map<std::string, SourceFile> originals_of(db::Read& read, const std::vector<Sheaf>& sheaves) {
    std::map<std::string, SourceFile> originals;
    for (const auto& sheaf : sheaves)
        for (const auto& [arrival, media, sha256, size, blob, key] :
             read.rows<std::optional<ArrivalId>, std::string, std::string, std::int64_t, std::string, std::string>(
                 "SELECT arrival, media, sha256, size, original, document_key FROM document_original"
                 " WHERE document = :id ORDER BY position",
                 {{"id", sheaf.id}}))
            originals.emplace(key, SourceFile{arrival, media, sha256, size, blob, key});
    return originals;
}

void write_originals(db::Write& write, const Sheaf& sheaf, const std::map<std::string, SourceFile>& originals) {
    write.run("DELETE FROM document_original WHERE document = :id", {{"id", sheaf.id}});
    std::vector<std::string> keys;
    for (const auto* leaves : {&sheaf.kept, &sheaf.dropped})
        for (const auto& leaf : *leaves)
            if (std::find(keys.begin(), keys.end(), leaf.key) == keys.end()) keys.push_back(leaf.key);
    int position = 0;
    for (const auto& key : keys) {
        const auto found = originals.find(key);
        if (found == originals.end()) continue;
        const SourceFile& original = found->second;
        write.run(
            "INSERT INTO document_original (document, position, arrival, media, sha256, size, original, document_key)"
            " VALUES (:document, :position, :arrival, :media, :sha256, :size, :original, :key)",
            {{"document", sheaf.id},
             {"position", ++position},
             {"arrival", original.arrival},
             {"media", original.media},
             {"sha256", original.sha256},
             {"size", original.size},
             {"original", original.blob},
             {"key", original.key}});
    }
}

/// The page is read again as a person wants it to stand; what was ordered of it before is overtaken by the newest.
void order_reading(db::Write& write, const Leaf& leaf, Instant now) {
    if (!leaf.arrival) return;
    jobs::order_again(write,
                      {.kind = "read",
                       .object = leaf.arrival->value(),
                       .page = leaf.source_page,
                       .input = "turn:" + std::to_string(leaf.turn),
                       .engine = {},
                       .priority = jobs::priority::awaited},
                      now);
}

bool lies(const Leaf& leaf, const Lie& wanted) {
    return leaf.was.document == wanted.document && leaf.was.number == wanted.number &&
           leaf.was.dropped == wanted.dropped && leaf.was.turn == wanted.turn;
}

void write_leaf(db::Write& write, const Sheaf& sheaf, const Leaf& leaf, const Lie& lie) {
    write.run(
        "UPDATE page SET document = :document, number = :number, dropped = :dropped, sealed_by = :key"
        " WHERE id = :id",
        {{"document", lie.document},
         {"number", lie.number},
         {"dropped", lie.dropped},
         {"key", leaf.key == sheaf.key ? "" : leaf.key},
         {"id", leaf.id}});
    if (lie.turn != leaf.was.turn)
        write.run("UPDATE page SET turn_wanted = :turn WHERE id = :id", {{"turn", lie.turn}, {"id", leaf.id}});
    // Without its row here no search finds a page: what was taken out has none.
    write.run("DELETE FROM page_scope WHERE page = :id", {{"id", leaf.id}});
    if (!lie.dropped)
        write.run("INSERT INTO page_scope (page, document, scope) VALUES (:page, :document, :scope)",
                  {{"page", leaf.id}, {"document", lie.document}, {"scope", sheaf.scope}});
}

/// Every leaf with the sheaf it is in and how it is to lie there.
template <class Visit>
void each_leaf(const std::vector<Sheaf>& sheaves, const Visit& visit) {
    for (const auto& sheaf : sheaves) {
        int number = 0;
        for (const auto& leaf : sheaf.kept) visit(sheaf, leaf, Lie{sheaf.id, ++number, false, leaf.turn});
        for (const auto& leaf : sheaf.dropped) visit(sheaf, leaf, Lie{sheaf.id, ++number, true, leaf.turn});
    }
}

}  // namespace

Sheaf load_sheaf(db::Read& read, DocumentId id, std::optional<std::int64_t> seen) {
    const auto found =
        read.row<std::int64_t, std::int64_t, std::string, std::optional<DocumentId>, std::optional<Instant>>(
            "SELECT version, scope, document_key, merged_into, confirmed_at FROM document WHERE id = :id",
            {{"id", id}});
    if (!found) throw Error{Fault::not_found, "document.unknown"};
    const auto& [version, scope, key, merged_into, confirmed] = *found;
    if (confirmed) throw Error{Fault::conflict, "staging.confirmed"};
    if (seen.value_or(version) != version) throw Error{Fault::conflict, "document.changed_meanwhile"};
    Sheaf sheaf{id, version, scope, key, merged_into, {}, {}};
    for (auto& leaf : leaves_of(read, id, key)) (leaf.was.dropped ? sheaf.dropped : sheaf.kept).push_back(leaf);
    return sheaf;
}

std::vector<Leaf> write_sheaves(db::Write& write, std::vector<Sheaf>& sheaves, Instant now) {
    std::vector<Leaf> changed;
    const auto originals = originals_of(write, sheaves);
    each_leaf(sheaves, [&](const Sheaf&, const Leaf& leaf, const Lie& lie) {
        if (lies(leaf, lie)) return;
        changed.push_back(leaf);
        if (leaf.was.number != lie.number || leaf.was.document != lie.document)
            write.run("UPDATE page SET number = number + :far WHERE id = :id",
                      {{"far", out_of_the_way}, {"id", leaf.id}});
    });
    each_leaf(sheaves, [&](const Sheaf& sheaf, const Leaf& leaf, const Lie& lie) {
        if (lies(leaf, lie)) return;
        write_leaf(write, sheaf, leaf, lie);
        if (lie.turn != leaf.was.turn) order_reading(write, leaf, now);
    });
    for (auto& sheaf : sheaves) {
        write_originals(write, sheaf, originals);
        const auto touched = write.run(
            "UPDATE document SET pages = :pages, merged_into = :merged, version = version + 1"
            " WHERE id = :id AND version = :version",
            {{"pages", sheaf.kept.size()},
             {"merged", sheaf.merged_into},
             {"id", sheaf.id},
             {"version", sheaf.version}});
        if (touched != 1) throw Error{Fault::conflict, "document.changed_meanwhile"};
        ++sheaf.version;
        if (!sheaf.kept.empty()) order_copy(write, sheaf.id, now);
    }
    return changed;
}

Sheaf new_sheaf(db::Write& write, const Sheaf& from, const Leaf& first) {
    // The guess whose paper it is was made of all pages together: the new document has none.
    const auto id = write.one<DocumentId>(
        "INSERT INTO document (series, language, received_on, filed_at, filed_by, unit, path, scope, media, pages,"
        " sha256, size, original, document_key)"
        " SELECT d.series, d.language, d.received_on, d.filed_at, d.filed_by, d.unit, d.path, d.scope,"
        " coalesce(o.media, d.media), 0, coalesce(o.sha256, d.sha256), coalesce(o.size, d.size),"
        " coalesce(o.original, d.original), coalesce(o.document_key, d.document_key) FROM document d"
        " LEFT JOIN document_original o ON o.document = d.id AND o.position ="
        " (SELECT min(x.position) FROM document_original x WHERE x.document = d.id AND x.document_key = :key)"
        " WHERE d.id = :from RETURNING id",
        {{"key", first.key}, {"from", from.id}});
    Sheaf sheaf = load_sheaf(write, id, {});
    sheaf.born = true;
    return sheaf;
}

}  // namespace arkki::archive
