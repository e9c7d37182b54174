// Tampering with a signed letter: each row of the table in docs/formats.md ("Signed letters") and its exact word.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <thread>

#include "base/error.hpp"
#include "support/signing_letter.hpp"

using namespace arkki;
using namespace arkki::signing;
using test::some_day;
using test::some_signer;
using Codes = std::vector<std::string>;

namespace {

std::string text_of_letter() { return text_of(some_signer().signed_letter()); }
Verdict verdict_on(const std::string& file) { return some_signer().verdict(view(file)); }

void expect(const std::string& file, const Codes& problems) {
    const Verdict verdict = verdict_on(file);
    BOOST_TEST(verdict.problems == problems, boost::test_tools::per_element());
    BOOST_TEST(verdict.valid == problems.empty());
    BOOST_TEST(verdict.level == (problems.empty() ? "B-B" : ""));
}

std::string with_range(std::string file, const std::string& numbers) {
    const auto begin = file.find('[', file.rfind("/ByteRange"));
    const auto end = file.find(']', begin);
    std::string range = "[" + numbers;
    range.resize(end - begin, ' ');
    return file.replace(begin, end - begin, range);
}

struct Gap {
    std::size_t begin;
    std::size_t end;
};
Gap gap_of(const std::string& file) {
    const auto begin = file.find('<', file.rfind("/Contents") + 9);
    return {begin, file.find('>', begin) + 1};
}

/// An update of the kind any program writes: one object anew, a table, a trailer.
std::string updated(const std::string& file, int number, const std::string& object) {
    const auto old_table =
        file.substr(file.rfind("startxref") + 10, file.rfind("%%EOF") - file.rfind("startxref") - 11);
    const auto root_at = file.rfind("/Root");
    const auto root = file.substr(root_at, file.find('R', root_at + 5) + 1 - root_at);
    std::string result = file;
    const auto offset = std::to_string(result.size());
    result += std::to_string(number) + " 0 obj\n" + object + "\nendobj\n";
    const auto table = std::to_string(result.size());
    result += "xref\n" + std::to_string(number) + " 1\n" + std::string(10 - offset.size(), '0') + offset +
              " 00000 n \ntrailer\n<</Size 100/Prev " + old_table + "/" + root.substr(1) + ">>\nstartxref\n" + table +
              "\n%%EOF\n";
    return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_untouched_letter_is_valid) {
    const Verdict verdict = verdict_on(text_of_letter());
    BOOST_TEST(verdict.problems == Codes{}, boost::test_tools::per_element());
    BOOST_TEST(verdict.valid);
    BOOST_TEST(verdict.level == "B-B");
    BOOST_TEST(verdict.signer.reveal() == "Väinö Mallikas");
}

BOOST_AUTO_TEST_CASE(a_changed_bit_in_the_signed_bytes_is_seen) {
    std::string file = text_of_letter();
    file[file.find("/MediaBox") + 13] ^= 1;
    expect(file, {"digest"});
}

BOOST_AUTO_TEST_CASE(bytes_in_the_padding_are_seen) {
    std::string file = text_of_letter();
    file[gap_of(file).end - 2] = '1';
    expect(file, {"padding"});
    file = text_of_letter();
    const auto gap = gap_of(file);
    file[gap.begin + (gap.end - gap.begin) / 2] = 'a';
    expect(file, {"padding"});
}

BOOST_AUTO_TEST_CASE(an_update_that_replaces_content_or_adds_a_note_is_refused) {
    const std::string file = text_of_letter();
    expect(updated(file, 4, "<</Length 3>>\nstream\nq Q\nendstream"), {"update_not_allowed"});
    expect(updated(file, 90, "<</Type/Annot/Subtype/FreeText/Rect[0 0 600 800]/DA(1 g)/Contents(x)>>"),
           {"update_not_allowed"});
    expect(updated(updated(file, 90, "<</A 1>>"), 91, "<</A 1>>"), {"update_not_allowed"});
}

BOOST_AUTO_TEST_CASE(a_byte_range_that_is_not_plain_or_not_whole_is_refused) {
    const std::string file = text_of_letter();
    const auto gap = gap_of(file);
    const auto range = [&](std::size_t b, std::size_t c, std::size_t d) {
        return "0 " + std::to_string(b) + " " + std::to_string(c) + " " + std::to_string(d);
    };
    const std::size_t rest = file.size() - gap.end;
    expect(with_range(file, range(gap.begin, gap.end, rest)), {"digest"});  // the right numbers, spelled otherwise
    for (const std::string& bad :
         {std::string{"null"}, std::string{}, std::string{"0 1 2"}, std::string{"0 -1 2 3"},
          std::string{"0 9223372036854775808 5 5"}, std::string{"-0 1 2 3"},
          "0 " + std::to_string(gap.begin) + ".0 " + std::to_string(gap.end) + " 4",
          range(gap.begin, gap.end, rest - 1), range(gap.begin, gap.end, rest + 1),
          range(gap.begin, gap.end + 1, rest - 1), range(gap.begin - 1, gap.end, rest), range(0, gap.end, rest),
          std::string{"1 2 3 4"}, std::string{"[0] 1 2 3"}, std::string{"0 1 2 3 4"}})
        expect(with_range(file, bad), {"byte_range"});
}

BOOST_AUTO_TEST_CASE(a_second_byte_range_is_refused) {
    std::string file = text_of_letter();
    const auto at = file.rfind("/Filter");
    file.replace(at, 7, "/ByteRange");
    expect(file, {"not_our_format"});
}

BOOST_AUTO_TEST_CASE(a_widened_gap_is_refused) {
    std::string file = text_of_letter();
    const auto gap = gap_of(file);
    file.insert(gap.end - 1, "00");
    expect(file, {"not_our_format"});  // the table behind it is not where it says
    file = text_of_letter();
    file.replace(gap.begin, 1, " ");
    file.replace(gap.begin + 1, 1, "<");
    BOOST_TEST(!verdict_on(file).valid);
}

BOOST_AUTO_TEST_CASE(a_truncated_letter_is_refused_wherever_it_is_cut) {
    const std::string file = text_of_letter();
    for (std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{400}, file.size() / 2, file.size() - 7})
        expect(file.substr(0, size), {"not_our_format"});
    expect(file.substr(0, file.size() - 1), {"byte_range"});  // the line end behind %%EOF is signed too
}

