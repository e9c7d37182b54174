#include "intake/scan_sheets.hpp"

namespace arkki::intake {

std::vector<ScannedSheet> scanned_sheets(const access::Desk& desk, BatchId batch) {
    desk.require("arrival.handle", "batch:" + std::to_string(batch.value()));
    return desk.database().read([&](db::Read& read) {
        std::vector<ScannedSheet> sheets;
        for (const auto& [sheet, arrival, state, pictured, document, page, confirmed, blank, tail] :
             read.rows<int, ArrivalId, std::string, bool, std::optional<DocumentId>, int, bool, bool, bool>(
                 "SELECT a.sheet, a.id, a.state, CASE WHEN coalesce(r.thumbnail_blob, '') <> '' THEN 1 ELSE 0 END,"
                 " p.document, CASE WHEN p.thumbnail_blob <> '' AND p.dropped = 0 THEN p.number ELSE 0 END,"
                 " CASE WHEN d.confirmed_at IS NULL THEN 0 ELSE 1 END,"
                 " coalesce(r.blank, p.blank, 0), coalesce(r.constant_tail, p.constant_tail, 0) FROM arrival a"
                 " LEFT JOIN read_page r ON r.arrival = a.id AND r.number = 1"
                 " LEFT JOIN page p ON p.id = (SELECT min(id) FROM page WHERE arrival = a.id AND source_page = 1)"
                 " LEFT JOIN document d ON d.id = p.document"
                 " WHERE a.batch = :batch ORDER BY a.sheet",
                 {{"batch", batch}}))
            sheets.push_back({sheet, arrival, state_from(state), pictured, document, page, confirmed, blank,
                              tail && !blank});
        return sheets;
    });
}

Bytes preview(const access::Desk& desk, const blobs::Vault& vault, ArrivalId arrival, int page) {
    const std::string object = "arrival:" + std::to_string(arrival.value());
    desk.require("arrival.handle", object);
    const auto found = desk.database().read([&](db::Read& read) {
        return read.row<std::string, std::string>(
            "SELECT a.document_key, p.thumbnail_blob FROM arrival a JOIN read_page p ON p.arrival = a.id"
            " WHERE a.id = :id AND p.number = :page AND p.thumbnail_blob <> ''",
            {{"id", arrival}, {"page", page}});
    });
    if (!found) throw Error{Fault::not_found, "page.unknown"};
    auto event = desk.event("arrival.preview");
    event.object = object;
    event.args = {{"page", std::to_string(page)}};
    desk.log().append(event);
    const auto& [key, blob] = *found;
    return vault.get(blobs::WrappedKey{key}, blobs::BlobId{blob});
}

}  // namespace arkki::intake
