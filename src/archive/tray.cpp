#include "archive/tray.hpp"

#include <algorithm>

#include "archive/scopes.hpp"

namespace arkki::archive {

std::vector<TrayLine> tray(const access::Desk& desk, int limit) {
    return desk.database().read([&](db::Read& read) {
        std::vector<TrayLine> lines;
        const auto mine = readable(read, desk, "d.id", "d.scope");
        if (mine.empty()) return lines;
        // A file has at most 1,000 pages (imaging/limits.hpp): arrival and page make one number.
        for (const auto& [id, batch] : read.rows<DocumentId, std::optional<BatchId>>(
                 "SELECT d.id, (SELECT a.batch FROM document_original o JOIN arrival a ON a.id = o.arrival"
                 " WHERE o.document = d.id ORDER BY o.position LIMIT 1) AS batch FROM document d"
                 " WHERE d.confirmed_at IS NULL AND d.merged_into IS NULL AND " +
                     mine +
                     " ORDER BY coalesce((SELECT min(p.arrival * 10000 + p.source_page) FROM page p"
                     " WHERE p.document = d.id AND p.dropped = 0),"
                     " (SELECT min(o.arrival) * 10000 FROM document_original o WHERE o.document = d.id), 0), d.id"
                     " LIMIT :limit",
                 {{"limit", std::clamp(limit, 1, 10'000)}}))
            lines.push_back({id, batch});
        return lines;
    });
}

std::vector<UnitId> recent_units(const access::Desk& desk, int limit) {
    return desk.database().read([&](db::Read& read) {
        return read.rows<UnitId>(
            "SELECT unit FROM (SELECT unit, max(confirmed_at) AS latest FROM document WHERE confirmed_by = :person"
            " AND unit IS NOT NULL GROUP BY unit) used ORDER BY latest DESC, unit LIMIT :limit",
            {{"person", desk.session().actor}, {"limit", limit}});
    });
}

std::vector<PageMark> page_marks(db::Read& read, ArrivalId arrival) {
    std::vector<PageMark> marks;
    for (const auto& [number, blank, damaged, unread, dropped] : read.rows<int, bool, bool, bool, bool>(
             "SELECT number, blank, damaged, CASE failure WHEN '' THEN 0 ELSE 1 END AS unread, 0 AS dropped"
             " FROM read_page WHERE arrival = :id UNION ALL"
             " SELECT source_page, blank, damaged, CASE failure WHEN '' THEN 0 ELSE 1 END, dropped FROM page"
             " WHERE arrival = :id ORDER BY 1",
             {{"id", arrival}}))
        marks.push_back({number, blank, damaged, unread, dropped});
    return marks;
}

std::map<ArrivalId, FiledSheet> filed_sheets(db::Read& read, BatchId batch) {
    std::map<ArrivalId, FiledSheet> sheets;
    for (const auto& [arrival, document, page, confirmed, blank, tail] :
         read.rows<ArrivalId, DocumentId, int, bool, bool, bool>(
             "SELECT p.arrival, p.document,"
             " CASE WHEN p.thumbnail_blob <> '' AND p.dropped = 0 THEN p.number ELSE 0 END,"
             " CASE WHEN d.confirmed_at IS NULL THEN 0 ELSE 1 END, p.blank, p.constant_tail"
             " FROM arrival a JOIN page p ON p.id = (SELECT min(id) FROM page WHERE arrival = a.id AND source_page = 1)"
             " JOIN document d ON d.id = p.document WHERE a.batch = :batch",
             {{"batch", batch}}))
        sheets.emplace(arrival, FiledSheet{document, page, confirmed, blank, tail});
    return sheets;
}

bool has_whole(const access::Desk& desk, const Shelves& shelves, const std::string& sha256) {
    const auto kept = desk.database().read([&](db::Read& read) {
        return read.rows<std::string, std::string>(
            "SELECT DISTINCT document_key, original FROM document_original WHERE sha256 = :sha256",
            {{"sha256", sha256}});
    });
    return std::any_of(kept.begin(), kept.end(), [&](const auto& original) {
        const auto& [key, blob] = original;
        try {
            shelves.vault.get_pieces(blobs::WrappedKey{key}, blobs::BlobId{blob}, [](ByteView) {});
            return true;
        } catch (const Error& error) {
            if (error.fault() != Fault::corrupt) throw;
            return false;
        }
    });
}

}  // namespace arkki::archive
