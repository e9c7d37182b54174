#include "intake/arrival_rows.hpp"

#include "archive/page_rows.hpp"

namespace arkki::intake {
namespace {

std::vector<Kept> load(db::Read& read, const std::string& which, const db::Parameters& parameters) {
    std::vector<Kept> found;
    for (const auto& [id, batch, sheet, way, key, original, sha256, size, unit, series, received_at, media, same_as,
                      state] :
         read.rows<ArrivalId, BatchId, int, std::string, std::string, std::string, std::string, std::int64_t,
                   std::optional<UnitId>, std::string, Instant, std::string, std::optional<DocumentId>, std::string>(
             "SELECT id, batch, sheet, way, document_key, original, sha256, size, unit, series, received_at, media,"
             " same_as, state FROM arrival WHERE " +
                 which,
             parameters))
        found.push_back({id, batch, sheet, way, blobs::WrappedKey{key},
                         {blobs::BlobId{original}, sha256, static_cast<std::uint64_t>(size)}, unit, series, received_at,
                         media, same_as, state_from(state)});
    return found;
}

constexpr std::string_view page_columns =
    "number, engine, width, height, dpi, turned, skew, blank, damaged, constant_tail, colour, embedded, confidence,"
    " words, words_missing, retried, retry_won, failure, image_blob, thumbnail_blob, bilevel_blob, words_blob,"
    " codes_blob, fields_blob";

db::Parameters values_of(ArrivalId arrival, int of, const archive::StoredPage& page) {
    return {{"arrival", arrival},
            {"number", page.source_page},
            {"of", of},
            {"engine", page.engine},
            {"width", page.width},
            {"height", page.height},
            {"dpi", page.dpi},
            {"turned", page.turned},
            {"skew", page.skew},
            {"blank", page.blank},
            {"damaged", page.damaged},
            {"tail", page.constant_tail},
            {"colour", page.colour},
            {"embedded", page.embedded},
            {"confidence", page.confidence},
            {"words", page.word_count},
            {"missing", page.words_missing},
            {"retried", page.retried},
            {"won", page.retry_won},
            {"failure", page.failure},
            {"image", page.image},
            {"thumbnail", page.thumbnail},
            {"bilevel", page.bilevel},
            {"word_blob", page.words},
            {"codes", page.codes_blob},
            {"fields", page.fields_blob}};
}

/// The blobs an older reading of this page has.
std::vector<std::string> blobs_before(db::Read& read, ArrivalId arrival, int number) {
    for (const auto& page : read_pages(read, arrival))
        if (page.source_page == number) return archive::blobs_of(page);
    return {};
}

}  // namespace

std::string object_of(ArrivalId arrival) { return "arrival:" + std::to_string(arrival.value()); }

std::string media_code(imaging::FileKind kind) {
    switch (kind) {
        case imaging::FileKind::pdf:
            return "pdf";
        case imaging::FileKind::tiff:
            return "tiff";
        case imaging::FileKind::png:
            return "png";
        case imaging::FileKind::jpeg:
            return "jpeg";
        case imaging::FileKind::unknown:
            break;
    }
    return "unknown";
}

Kept kept(db::Read& read, ArrivalId arrival) {
    const auto found = load(read, "id = :id", {{"id", arrival}});
    if (found.empty()) throw Error{Fault::not_found, "arrival.unknown"};
    return found.front();
}

std::vector<Kept> sheets_of(db::Read& read, BatchId batch) {
    return load(read, "batch = :batch ORDER BY sheet", {{"batch", batch}});
}

std::vector<std::string> put_page(db::Write& write, ArrivalId arrival, int of, const archive::StoredPage& page) {
    const bool there = write.row<int>("SELECT number FROM read_page WHERE arrival = :arrival AND number = :number",
                                      {{"arrival", arrival}, {"number", page.source_page}})
                           .has_value();
    std::vector<std::string> before;
    if (there) {
        before = blobs_before(write, arrival, page.source_page);
        write.run("DELETE FROM read_page WHERE arrival = :arrival AND number = :number",
                  {{"arrival", arrival}, {"number", page.source_page}});
    }
    write.run("INSERT INTO read_page (arrival, of, " + std::string{page_columns} +
                  ") VALUES (:arrival, :of, :number, :engine, :width, :height, :dpi, :turned, :skew, :blank, :damaged,"
                  " :tail, :colour, :embedded, :confidence, :words, :missing, :retried, :won, :failure, :image,"
                  " :thumbnail, :bilevel, :word_blob, :codes, :fields)",
              values_of(arrival, of, page));
    return before;
}

std::vector<archive::StoredPage> read_pages(db::Read& read, ArrivalId arrival) {
    std::vector<archive::StoredPage> pages;
    for (const auto& [number, engine, width, height, dpi, turned, skew, blank, damaged, tail, colour, embedded,
                      confidence, words, missing, retried, won, failure, image, thumbnail, bilevel, word_blob, codes,
                      fields] :
         read.rows<int, std::string, int, int, int, int, double, bool, bool, bool, bool, bool, double, std::int64_t,
                   bool, bool, bool, std::string, std::string, std::string, std::string, std::string, std::string,
                   std::string>("SELECT " + std::string{page_columns} +
                                    " FROM read_page WHERE arrival = :arrival ORDER BY number",
                                {{"arrival", arrival}}))
        pages.push_back({number, width, height, dpi, turned, skew, blank, damaged, tail, colour, embedded, missing,
                         retried, won, confidence, static_cast<std::size_t>(words), image, thumbnail, bilevel,
                         word_blob, codes, fields, engine, failure, {}, {}, {}, arrival, number, {}});
    return pages;
}

int pages_read(db::Read& read, ArrivalId arrival) {
    return read.one<int>("SELECT count(*) FROM read_page WHERE arrival = :arrival", {{"arrival", arrival}});
}

void drop_read_pages(db::Write& write, ArrivalId arrival) {
    write.run("DELETE FROM read_page WHERE arrival = :arrival", {{"arrival", arrival}});
}

std::optional<DocumentId> known_as(db::Read& read, const Kept& kept) {
    if (kept.same_as || kept.of_stack()) return std::nullopt;
    return archive::same_bytes(read, kept.original.sha256);
}

}  // namespace arkki::intake