BOOST_AUTO_TEST_CASE(an_emptied_signature_is_refused) {
    std::string file = text_of_letter();
    const auto gap = gap_of(file);
    std::fill(file.begin() + static_cast<std::ptrdiff_t>(gap.begin + 1),
              file.begin() + static_cast<std::ptrdiff_t>(gap.end - 1), '0');
    expect(file, {"cms"});
}

BOOST_AUTO_TEST_CASE(bytes_after_the_end_are_refused) {
    expect(text_of_letter() + "junk", {"trailing_bytes"});
    expect(text_of_letter() + "\n", {"trailing_bytes"});
    expect(text_of_letter() + std::string(1, '\0'), {"trailing_bytes"});
}

BOOST_AUTO_TEST_CASE(the_spelling_of_the_hex_digits_is_ours) {
    std::string file = text_of_letter();
    const auto gap = gap_of(file);
    const auto letter = std::find_if(file.begin() + static_cast<std::ptrdiff_t>(gap.begin), file.end(),
                                     [](char c) { return c >= 'a' && c <= 'f'; });
    *letter = static_cast<char>(*letter - 'a' + 'A');
    expect(file, {"byte_range"});
}

BOOST_AUTO_TEST_CASE(an_unsigned_letter_and_foreign_files_are_named) {
    expect(text_of(test::small_letter()), {"no_signature"});
    for (const char* file :
         {"", "%PDF", "%PDF-1.4\n%%EOF\n", "%PDF-1.4\nstartxref\n0\n%%EOF\n", "hello",
          "%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
          "%PDF-1.4\nxref\n0 999999999999\ntrailer\n<<>>\nstartxref\n9\n%%EOF",
          "%PDF-1.4\nxref\n0 -1\ntrailer\n<<>>\nstartxref\n9\n%%EOF"})
        expect(file, {"not_our_format"});
    std::string deep = "%PDF-1.4\nxref\n0 0\ntrailer\n";
    deep += std::string(100'000, '[') + "\nstartxref\n9\n%%EOF\n";
    expect(deep, {"not_our_format"});
    expect(std::string((20U << 20) + 1, 'x'), {"not_our_format"});
}

BOOST_AUTO_TEST_CASE(a_stranger_with_a_root_of_his_own_is_not_believed) {
    const test::SomeSigner stranger;
    const Verdict verdict = some_signer().verdict(stranger.signed_letter());
    BOOST_TEST(verdict.problems == Codes{"untrusted"}, boost::test_tools::per_element());
    const Verdict nobody = verify(some_signer().signed_letter(), {"", some_day, {}});
    BOOST_TEST(nobody.problems == Codes{"untrusted"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(certificates_count_only_while_they_are_valid) {
    const auto& root = some_signer().identity.root;
    const Bytes letter = some_signer().signed_letter();
    for (const Instant when : {some_day - std::chrono::days{30}, some_day + std::chrono::days{740}}) {
        const Verdict verdict = verify(letter, {root, when, {}});
        BOOST_TEST(verdict.problems == Codes{"expired"}, boost::test_tools::per_element());
        BOOST_CHECK_EXCEPTION(sign(test::small_letter(), some_signer().signer, when), Error, [](const Error& error) {
            return error.fault() == Fault::denied && error.key() == "signing.certificate_expired";
        });
    }
}

BOOST_AUTO_TEST_CASE(the_issuer_knows_its_own_letters) {
    const Bytes letter = some_signer().signed_letter();
    const Digest ours = sha256(letter);
    const VerifySettings settings{some_signer().identity.root, some_day, [&](const Digest& d) { return d == ours; }};
    BOOST_TEST(verify(letter, settings).valid);
    const Bytes another = some_signer().signed_letter();  // ECDSA signatures differ each time
    const Verdict unknown = verify(another, settings);
    BOOST_TEST(unknown.problems == Codes{"unknown_file"}, boost::test_tools::per_element());
    BOOST_TEST(unknown.level == "B-B");
    const Codes added{"unknown_file", "changed_after_issue", "update_not_allowed"};
    const Verdict changed = verify(view(updated(text_of(letter), 90, "<</A 1>>")), settings);
    BOOST_TEST(changed.problems == added, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_signed_letter_has_no_place_for_another_signature) {
    BOOST_CHECK_EXCEPTION(sign(some_signer().signed_letter(), some_signer().signer, some_day), Error,
                          [](const Error& error) { return error.key() == "signing.no_field"; });
    BOOST_CHECK_EXCEPTION(sign(view("%PDF-1.4 nothing"), some_signer().signer, some_day), Error,
                          [](const Error& error) { return error.key() == "signing.letter_unreadable"; });
}

BOOST_AUTO_TEST_CASE(signing_adds_and_changes_nothing_that_was_there) {
    const Bytes letter = test::small_letter();
    const Bytes done = sign(letter, some_signer().signer, some_day);
    BOOST_TEST(std::equal(letter.begin(), letter.end(), done.begin()));
    const std::string added = text_of(ByteView{done}.subspan(letter.size()));
    BOOST_TEST(added.find("/AP") != std::string::npos);
    BOOST_TEST(added.find("/DocMDP") != std::string::npos);
    BOOST_TEST(added.find("D:20260305090000Z") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_signed_follows_from_letter_certificate_and_time_alone) {
    const Bytes letter = test::small_letter();
    const auto& certificates = some_signer().signer.certificates;
    const Prepared first = prepare(letter, certificates, some_day);
    std::this_thread::sleep_for(std::chrono::milliseconds{1100});  // the machine's clock must not be seen
    const Prepared again = prepare(letter, certificates, some_day);
    BOOST_TEST(text_of(first.file) == text_of(again.file));
    BOOST_TEST(first.digest == again.digest, boost::test_tools::per_element());
    BOOST_TEST(text_of(first.file).find("/ModDate (D:20260305090000+00'00')", letter.size()) != std::string::npos);
    BOOST_TEST((prepare(letter, certificates, some_day + std::chrono::seconds{1}).digest != again.digest));
}

BOOST_AUTO_TEST_CASE(unused_bits_of_a_certificates_signature_are_not_ours_to_overlook) {
    // Whether the last bit of a signature is 0, so that calling it unused changes nothing, is a matter of luck.
    for (int tries = 0; tries < 40; ++tries) {
        const test::SomeSigner signer;
        const Bytes& own = signer.signer.certificates.own;
        if ((own.back() & 1U) != 0) continue;
        std::string file = text_of(signer.signed_letter());
        const std::string spelled = hex(own);
        const auto in_file = file.find(spelled);
        BOOST_REQUIRE(in_file != std::string::npos);
        std::string marked = spelled;
        // The value ends with BIT STRING (its size, 00 unused bits, SEQUENCE 30 ...): the last 00 30 45, or 44, 46.
        const auto at = std::max({marked.rfind("003044"), marked.rfind("003045"), marked.rfind("003046")},
                                 [](std::size_t a, std::size_t b) { return a + 1 < b + 1; });
        BOOST_REQUIRE(at != std::string::npos);
        marked[at + 1] = '1';
        file.replace(in_file, spelled.size(), marked);
        BOOST_TEST(!signer.verdict(view(file)).valid);
        return;
    }
    BOOST_FAIL("no signature of forty ended in 0");
}

BOOST_AUTO_TEST_CASE(any_flipped_bit_makes_a_letter_invalid) {
    const Bytes letter = some_signer().signed_letter();
    const auto gap = gap_of(text_of(letter));
    std::mt19937 dice{20260305};
    const auto flip_and_look = [&](std::size_t at) {
        Bytes changed = letter;
        changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1U << (dice() % 8)));
        BOOST_TEST(!some_signer().verdict(changed).valid, "byte " << at << " of the file may be changed unseen");
    };
    for (std::size_t at = gap.begin; at < gap.begin + 4200; ++at) flip_and_look(at);  // all of the CMS
    for (int i = 0; i < 3000; ++i) flip_and_look(dice() % letter.size());
}
