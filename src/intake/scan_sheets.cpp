#include "intake/scan_sheets.hpp"

namespace arkki::intake {

std::vector<ScannedSheet> scanned_sheets(const access::Desk& desk, BatchId batch) {
    desk.require("arrival.handle", "batch:" + std::to_string(batch.value()));
    return desk.database().read([&](db::Read& read) {
        std::vector<ScannedSheet> sheets;
        for (const auto& [sheet, arrival, state, picture, blank, tail] :
             read.rows<int, ArrivalId, std::string, std::string, bool, bool>(
                 "SELECT a.sheet, a.id, a.state, coalesce(p.thumbnail_blob, ''), coalesce(p.blank, 0),"
                 " coalesce(p.constant_tail, 0) FROM arrival a LEFT JOIN read_page p ON p.arrival = a.id AND p.number = 1"
                 " WHERE a.batch = :batch ORDER BY a.sheet",
                 {{"batch", batch}}))
            sheets.push_back({sheet, arrival, state_from(state), !picture.empty(), blank, tail && !blank});
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
