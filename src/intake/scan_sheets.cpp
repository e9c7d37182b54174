#include "intake/scan_sheets.hpp"

#include "archive/tray.hpp"

namespace arkki::intake {

std::vector<ScannedSheet> scanned_sheets(const access::Desk& desk, BatchId batch) {
    desk.require("arrival.handle", "batch:" + std::to_string(batch.value()));
    return desk.database().read([&](db::Read& read) {
        const auto filed = archive::filed_sheets(read, batch);
        std::vector<ScannedSheet> sheets;
        for (const auto& [number, arrival, state, pictured, blank, tail] :
             read.rows<int, ArrivalId, std::string, bool, bool, bool>(
                 "SELECT a.sheet, a.id, a.state, CASE WHEN coalesce(r.thumbnail_blob, '') <> '' THEN 1 ELSE 0 END,"
                 " coalesce(r.blank, 0), coalesce(r.constant_tail, 0) FROM arrival a"
                 " LEFT JOIN read_page r ON r.arrival = a.id AND r.number = 1"
                 " WHERE a.batch = :batch ORDER BY a.sheet",
                 {{"batch", batch}})) {
            ScannedSheet sheet{number, arrival, state_from(state), pictured, {}, 0, false, blank, tail && !blank};
            if (const auto as = filed.find(arrival); as != filed.end()) {
                sheet.document = as->second.document, sheet.page = as->second.page;
                sheet.confirmed = as->second.confirmed;
                sheet.blank = blank || as->second.blank;
                sheet.cut_off = (tail || as->second.constant_tail) && !sheet.blank;
            }
            sheets.push_back(sheet);
        }
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
