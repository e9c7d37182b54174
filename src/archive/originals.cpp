// The files a document rests on, as they came in, and the copies made of it.
#include <array>

#include "archive/archive.hpp"
#include "archive/searchable_copy.hpp"
#include "imaging/code_list.hpp"

namespace arkki::archive {
namespace {

struct Kind {
    std::string_view media, type, ending;
};
constexpr std::array<Kind, 6> kinds{{{"pdf", "application/pdf", ".pdf"},
                                     {"tiff", "image/tiff", ".tif"},
                                     {"png", "image/png", ".png"},
                                     {"jpeg", "image/jpeg", ".jpg"},
                                     {"mail", "message/rfc822", ".eml"},
                                     {"unknown", "application/octet-stream", ".bin"}}};

const Kind& kind_of(std::string_view media) noexcept {
    for (const auto& kind : kinds)
        if (kind.media == media) return kind;
    return kinds.back();
}

/// Documents that have pages of the same file.
std::vector<DocumentId> others_in(db::Read& read, DocumentId document, const std::string& original) {
    return read.rows<DocumentId>(
        "SELECT DISTINCT o.document FROM document_original o JOIN document d ON d.id = o.document"
        " WHERE o.original = :original AND o.document <> :id AND d.merged_into IS NULL ORDER BY o.document",
        {{"original", original}, {"id", document}});
}

}  // namespace

std::string_view media_type(std::string_view media) noexcept { return kind_of(media).type; }

std::string_view file_ending(std::string_view media) noexcept { return kind_of(media).ending; }

std::vector<OriginalFacts> Archive::originals(const access::Grant<access::ReadDocument>& grant) const {
    return desk_.database().read([&](db::Read& read) {
        std::vector<OriginalFacts> originals;
        for (const auto& [position, media, size, sha256, signatures, original] :
             read.rows<int, std::string, std::int64_t, std::string, int, std::string>(
                 "SELECT position, media, size, sha256, coalesce(signatures, 0), original FROM document_original"
                 " WHERE document = :id ORDER BY position",
                 {{"id", grant.object()}}))
            originals.push_back(
                {position, media, size, sha256, signatures, !others_in(read, grant.object(), original).empty()});
        return originals;
    });
}

OriginalFile Archive::original_file(const access::Grant<access::CopyDocument>& grant, int position) const {
    const auto found = desk_.database().read([&](db::Read& read) {
        return read.row<std::string, std::string, std::string>(
            "SELECT media, original, document_key FROM document_original WHERE document = :id AND position = :position",
            {{"id", grant.object()}, {"position", position}});
    });
    if (!found) throw Error{Fault::not_found, "original.unknown"};
    const auto& [media, original, key] = *found;
    const auto others =
        desk_.database().read([&, &name = original](db::Read& read) { return others_in(read, grant.object(), name); });
    for (const auto other : others) try {
            static_cast<void>(desk_.open<access::CopyDocument>(other));
        } catch (const Error& error) {
            if (error.fault() != Fault::denied) throw;
            throw Error{Fault::denied, "original.shared"};
        }
    return {shelves_.vault.get(blobs::WrappedKey{key}, blobs::BlobId{original}), media};
}

std::vector<imaging::Code> Archive::codes(const access::Grant<access::ReadDocument>& grant, int page) const {
    const auto found = desk_.database().read([&](db::Read& read) {
        return read.row<std::string, std::string>(
            "SELECT CASE p.sealed_by WHEN '' THEN d.document_key ELSE p.sealed_by END, p.codes_blob"
            " FROM page p JOIN document d ON d.id = p.document WHERE d.id = :id AND p.number = :page AND p.dropped = 0",
            {{"id", grant.object()}, {"page", page}});
    });
    if (!found || std::get<1>(*found).empty()) return {};
    return imaging::unpack_codes(
        shelves_.vault.get(blobs::WrappedKey{std::get<0>(*found)}, blobs::BlobId{std::get<1>(*found)}));
}

Bytes Archive::searchable_pdf(const access::Grant<access::CopyDocument>& grant) const {
    return SearchableCopies{desk_.database(), shelves_}.of(grant, desk_.now());
}

}  // namespace arkki::archive
