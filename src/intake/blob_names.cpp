#include "intake/blob_names.hpp"

#include <array>
#include <string>

namespace arkki::intake {
namespace {

constexpr std::array<const char*, 6> page_blobs{"image_blob", "thumbnail_blob", "bilevel_blob",
                                                "words_blob", "codes_blob",     "fields_blob"};

}  // namespace

void each_blob(db::Read& read, const std::function<void(std::string_view, std::string_view)>& take) {
    const auto each_pair = [&](const std::string& sql) {
        read.each(sql, {}, {db::Kind::text, db::Kind::text},
                  [&](db::RowView row) { take(row[0].text, row[1].text); });
    };
    each_pair("SELECT document_key, original FROM arrival");
    for (const std::string column : page_blobs)
        each_pair("SELECT a.document_key, p." + column +
                  " FROM read_page p JOIN arrival a ON a.id = p.arrival WHERE p." + column + " <> ''");
}

void each_misfit(db::Read& read, const std::function<void(std::string_view, std::string_view)>& take) {
    const auto look = [&](const char* kind, const char* thing, const std::string& sql) {
        for (const auto id : read.rows<std::int64_t>(sql)) take(kind, thing + std::to_string(id));
    };
    look("arrival.lost", "arrival:",
         "SELECT a.id FROM arrival a WHERE a.state = 'filed' AND NOT EXISTS (SELECT 1 FROM document_original o"
         " WHERE o.arrival = a.id) ORDER BY a.id");
    look("arrival.nobody_reads", "arrival:",
         "SELECT a.id FROM arrival a WHERE a.state IN ('received','reading') AND NOT EXISTS (SELECT 1 FROM job j"
         " WHERE j.kind = 'read' AND j.object = a.id AND j.state IN ('ready','running')) ORDER BY a.id");
    look("batch.nobody_assembles", "batch:",
         "SELECT b.id FROM batch b WHERE b.state = 'closed'"
         " AND EXISTS (SELECT 1 FROM arrival a WHERE a.batch = b.id AND a.state = 'read')"
         " AND NOT EXISTS (SELECT 1 FROM arrival a WHERE a.batch = b.id AND a.state IN ('received','reading'))"
         " AND NOT EXISTS (SELECT 1 FROM job j WHERE j.kind = 'assemble' AND j.object = b.id"
         " AND j.state IN ('ready','running')) ORDER BY b.id");
}

}  // namespace arkki::intake
