#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "imaging/file_kind.hpp"
#include "imaging/page.hpp"

namespace arkki::imaging {

/// One frame: four bytes length of the payload (little-endian), one byte kind, payload. docs/formats.md has the
/// payloads.
enum class FrameKind : std::uint8_t {
    document = 1,
    step = 2,
    page = 3,
    image = 4,
    word = 5,
    code = 6,
    refusal = 7,
    end = 8,
    layer = 9,
    fields = 10
};
/// What the child is about to do. The last one before a crash tells what to leave out in a second try.
enum class Step : std::uint8_t { opening = 0, codes = 1, straightening = 2, recognising = 3, pictures = 4 };
/// Why a file or a page cannot be read, in the child's own words.
enum class Refusal : std::uint8_t {
    broken = 0,
    encrypted = 1,
    too_large = 2,
    too_many_pages = 3,
    out_of_memory = 4,
    no_such_page = 5
};
enum class Picture : std::uint8_t { page = 0, thumbnail = 1, bilevel = 2 };

/// `reader.broken` and so on.
[[nodiscard]] std::string key_of(Refusal refusal);

/// Takes in what one child says and believes nothing of it.
///
/// Frames come as `document? step* ( refusal | page image* word* code* layer* fields? ) step* end`; anything else, anything beyond the
/// limits and anything after `end` is a BadBytes, upon which the whole answer is void.
class Answer {
public:
    /// `number` is the page that was asked for; its answer must be about it.
    explicit Answer(int number) : number_{number} {}

    /// The next bytes as they come out of the socket, in any portions.
    /// @throws BadBytes
    void take(ByteView received);

    [[nodiscard]] bool complete() const noexcept { return ended_; }
    [[nodiscard]] std::optional<int> pages() const noexcept { return pages_; }
    [[nodiscard]] Step last_step() const noexcept { return step_; }
    [[nodiscard]] std::optional<Refusal> refusal() const noexcept { return refusal_; }
    /// Whether the refusal is about the whole file, not this page alone.
    [[nodiscard]] bool of_file() const noexcept { return of_file_; }
    /// Line crops whose compression was spared (reader/png_crops.cpp); 0 on a page with words means the trick is
    /// broken.
    [[nodiscard]] std::uint32_t spared_crops() const noexcept { return spared_crops_; }
    /// Only after `complete()` without a refusal.
    [[nodiscard]] PageRead take_page() noexcept { return std::move(page_); }

private:
    void take_frame(FrameKind kind, ByteView payload);
    void take_document(ByteView payload);
    void take_page_frame(ByteView payload);
    void take_image(ByteView payload);
    void take_word(ByteView payload, std::vector<Word>& words);
    void take_code(ByteView payload);
    void take_fields(ByteView payload);
    void take_refusal(ByteView payload);
    void take_end(ByteView payload);
    [[nodiscard]] Box box_of(class WireReader& wire) const;

    int number_;
    Bytes waiting_;
    std::size_t image_bytes_{};
    std::size_t steps_{};
    std::optional<int> pages_;
    std::optional<Refusal> refusal_;
    std::uint32_t spared_crops_{};
    bool of_file_{};
    bool has_page_{};
    bool ended_{};
    Step step_{Step::opening};
    PageRead page_;
};

}  // namespace arkki::imaging
