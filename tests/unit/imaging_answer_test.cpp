// The service believes nothing a child says: every lie below voids the whole answer.
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>

#include "imaging/answer.hpp"
#include "imaging/form_fields.hpp"
#include "imaging/limits.hpp"
#include "imaging/wire.hpp"

using namespace arkki;
using namespace arkki::imaging;

namespace {

constexpr int width = 100, height = 200;

Bytes operator+(Bytes left, const Bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

Bytes frame(FrameKind kind, const WireWriter& payload) {
    WireWriter wire;
    wire.u32(static_cast<std::uint32_t>(payload.bytes().size())).u8(static_cast<std::uint8_t>(kind));
    return wire.take() + payload.bytes();
}

Bytes document(int pages = 1) { return frame(FrameKind::document, WireWriter{}.i32(pages)); }

struct PageFields {
    int number = 1, w = width, h = height, dpi = 300, turned = 0;
    float skew = 0;
    std::uint8_t flag = 0, source = 0;
};
Bytes page(const PageFields& fields = {}) {
    WireWriter wire;
    wire.i32(fields.number).i32(fields.w).i32(fields.h).i32(fields.dpi).i32(fields.turned).f32(fields.skew);
    for (int i = 0; i < 9; ++i) wire.u8(fields.flag);
    return frame(FrameKind::page, wire.u8(fields.source));
}

Bytes image(Picture which, const Bytes& bytes = {0xff, 0xd8, 0xff, 1}) {
    return frame(FrameKind::image, WireWriter{}.u8(static_cast<std::uint8_t>(which)).raw(bytes));
}
Bytes images() { return image(Picture::page) + image(Picture::thumbnail) + image(Picture::bilevel); }

Bytes word(const std::string& text = "lehti", Box box = {1, 2, 3, 4}, float confidence = 90, int line = 0) {
    WireWriter wire;
    wire.text(text).i32(box.x).i32(box.y).i32(box.width).i32(box.height).f32(confidence).i32(line).i32(0).i32(5);
    return frame(FrameKind::word, wire);
}

Bytes layer(const std::string& text = "lehti", Box box = {1, 2, 3, 4}) {
    auto bytes = word(text, box);
    bytes[4] = static_cast<std::uint8_t>(FrameKind::layer);
    return bytes;
}
/// A form that was laid onto its template, with one field.
Bytes fields(Box box = {1, 2, 3, 4}) {
    FormRead form{{"contact", Language::fi, 1}, FormOutcome::read, 4, 0.2f, {}, {}};
    form.fields.push_back({"name", FieldKind::name, box, PersonalText{"lehti"}, 96, 0.1f});
    return frame(FrameKind::fields, WireWriter{}.raw(pack(form)));
}
Bytes bytes_for_fields(std::size_t size) { return frame(FrameKind::fields, WireWriter{}.raw(Bytes(size, 7))); }

Bytes code(std::uint8_t format = 0, const std::string& text = "123", Box box = {0, 0, 1, 1}) {
    WireWriter wire;
    wire.u8(format).text(text).i32(box.x).i32(box.y).i32(box.width).i32(box.height);
    return frame(FrameKind::code, wire);
}

Bytes refusal(std::uint8_t why = 0, bool of_file = false) {
    return frame(FrameKind::refusal, WireWriter{}.u8(why).u8(of_file ? 1 : 0));
}
Bytes end() { return frame(FrameKind::end, WireWriter{}.u32(7)); }

bool is_void(const Bytes& bytes) {
    Answer answer{1};
    try {
        answer.take(bytes);
    } catch (const BadBytes&) {
        return true;
    }
    return false;
}

/// Void, or at least never complete.
bool is_useless(const Bytes& bytes) {
    Answer answer{1};
    try {
        answer.take(bytes);
    } catch (const BadBytes&) {
        return true;
    }
    return !answer.complete();
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_honest_answer_is_taken_whole_and_in_single_bytes_alike) {
    const auto bytes = document(3) + page() + images() + word() + word("ja") + code() + layer("sanoi") + fields() + end();
    Answer whole{1}, in_bytes{1};
    whole.take(bytes);
    for (const auto byte : bytes) in_bytes.take(ByteView{&byte, 1});
    for (auto* answer : {&whole, &in_bytes}) {
        BOOST_TEST(answer->complete());
        BOOST_TEST(answer->spared_crops() == 7u);
        const auto read = answer->take_page();
        BOOST_TEST(read.of == 3);
        BOOST_TEST(read.words.size() == 2u);
        BOOST_TEST(read.words[0].text.reveal() == "lehti");
        BOOST_TEST(read.codes.size() == 1u);
        BOOST_TEST_REQUIRE(read.layer.size() == 1u);
        BOOST_TEST(read.layer[0].text.reveal() == "sanoi");
        BOOST_TEST(unpack_fields(read.fields).fields.front().value.reveal() == "lehti");
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_is_an_answer_too) {
    Answer answer{1};
    answer.take(refusal(1, true) + end());
    BOOST_TEST(answer.complete());
    BOOST_TEST(key_of(*answer.refusal()) == "reader.encrypted");
    BOOST_TEST(answer.of_file());
}

BOOST_AUTO_TEST_CASE(frames_out_of_order_void_the_answer) {
    BOOST_TEST(is_void(page()));
    BOOST_TEST(is_void(document() + word()));
    BOOST_TEST(is_void(document() + image(Picture::page)));
    BOOST_TEST(is_void(document() + document()));
    BOOST_TEST(is_void(document() + page() + page()));
    BOOST_TEST(is_void(document() + page() + refusal()));
    BOOST_TEST(is_void(refusal()));
    BOOST_TEST(is_void(document() + end()));
    BOOST_TEST(is_void(document() + page() + end()));
    BOOST_TEST(is_void(document() + page() + images() + end() + word()));
    BOOST_TEST(is_void(document() + page() + images() + end() + Bytes{0}));
    BOOST_TEST(is_void(document() + page() + images() + image(Picture::page)));
}

BOOST_AUTO_TEST_CASE(an_answer_about_another_page_is_void) {
    BOOST_TEST(is_void(document(5) + page({.number = 2})));
    BOOST_TEST(is_void(document(1) + page({.number = 0})));
}

BOOST_AUTO_TEST_CASE(lengths_that_lie_are_void_or_never_complete) {
    BOOST_TEST(is_void(Bytes{0xff, 0xff, 0xff, 0xff, 1}));
    BOOST_TEST(is_void(Bytes{5, 0, 0, 0, 1, 1, 0, 0, 0, 0}));
    BOOST_TEST(is_useless(Bytes{3, 0, 0, 0, 1, 1, 0, 0}));
    BOOST_TEST(is_useless(document() + page() + images()));
    WireWriter wire;
    wire.u32(1'000'000).raw(view("short"));
    BOOST_TEST(is_void(document() + page() + frame(FrameKind::word, wire)));
}

BOOST_AUTO_TEST_CASE(unknown_kinds_and_values_are_void) {
    BOOST_TEST(is_void(frame(FrameKind{0}, {})));
    BOOST_TEST(is_void(frame(FrameKind{11}, {})));
    BOOST_TEST(is_void(frame(FrameKind::step, WireWriter{}.u8(5))));
    BOOST_TEST(is_void(document() + refusal(6)));
    BOOST_TEST(is_void(document() + page({.flag = 2})));
    BOOST_TEST(is_void(document() + page({.source = 2})));
    BOOST_TEST(is_void(document() + page({.turned = 45})));
    BOOST_TEST(is_void(document() + page() + image(Picture{3})));
    BOOST_TEST(is_void(document() + page() + code(2)));
}

BOOST_AUTO_TEST_CASE(numbers_beyond_the_limits_are_void) {
    BOOST_TEST(is_void(document(0)));
    BOOST_TEST(is_void(document(limits::pages + 1)));
    BOOST_TEST(is_void(document() + page({.w = 0})));
    BOOST_TEST(is_void(document() + page({.w = 20'001})));
    BOOST_TEST(is_void(document() + page({.w = 20'000, .h = 20'000})));
    BOOST_TEST(is_void(document() + page({.dpi = -1})));
    BOOST_TEST(is_void(document() + page({.skew = std::numeric_limits<float>::quiet_NaN()})));
    BOOST_TEST(is_void(document() + page({.skew = std::numeric_limits<float>::infinity()})));
    Bytes steps;
    for (int i = 0; i < 40; ++i) steps = steps + frame(FrameKind::step, WireWriter{}.u8(1));
    BOOST_TEST(is_void(steps));
}

BOOST_AUTO_TEST_CASE(words_that_no_page_can_hold_are_void) {
    const auto start = document() + page();
    BOOST_TEST(is_void(start + word("")));
    BOOST_TEST(is_void(start + word("\xc3")));
    BOOST_TEST(is_void(start + word("\xed\xa0\x80")));
    BOOST_TEST(is_void(start + word(std::string("a\0b", 3))));
    BOOST_TEST(is_void(start + word(std::string(limits::word_bytes + 1, 'a'))));
    BOOST_TEST(is_void(start + word("a", {-1, 0, 1, 1})));
    BOOST_TEST(is_void(start + word("a", {0, 0, 0, 1})));
    BOOST_TEST(is_void(start + word("a", {99, 0, 2, 1})));
    BOOST_TEST(is_void(start + word("a", {1, 1, std::numeric_limits<int>::max(), 1})));
    BOOST_TEST(is_void(start + word("a", {0, 0, 1, 1}, 101)));
    BOOST_TEST(is_void(start + word("a", {0, 0, 1, 1}, std::numeric_limits<float>::quiet_NaN())));
    BOOST_TEST(is_void(start + word("a", {0, 0, 1, 1}, 50, -1)));
}

BOOST_AUTO_TEST_CASE(a_layer_of_text_and_fields_have_the_same_limits) {
    const auto start = document() + page();
    BOOST_TEST(is_void(document() + layer()));
    BOOST_TEST(is_void(start + layer("", {0, 0, 1, 1})));
    BOOST_TEST(is_void(start + layer("a", {99, 0, 2, 1})));
    BOOST_TEST(is_void(document() + fields()));
    BOOST_TEST(is_void(start + bytes_for_fields(0)));
    BOOST_TEST(is_void(start + bytes_for_fields(3)));
    BOOST_TEST(is_void(start + fields({99, 0, 2, 1})));
    BOOST_TEST(is_void(start + fields() + fields()));
    BOOST_TEST(is_void(start + bytes_for_fields(limits::fields_bytes + 1)));
}

BOOST_AUTO_TEST_CASE(too_many_words_or_codes_are_void) {
    Answer answer{1};
    answer.take(document() + page());
    const auto one = word();
    for (std::size_t i = 0; i < limits::words; ++i) answer.take(one);
    BOOST_CHECK_THROW(answer.take(one), BadBytes);
    Answer codes{1};
    codes.take(document() + page());
    for (std::size_t i = 0; i < limits::codes; ++i) codes.take(code());
    BOOST_CHECK_THROW(codes.take(code()), BadBytes);
}

BOOST_AUTO_TEST_CASE(pictures_must_be_jpeg_and_fit_the_limit_together) {
    const auto start = document() + page();
    BOOST_TEST(is_void(start + image(Picture::page, {1, 2, 3, 4})));
    BOOST_TEST(is_void(start + image(Picture::page, {})));
    Bytes large(limits::image_bytes / 2 + 1, 0);
    large[0] = 0xff, large[1] = 0xd8, large[2] = 0xff;
    BOOST_TEST(is_void(start + image(Picture::page, large) + image(Picture::thumbnail, large)));
}
