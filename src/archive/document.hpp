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

/// A page whose blobs are durable. Its row is one of `read_page` (intake) or `page`.
struct StoredPage {
    int number = 1;  ///< in its file; in its document once it is filed
    int width = 1, height = 1, dpi = 300;
    int turned = 0;   ///< degrees the scan was turned to stand upright
    double skew = 0;  ///< degrees it was straightened after that
    bool blank = false;
    bool damaged = false;        ///< a person must look at the picture
    bool constant_tail = false;  ///< perhaps a scan that was cut off
    bool colour = false;
    bool embedded = false;  ///< the words are the PDF's own text
    bool words_missing = false, retried = false, retry_won = false;
    double confidence = 0;  ///< mean of the words, 0-100
    std::size_t word_count = 0;
    std::string image, thumbnail, bilevel, words;  ///< names of blobs, "" for a page that could not be read
    std::string codes_blob, fields_blob;           ///< the same; "" also if nothing of the kind is on it
    std::string engine;                            ///< what read it
    std::string failure;                 ///< message key if the page could not be read; then there are no blobs
    std::string terms;                   ///< what it is found by (archive::terms_of)
    std::vector<imaging::Code> codes;    ///< QR and Code 128 seen on it
    std::vector<std::string> name_keys;  ///< search keys of neighbouring words, to propose a customer
    std::optional<ArrivalId> arrival;    ///< whose page it is, and which
    int source_page = 1;
    std::string sealed_by;  ///< the key of its blobs, if that is not the document's own
};

/// One of the files a document rests on.
struct Original {
    std::optional<ArrivalId> arrival;
    std::string media;  ///< pdf, tiff, png, jpeg, unknown
    blobs::WrappedKey key;
    blobs::Stored stored;
};

/// A document about to be filed: originals and pages are durable blobs, pages under `key` unless they say otherwise.
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
    std::optional<ArrivalId> arrival = {};     ///< of `original`
    std::vector<Original> more_originals = {};  ///< the other sheets of a stack, in order
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

/// One of the files a document rests on, as the document's page shows it.
struct OriginalFacts {
    int position;       ///< from 1
    std::string media;  ///< pdf, tiff, png, jpeg, mail, unknown
    std::int64_t size;
    std::string sha256;
    int signatures;  ///< electronic ones inside it; such a file is given back as it came
    bool shared;     ///< other documents stand in the same file
};

/// A file as it came in.
struct OriginalFile {
    Bytes bytes;
    std::string media;
};
/// The media type of a file for whoever downloads it, and the ending of its name.
[[nodiscard]] std::string_view media_type(std::string_view media) noexcept;
[[nodiscard]] std::string_view file_ending(std::string_view media) noexcept;

/// Geometry and reading quality of one page.
struct PageFacts {
    int number;
    int width, height, dpi;
    bool blank, damaged, embedded;
    double confidence;
    std::string failure;  ///< message key if the page could not be read
    int turn = 0;         ///< degrees clockwise its picture is to be turned on the screen: it is being read again so
    bool dropped = false;  ///< a person took it out; it comes after the others
};

}  // namespace arkki::archive
