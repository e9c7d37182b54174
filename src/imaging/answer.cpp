#include "imaging/answer.hpp"

#include <array>

#include "imaging/form_fields.hpp"
#include "imaging/limits.hpp"
#include "imaging/wire.hpp"

namespace arkki::imaging {
namespace {

constexpr std::size_t header = 5;
constexpr std::size_t longest_small_payload = 4096;
constexpr std::size_t most_steps = 32;

void require(bool truth) {
    if (!truth) throw BadBytes{};
}

/// Said before a byte of the payload is kept.
std::size_t longest_payload(FrameKind kind) {
    if (kind == FrameKind::image) return limits::image_bytes + 1;
    return kind == FrameKind::fields ? limits::fields_bytes : longest_small_payload;
}

}  // namespace

std::string key_of(Refusal refusal) {
    static constexpr std::array keys{"reader.broken",         "reader.encrypted",     "reader.too_large",
                                     "reader.too_many_pages", "reader.out_of_memory", "reader.broken"};
    return keys[static_cast<std::size_t>(refusal)];
}

void Answer::take(ByteView received) {
    waiting_.insert(waiting_.end(), received.begin(), received.end());
    std::size_t at = 0;
    while (waiting_.size() - at >= header) {
        const ByteView rest = ByteView{waiting_}.subspan(at);
        WireReader wire{rest};
        const std::size_t size = wire.u32();
        const auto kind = static_cast<FrameKind>(wire.u8());
        require(size <= longest_payload(kind));
        if (rest.size() < header + size) break;
        take_frame(kind, rest.subspan(header, size));
        at += header + size;
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(at));
    require(!ended_ || waiting_.empty());
}

void Answer::take_frame(FrameKind kind, ByteView payload) {
    require(!ended_);
    switch (kind) {
        case FrameKind::document:
            return take_document(payload);
        case FrameKind::page:
            return take_page_frame(payload);
        case FrameKind::image:
            return take_image(payload);
        case FrameKind::word:
            return take_word(payload, page_.words);
        case FrameKind::code:
            return take_code(payload);
        case FrameKind::layer:
            return take_word(payload, page_.layer);
        case FrameKind::fields:
            return take_fields(payload);
        case FrameKind::refusal:
            return take_refusal(payload);
        case FrameKind::end:
            return take_end(payload);
        case FrameKind::step: {
            require(++steps_ <= most_steps);
            WireReader wire{payload};
            step_ = wire.choice(Step::pictures);
            return wire.finish();
        }
    }
    throw BadBytes{};
}

void Answer::take_document(ByteView payload) {
    require(!pages_ && !refusal_ && !has_page_);
    WireReader wire{payload};
    const auto pages = wire.i32();
    require(pages >= 1 && pages <= limits::pages);
    wire.finish();
    pages_ = pages;
}

void Answer::take_page_frame(ByteView payload) {
    require(pages_ && !refusal_ && !has_page_);
    WireReader wire{payload};
    page_.number = wire.i32();
    page_.of = *pages_;
    require(page_.number == number_ && page_.number <= page_.of);
    page_.width = wire.i32();
    page_.height = wire.i32();
    require(page_.width >= 1 && page_.width <= limits::side && page_.height >= 1 && page_.height <= limits::side);
    require(std::int64_t{page_.width} * page_.height <= limits::pixels);
    page_.dpi = wire.i32();
    require(page_.dpi >= 1 && page_.dpi <= 9999);
    page_.turned = wire.i32();
    require(page_.turned == 0 || page_.turned == 90 || page_.turned == 180 || page_.turned == 270);
    page_.skew = static_cast<double>(wire.f32());
    require(page_.skew >= -45 && page_.skew <= 45);
    for (bool* flag : {&page_.blank, &page_.damaged, &page_.constant_tail, &page_.rescaled, &page_.words_missing,
                       &page_.codes_missing, &page_.colour, &page_.retried, &page_.retry_won})
        *flag = wire.flag();
    page_.source = wire.choice(Source::embedded);
    wire.finish();
    has_page_ = true;
}

void Answer::take_image(ByteView payload) {
    require(has_page_);
    WireReader wire{payload};
    const auto which = wire.choice(Picture::bilevel);
    auto& picture = which == Picture::page        ? page_.image
                    : which == Picture::thumbnail ? page_.thumbnail
                                                  : page_.bilevel;
    const auto bytes = wire.rest();
    image_bytes_ += bytes.size();
    require(picture.empty() && !bytes.empty() && image_bytes_ <= limits::image_bytes);
    if (which != Picture::bilevel) require(kind_of(bytes) == FileKind::jpeg);
    picture.assign(bytes.begin(), bytes.end());
}

Box Answer::box_of(WireReader& wire) const {
    Box box{wire.i32(), wire.i32(), wire.i32(), wire.i32()};
    require(box.x >= 0 && box.y >= 0 && box.width >= 1 && box.height >= 1);
    require(box.width <= page_.width - box.x && box.height <= page_.height - box.y);
    return box;
}

void Answer::take_word(ByteView payload, std::vector<Word>& words) {
    require(has_page_ && words.size() < limits::words);
    WireReader wire{payload};
    Word word;
    word.text = PersonalText{wire.text(limits::word_bytes)};
    word.box = box_of(wire);
    word.confidence = wire.f32();
    word.line = wire.i32();
    word.block = wire.i32();
    word.baseline = wire.i32();
    wire.finish();
    constexpr auto most = static_cast<int>(limits::words);
    require(!word.text.empty() && word.confidence >= 0 && word.confidence <= 100);
    require(word.line >= 0 && word.line <= most && word.block >= 0 && word.block <= most);
    require(word.baseline >= 0 && word.baseline <= page_.height);
    words.push_back(std::move(word));
}

void Answer::take_code(ByteView payload) {
    require(has_page_ && page_.codes.size() < limits::codes);
    WireReader wire{payload};
    Code code;
    code.format = wire.choice(CodeFormat::code128);
    code.text = PersonalText{wire.text(limits::code_bytes)};
    code.box = box_of(wire);
    wire.finish();
    require(!code.text.empty());
    page_.codes.push_back(std::move(code));
}

void Answer::take_fields(ByteView payload) {
    require(has_page_ && page_.fields.empty() && !payload.empty());
    static_cast<void>(checked_fields(payload, page_.width, page_.height));
    page_.fields.assign(payload.begin(), payload.end());
}

void Answer::take_refusal(ByteView payload) {
    require(!refusal_ && !has_page_);
    WireReader wire{payload};
    const auto refusal = wire.choice(Refusal::no_such_page);
    of_file_ = wire.flag();
    wire.finish();
    require(of_file_ || pages_);
    refusal_ = refusal;
}

void Answer::take_end(ByteView payload) {
    WireReader wire{payload};
    spared_crops_ = wire.u32();
    wire.finish();
    require(refusal_ || (has_page_ && !page_.image.empty() && !page_.thumbnail.empty() && !page_.bilevel.empty()));
    ended_ = true;
}

}  // namespace arkki::imaging
