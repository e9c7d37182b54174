#include "imaging/reader/frames_out.hpp"

#include <unistd.h>

#include <cerrno>

namespace arkki::imaging {
namespace {

constexpr std::size_t flush_at = 1u << 16;

void put_box(WireWriter& wire, const Box& box) { wire.i32(box.x).i32(box.y).i32(box.width).i32(box.height); }

}  // namespace

void FramesOut::document(int pages) {
    add(FrameKind::document, WireWriter{}.i32(pages));
    has_document_ = true;
}

void FramesOut::step(Step step) {
    add(FrameKind::step, WireWriter{}.u8(static_cast<std::uint8_t>(step)));
    flush();
}

void FramesOut::page(const PageRead& page) {
    WireWriter wire;
    wire.i32(page.number).i32(page.width).i32(page.height).i32(page.dpi).i32(page.turned);
    wire.f32(static_cast<float>(page.skew));
    for (const bool flag :
         {page.blank, page.damaged, page.constant_tail, page.rescaled, page.words_missing, page.codes_missing,
          page.colour, page.retried, page.retry_won})
        wire.u8(flag ? 1 : 0);
    add(FrameKind::page, wire.u8(static_cast<std::uint8_t>(page.source)));
    image(Picture::page, page.image);
    image(Picture::thumbnail, page.thumbnail);
    image(Picture::bilevel, page.bilevel);
    for (const auto& read : page.words) word(FrameKind::word, read);
    for (const auto& code : page.codes) {
        WireWriter frame;
        frame.u8(static_cast<std::uint8_t>(code.format)).text(code.text.reveal());
        put_box(frame, code.box);
        add(FrameKind::code, frame);
    }
    for (const auto& said : page.layer) word(FrameKind::layer, said);
    if (!page.fields.empty()) add(FrameKind::fields, WireWriter{}.raw(page.fields));
}

void FramesOut::word(FrameKind kind, const Word& word) {
    WireWriter frame;
    frame.text(word.text.reveal());
    put_box(frame, word.box);
    add(kind, frame.f32(word.confidence).i32(word.line).i32(word.block).i32(word.baseline));
}

void FramesOut::refusal(Refusal why, bool of_file) {
    add(FrameKind::refusal, WireWriter{}.u8(static_cast<std::uint8_t>(why)).u8(of_file ? 1 : 0));
}

void FramesOut::end(std::uint32_t spared_crops) {
    add(FrameKind::end, WireWriter{}.u32(spared_crops));
    flush();
}

void FramesOut::image(Picture which, ByteView bytes) {
    add(FrameKind::image, WireWriter{}.u8(static_cast<std::uint8_t>(which)).raw(bytes));
}

void FramesOut::add(FrameKind kind, const WireWriter& payload) {
    WireWriter frame;
    frame.u32(static_cast<std::uint32_t>(payload.bytes().size())).u8(static_cast<std::uint8_t>(kind));
    frame.raw(payload.bytes());
    waiting_.insert(waiting_.end(), frame.bytes().begin(), frame.bytes().end());
    if (waiting_.size() >= flush_at) flush();
}

void FramesOut::flush() {
    for (std::size_t at = 0; at < waiting_.size();) {
        const auto written = ::write(socket_, waiting_.data() + at, waiting_.size() - at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) ::_exit(1);
        at += static_cast<std::size_t>(written);
    }
    waiting_.clear();
}

}  // namespace arkki::imaging
