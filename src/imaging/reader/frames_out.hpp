#pragma once
#include "imaging/answer.hpp"
#include "imaging/wire.hpp"

namespace arkki::imaging {

/// Writes an answer, frame by frame. The process ends if nobody listens any more.
class FramesOut {
public:
    explicit FramesOut(int socket) noexcept : socket_{socket} {}

    void document(int pages);
    /// Goes out at once: should the child die, the service knows what it was at.
    void step(Step step);
    void page(const PageRead& page);
    void refusal(Refusal why, bool of_file);
    void end(std::uint32_t spared_crops);
    [[nodiscard]] bool has_document() const noexcept { return has_document_; }

private:
    void add(FrameKind kind, const WireWriter& payload);
    void word(FrameKind kind, const Word& word);
    void image(Picture which, ByteView bytes);
    void flush();

    int socket_;
    bool has_document_{};
    Bytes waiting_;
};

}  // namespace arkki::imaging
