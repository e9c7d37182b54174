#include <boost/test/unit_test.hpp>

#include <random>
#include <vector>

#include "base/error.hpp"
#include "web/multipart.hpp"

using namespace arkki;
using namespace arkki::web;

namespace {

struct Part {
    std::string name;
    std::string file_name = "-";
    std::string data;
    bool ended = false;
    bool operator==(const Part&) const = default;
};

struct Parts : PartSink {
    std::vector<Part> all;
    void begin(const PartHead& head) override {
        all.push_back({head.name, head.file_name ? head.file_name->reveal() : "-", "", false});
    }
    void data(std::string_view piece) override { all.back().data += piece; }
    void end() override { all.back().ended = true; }
};

const std::string form =
    "--b0undary\r\n"
    "Content-Disposition: form-data; name=\"token\"\r\n\r\n"
    "abc\r\n"
    "--b0undary\r\n"
    "Content-Disposition: form-data; name=\"file\"; filename=\"lomake \xc3\xa4.pdf\"\r\n"
    "Content-Type: application/pdf\r\n\r\n"
    "%PDF\r\n--b0undar\r\n\r\n--\r\n"
    "\r\n--b0undary\r\n"
    "Content-Disposition: form-data; name=\"empty\"; filename=\"\"\r\n\r\n"
    "\r\n--b0undary--\r\n";

std::vector<Part> read(std::string_view text, std::size_t piece = 1 << 20, std::string_view boundary = "b0undary") {
    Parts parts;
    MultipartReader reader{boundary, parts};
    for (std::size_t at = 0; at < text.size(); at += piece) reader.feed(text.substr(at, piece));
    reader.finish();
    return parts.all;
}
const auto is_bad = [](const Error& error) { return error.fault() == Fault::invalid; };
std::string part(const std::string& head) { return "--b0undary\r\n" + head + "\r\n\r\nx\r\n--b0undary--\r\n"; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_form_with_a_field_a_file_and_an_empty_file_is_read) {
    const auto parts = read(form);
    BOOST_TEST_REQUIRE(parts.size() == 3u);
    BOOST_TEST((parts[0] == Part{"token", "-", "abc", true}));
    BOOST_TEST((parts[1] == Part{"file", "lomake ä.pdf", "%PDF\r\n--b0undar\r\n\r\n--\r\n", true}));
    BOOST_TEST((parts[2] == Part{"empty", "", "", true}));
}

BOOST_AUTO_TEST_CASE(where_the_pieces_are_cut_makes_no_difference) {
    const auto whole = read(form);
    for (std::size_t piece = 1; piece < form.size(); ++piece) BOOST_TEST((read(form, piece) == whole), piece);
}

BOOST_AUTO_TEST_CASE(every_truncation_is_an_error) {
    for (std::size_t length = 0; length < form.size() - 2; ++length)
        BOOST_CHECK_EXCEPTION(read(form.substr(0, length), 7), Error, is_bad);
    BOOST_CHECK_EXCEPTION(read(form.substr(0, form.size() - 1)), Error, is_bad);
    BOOST_CHECK_NO_THROW(read(form.substr(0, form.size() - 2)));   // some senders leave the last line end out
}

BOOST_AUTO_TEST_CASE(preamble_epilogue_and_odd_boundaries_are_refused) {
    BOOST_CHECK_EXCEPTION(read("hello\r\n" + form), Error, is_bad);
    BOOST_CHECK_EXCEPTION(read(form + "x"), Error, is_bad);
    BOOST_CHECK_EXCEPTION(read(form + "\r\n"), Error, is_bad);
    BOOST_CHECK_EXCEPTION(read(form, 100, "other"), Error, is_bad);
    std::string odd = form;
    odd.replace(odd.find("\r\n--b0undary\r\nContent", 20), 14, "\r\n--b0undaryX\r");
    BOOST_CHECK_EXCEPTION(read(odd), Error, is_bad);
}

BOOST_AUTO_TEST_CASE(part_headers_must_name_the_field_exactly_once) {
    for (const char* head : {"Content-Type: text/plain", "Content-Disposition: form-data",
                             "Content-Disposition: attachment; name=\"a\"", "Content-Disposition: form-data; name=\"a",
                             "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
                             "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"",
                             "no colon", "Content-Disposition: form-data; name=\"\xff\"",
                             "Content-Disposition: form-data; name=\"a\" x; filename=\"b\"",
                             "Content-Disposition: form-data; name="})
        BOOST_CHECK_EXCEPTION(read(part(head)), Error, is_bad);
    const std::string bare_line_feed = "Content-Disposition: form-data; name=\"a\"\nX: y";
    BOOST_CHECK_EXCEPTION(read(part(bare_line_feed)), Error, is_bad);
    BOOST_TEST(read(part("content-disposition:form-data; NAME=a")).front().name == "a");
    BOOST_TEST(read(part("Content-Disposition: form-data; name=\"say %22a%22%0D%0A\"")).front().name == "say \"a\"");
}

BOOST_AUTO_TEST_CASE(too_many_parts_and_too_long_headers_are_refused) {
    std::string many;
    for (int i = 0; i < 21; ++i) many += "--b0undary\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n";
    BOOST_CHECK_EXCEPTION(read(many + "--b0undary--\r\n"), Error, is_bad);
    const std::string endless = "--b0undary\r\nX: " + std::string(9000, 'a');
    Parts parts;
    MultipartReader reader{"b0undary", parts};
    BOOST_CHECK_EXCEPTION(reader.feed(endless), Error, is_bad);
}

BOOST_AUTO_TEST_CASE(the_longest_headers_are_read_wherever_they_are_cut_and_one_byte_more_never) {
    const std::string disposition = "Content-Disposition: form-data; name=\"a\"\r\nX: ";
    const auto form_with_head_of = [&](std::size_t size) { return part(disposition + std::string(size - disposition.size(), 'x')); };
    for (std::size_t piece : {1U, 2U, 3U, 61U, 8205U, 8207U, 1U << 20}) {
        BOOST_TEST(read(form_with_head_of(8192), piece).size() == 1u, piece);
        BOOST_CHECK_EXCEPTION(read(form_with_head_of(8193), piece), Error, is_bad);
    }
}

BOOST_AUTO_TEST_CASE(the_boundary_comes_from_the_content_type) {
    BOOST_TEST(multipart_boundary("multipart/form-data; boundary=abc").value() == "abc");
    BOOST_TEST(multipart_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a:b\"").value() == "a:b");
    BOOST_TEST(multipart_boundary("multipart/form-data; boundary=" + std::string(70, 'a')).has_value());
    for (const std::string type : {"multipart/form-data", "multipart/form-data; boundary=", "text/plain; boundary=a",
                                   "multipart/form-data; boundary=a\tb", "multipart/mixed; boundary=a"})
        BOOST_TEST(!multipart_boundary(type).has_value(), type);
    BOOST_TEST(!multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'a')).has_value());
}

BOOST_AUTO_TEST_CASE(random_damage_ends_in_an_error_or_in_whole_parts) {
    std::mt19937 random{11};
    for (int round = 0; round < 20000; ++round) {
        std::string text = form;
        for (int flips = 0; flips < 4; ++flips) text[random() % text.size()] = static_cast<char>(random());
        try {
            for (const auto& one : read(text, 1 + random() % 64)) BOOST_TEST(one.ended);
        } catch (const Error& error) {
            BOOST_TEST(is_bad(error));
        }
    }
}
