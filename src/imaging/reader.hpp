#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "imaging/file_kind.hpp"
#include "imaging/page.hpp"

namespace arkki::imaging {

class SealedFile;

struct ReaderSettings {
    std::filesystem::path program;                 ///< arkki-reader
    int slots{1};                                  ///< pages read at the same time, one process of about 130 MB each
    std::chrono::milliseconds page_limit{90'000};  ///< wall clock a page may take before it is given up
    std::size_t largest_file{512u << 20};          ///< bytes; a larger file is refused
    /// Go on with seccomp and rlimits alone where the kernel has no Landlock. The reader then opens no file at all,
    /// which costs the letters of PDF files that bring no fonts of their own. Off: such a kernel reads nothing.
    bool without_landlock{false};
};

/// What became of a file. Nothing here is an error of ours: a bad file is an ordinary thing.
struct Reading {
    FileKind kind{FileKind::unknown};
    int pages{};   ///< pages of the file, read or not; 0 if it could not be opened
    int failed{};  ///< pages that could not be read
    /// Empty, or the message key that says why there is nothing to show: `reader.empty`, `reader.unknown_type`,
    /// `reader.encrypted`, `reader.broken`, `reader.too_large`, `reader.too_many_pages`, `reader.file_too_big`,
    /// `reader.crashed`, `reader.timed_out`, `reader.out_of_memory`, `reader.bad_answer`.
    std::string refusal;
    std::string engine;  ///< program, models and settings that read it: part of a job's key
};

/// How one page is to be read.
struct Ask {
    std::optional<int> turn_by{};  ///< degrees clockwise a person wants it turned: 0, 90, 180, 270; nothing: find out
    bool with_codes{true};
    const SealedFile* forms{};  ///< templates of known forms, packed; null: no fields are looked for
};

/// What became of one page.
struct PageAnswer {
    PageRead page;  ///< `page.failure` says why it could not be read
    int pages{};    ///< of the file; 0: not known
    FileKind kind{FileKind::unknown};
    bool broke_down{};  ///< the reader crashed, hung or lied: another try may do better
    bool of_file{};     ///< the failure is about the whole file, not this page alone
    bool no_such_page{};
};

/// Reads scans in caged processes. Safe to use from several threads; more than `slots` of them wait.
///
/// The service never decodes an image or a PDF itself. `arkki-reader` makes its engines before it sees any input and
/// forks for each page a child that shuts itself in and reads this page only; whatever happens in it costs this page.
/// What a child answers is checked as if an enemy had written it.
class Reader {
public:
    /// Starts nothing yet; processes come up with the first file.
    explicit Reader(ReaderSettings settings);
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// Hands out the pages in order as they are read, failed ones too (`PageRead::failure`), then says what became of
    /// the file. An exception of `on_page` ends the reading and goes to the caller.
    ///
    /// `from` skips pages that were read before: the first page handed out has this number.
    /// @throws Error{Fault::unavailable, "reader.unavailable"}  the program does not start or its models are missing
    /// @throws Error{Fault::unavailable, "reader.no_cage"}      the kernel cannot confine it (see `without_landlock`)
    [[nodiscard]] Reading read(ByteView file, const std::function<void(PageRead)>& on_page, int from = 1);

    /// Reads one page of a file that is read page by page. More callers than `slots` wait for their turn.
    ///
    /// @param number  from 1
    /// @throws as `read`
    [[nodiscard]] PageAnswer read_page(const SealedFile& file, int number, const Ask& ask = {});

    /// Program, Tesseract, models and preprocessing as one line, the same until one of them changes. Starts a process.
    /// @throws as `read`
    [[nodiscard]] std::string engine();

private:
    class Pool;
    std::unique_ptr<Pool> pool_;
};

}  // namespace arkki::imaging
