#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "blobs/vault.hpp"
#include "imaging/page.hpp"

namespace arkki::archive {

/// What kind of paper a document is; the codes stand in the access list and in the database.
enum class Series { contact, access_request, correction_request, order, letter, other };
[[nodiscard]] std::string_view code(Series series) noexcept;
/// @throws Error{Fault::invalid, "series.unknown", field "type"}
[[nodiscard]] Series series_from(std::string_view code);
[[nodiscard]] const std::vector<Series>& all_series();

/// A page whose blobs are durable and which no row names yet.
struct StoredPage {
    int number;
    int width, height, dpi;
    int turned;  ///< degrees the scan was turned to stand upright
    bool blank, damaged;
    bool embedded;      ///< the words are the PDF's own text
    double confidence;  ///< mean of the words, 0-100
    std::size_t word_count;
    std::string image, thumbnail, bilevel, words;  ///< names of blobs, "" for a page that could not be read
    std::string failure;                 ///< message key if the page could not be read; then there are no blobs
    std::string terms;                   ///< searchable forms, separated by blanks
    std::vector<imaging::Code> codes;    ///< QR and Code 128 seen on it
    std::vector<std::string> name_keys;  ///< search keys of neighbouring words, to propose a customer
};

/// A document about to be filed: original and pages are durable blobs under `key`.
struct NewDocument {
    Series series = Series::other;
    std::string language;  ///< fi, sv, en or "" if unknown
    std::optional<CustomerId> proposed_customer;
    Day received_on;
    std::optional<UnitId> unit;  ///< where the paper stands; nothing: the received tray
    std::string media;           ///< pdf, tiff, png, jpeg, unknown
    blobs::WrappedKey key;
    blobs::Stored original;
    std::vector<StoredPage> pages;
};

/// What is known of a document. Loaded only with a Grant.
struct Record {
    DocumentId id{0};
    Series series;
    std::string language;
    std::optional<CustomerId> customer;
    std::optional<CustomerId> proposed_customer;
    Day received_on;
    Instant filed_at;
    PersonId filed_by{0};
    std::optional<Instant> confirmed_at;
    std::optional<UnitId> unit;
    std::string path;
    std::string media;
    int pages;
    std::string sha256;  ///< hex, of the original bytes
    std::int64_t size;   ///< of the original, bytes
    std::int64_t version;
};

/// One line of a list of documents; holds no name and no page text.
struct Line {
    DocumentId id{0};
    Series series;
    std::optional<CustomerId> customer;
    Day received_on;
    std::optional<UnitId> unit;
    int pages;
    bool confirmed;
};

/// Geometry and reading quality of one page.
struct PageFacts {
    int number;
    int width, height, dpi;
    bool blank, damaged, embedded;
    double confidence;
    std::string failure;  ///< message key if the page could not be read
};

}  // namespace arkki::archive
