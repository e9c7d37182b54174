#include "archive/blob_names.hpp"

#include <array>
#include <string>

namespace arkki::archive {
namespace {

void each_pair(db::Read& read, const std::string& sql,
               const std::function<void(std::string_view, std::string_view)>& take) {
    read.each(sql, {}, {db::Kind::text, db::Kind::text},
              [&](db::RowView row) { take(row[0].text, row[1].text); });
}

constexpr std::array<const char*, 6> page_blobs{"image_blob", "thumbnail_blob", "bilevel_blob",
                                                "words_blob", "codes_blob",     "fields_blob"};

}  // namespace

void each_blob(db::Read& read, const std::function<void(std::string_view, std::string_view)>& take) {
    for (const std::string column : page_blobs)
        each_pair(read,
                  "SELECT CASE p.sealed_by WHEN '' THEN d.document_key ELSE p.sealed_by END, p." + column +
                      " FROM page p JOIN document d ON d.id = p.document WHERE p." + column + " <> ''",
                  take);
    each_pair(read, "SELECT document_key, original FROM document_original", take);
    each_pair(read, "SELECT document_key, original FROM document", take);
    each_pair(read,
              "SELECT d.document_key, c.blob FROM document_copy c JOIN document d ON d.id = c.document"
              " WHERE c.blob <> ''",
              take);
    each_pair(read, "SELECT d.document_key, c.blob FROM redacted_copy c JOIN document d ON d.id = c.document", take);
    each_pair(read,
              "SELECT d.document_key, f.value_blob FROM field_acceptance f JOIN document d ON d.id = f.document",
              take);
}

void each_misfit(db::Read& read, const std::function<void(std::string_view, std::string_view)>& take) {
    const auto look = [&](const char* kind, const std::string& sql) {
        for (const auto id : read.rows<std::int64_t>(sql)) take(kind, "document:" + std::to_string(id));
    };
    look("document.no_original",
         "SELECT d.id FROM document d WHERE NOT EXISTS (SELECT 1 FROM document_original o WHERE o.document = d.id)"
         " ORDER BY d.id");
    look("page.not_searchable",
         "SELECT DISTINCT p.document FROM page p WHERE p.dropped = 0 AND NOT EXISTS (SELECT 1 FROM page_scope s"
         " WHERE s.page = p.id AND s.document = p.document) ORDER BY p.document");
    look("page.other_rights",
         "SELECT DISTINCT d.id FROM document d JOIN page_scope s ON s.document = d.id WHERE s.scope <> d.scope"
         " ORDER BY d.id");
}

}  // namespace arkki::archive
