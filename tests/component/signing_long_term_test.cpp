// Letters that stay provable (PAdES B-LT and B-LTA): evidence by real responders, each level proved strictly, and every
// tampering of docs/formats.md on a letter with its archive time stamp.
#include <boost/test/unit_test.hpp>

#include <functional>
#include <random>

#include "base/error.hpp"
#include "signing/verify.hpp"
#include "support/signing_letter.hpp"
#include "support/test_pki.hpp"

using namespace arkki;
using namespace arkki::signing;
using test::first_engine;
using Codes = std::vector<std::string>;

namespace {

test::TestPki& pki() {
    static test::TestPki one;
    return one;
}

Instant now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

Bytes stamped() {
    const auto letter = sign(test::small_letter(), pki().signer(), pki().stamps.settings(), now());
    BOOST_REQUIRE(letter.level == "B-T");
    return letter.file;
}
Bytes lifted(const Bytes& letter) {
    return lifted_to_archive(letter, pki().roots(), pki().stamps.settings(), pki().sources(), now());
}
const Bytes& archived() {
    static const Bytes letter = lifted(stamped());
    return letter;
}

Verdict verdict_at(ByteView file, Instant when) { return verify(file, {pki().roots(), when, {}, pki().stamps.roots()}); }
Verdict verdict_on(ByteView file) { return verdict_at(file, now()); }

void expect(const std::string& file, const Codes& problems, const std::string& level = "") {
    const Verdict verdict = verdict_on(view(file));
    BOOST_TEST(verdict.problems == problems, boost::test_tools::per_element());
    BOOST_TEST(verdict.valid == problems.empty());
    BOOST_TEST(verdict.level == level);
}

std::string refusal(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.key();
    }
    return {};
}

/// What the responder's mood does to a lifting.
std::string lifting_while(test::TestPki::Mood mood) {
    pki().mood = mood;
    const std::string key = refusal([] { static_cast<void>(lifted(stamped())); });
    pki().mood = test::TestPki::Mood::honest;
    return key;
}

/// An update of the kind any program writes: one object anew, a table, a trailer.
std::string updated(const std::string& file, int number, const std::string& object) {
    const auto old_table = file.substr(file.rfind("startxref") + 10, file.rfind("%%EOF") - file.rfind("startxref") - 11);
    std::string result = file;
    const auto offset = std::to_string(result.size());
    result += std::to_string(number) + " 0 obj\n" + object + "\nendobj\n";
    const auto table = std::to_string(result.size());
    result += "xref\n" + std::to_string(number) + " 1\n" + std::string(10 - offset.size(), '0') + offset +
              " 00000 n \ntrailer\n<</Size 100/Prev " + old_table + "/Root 1 0 R/Info 2 0 R>>\nstartxref\n" + table + "\n%%EOF\n";
    return result;
}

/// Where the n-th signature's value lies, brackets with it; 0 is the letter's own, 1 the document time stamp.
Gap gap_in(const std::string& file, int which) {
    std::size_t at = 0;
    for (int i = 0; i <= which; ++i) at = file.find("/ByteRange", at + 1);
    const auto begin = file.find('<', file.find("/Contents", at));
    return {begin, file.find('>', begin) + 1};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(long_term, *boost::unit_test::precondition(first_engine))

BOOST_AUTO_TEST_CASE(a_responder_that_fails_lifts_nothing) {
    using Mood = test::TestPki::Mood;
    BOOST_TEST(lifting_while(Mood::broken) == "signing.revocation_unknown");
    BOOST_TEST(lifting_while(Mood::junk) == "signing.revocation_unknown");
    BOOST_TEST(lifting_while(Mood::of_another) == "signing.revocation_unknown");
    BOOST_TEST(lifting_while(Mood::silent) != "");
    pki().index("unknown.txt");
    BOOST_TEST(refusal([] { static_cast<void>(lifted(stamped())); }) == "signing.revocation_unknown");
    pki().index("revoked.txt");
    BOOST_TEST(refusal([] { static_cast<void>(lifted(stamped())); }) == "signing.revoked");
    pki().index("index.txt");
}

BOOST_AUTO_TEST_CASE(a_certificate_that_names_nobody_to_ask_is_said_so) {
    auto sources = pki().sources();
    sources.crls.clear();
    BOOST_TEST(refusal([&] {
                   static_cast<void>(lifted_to_archive(stamped(), pki().roots(), pki().stamps.settings(), sources, now()));
               }) == "signing.no_revocation_source");
}

BOOST_AUTO_TEST_CASE(a_letter_without_a_time_stamp_is_not_lifted) {
    const Bytes letter = sign(test::small_letter(), pki().signer(), now());
    BOOST_TEST(refusal([&] { static_cast<void>(lifted(letter)); }) == "signing.letter_unreadable");
    BOOST_TEST(refusal([&] { static_cast<void>(lifted(archived())); }) == "signing.letter_unreadable");
}

BOOST_AUTO_TEST_CASE(a_lifted_letter_is_b_lta_and_keeps_every_byte_it_had) {
    const Bytes before = stamped();
    const Bytes after = lifted(before);
    BOOST_TEST(std::equal(before.begin(), before.end(), after.begin()));
    expect(text_of(after), {}, "B-LTA");
    BOOST_TEST_MESSAGE("B-T " << before.size() << " bytes, B-LTA " << after.size());
    const test::Folder folder;
    const std::string file = folder.put("letter.pdf", after);
    const auto qpdf = test::ran("qpdf --check " + file);
    BOOST_TEST(qpdf.status == 0, qpdf.output);
    const auto pdfsig = test::ran("pdfsig -nocert " + file);
    BOOST_TEST(test::says(pdfsig, "Signature is Valid"), pdfsig.output);
}

BOOST_AUTO_TEST_CASE(each_level_is_said_as_far_as_it_is_proved) {
    const Bytes letter = stamped();
    expect(text_of(letter), {}, "B-T");
    const Bytes whole = lifted(letter);
    const auto end = text_of(whole).rfind("%%EOF", text_of(whole).rfind("%%EOF") - 1) + 6;
    expect(text_of(whole).substr(0, end), {}, "B-LT");
    // The store alone proves nothing by being there.
    expect(text_of(with_evidence(letter, {{pki().signer().certificates.own}, {}, {}}, now())), {"revocation"});
    const Bytes root_list = pki().sources().crls.front();
    expect(text_of(with_evidence(letter, {{}, {root_list}, {}}, now())), {"revocation"});
}

BOOST_AUTO_TEST_CASE(a_letter_outlives_the_certificate_of_its_signer) {
    for (const auto later : {std::chrono::days{400}, std::chrono::days{1500}}) {
        const Verdict verdict = verdict_at(archived(), now() + later);
        BOOST_TEST(verdict.problems == Codes{}, boost::test_tools::per_element());
        BOOST_TEST(verdict.level == "B-LTA");
    }
    const Verdict ended = verdict_at(archived(), now() + std::chrono::days{4000});
    BOOST_REQUIRE(!ended.problems.empty());
    BOOST_TEST(ended.problems.front() == "time_stamp");
    BOOST_TEST(ended.level == "");
    const Verdict unsaid = verify(archived(), {pki().roots(), now(), {}, ""});
    BOOST_TEST(!unsaid.valid);
}

BOOST_AUTO_TEST_CASE(a_second_archive_time_stamp_renews_the_first) {
    const Bytes renewed = with_document_stamp(archived(), pki().stamps.settings(), now());
    expect(text_of(renewed), {}, "B-LTA");
}

BOOST_AUTO_TEST_CASE(every_tampering_with_an_archived_letter_is_seen) {
    const std::string file = text_of(archived());
    const auto own = gap_in(file, 0);
    const auto stamp = gap_in(file, 1);
    const auto with = [&](std::size_t at, char c) {
        std::string changed = file;
        changed[at] = c;
        return changed;
    };
    BOOST_TEST_CONTEXT("a bit in the signed bytes") {
        std::string changed = file;
        changed[file.find("/MediaBox") + 13] ^= 1;
        const Verdict verdict = verdict_on(view(changed));
        for (const char* word : {"time_stamp", "digest"})
            BOOST_TEST(std::count(verdict.problems.begin(), verdict.problems.end(), word) == 1, word);
        BOOST_TEST(verdict.level == "");
    }
    BOOST_TEST_CONTEXT("bytes in the padding of the signature, or of the time stamp") {
        expect(with(own.end - 2, '1'), {"time_stamp", "padding"});
        expect(with(stamp.end - 2, '1'), {"padding"});
    }
    BOOST_TEST_CONTEXT("an update that replaces content or adds a note") {
        expect(updated(file, 5, "<</Length 3>>\nstream\nq Q\nendstream"), {"update_not_allowed"});
        expect(updated(file, 90, "<</Type/Annot/Subtype/FreeText/Rect[0 0 600 800]/DA(1 g)/Contents(x)>>"),
               {"update_not_allowed"});
        expect(updated(file, 4, "<</Type/Page/Parent 3 0 R/MediaBox[0 0 1 1]>>"), {"update_not_allowed"});
    }
    BOOST_TEST_CONTEXT("a byte range that is none") {
        for (const int which : {0, 1}) {
            std::string changed = file;
            const auto begin = changed.rfind('[', changed.find("/Contents", changed.find("/ByteRange", which == 0 ? 0 : own.end)));
            changed.replace(begin + 1, 3, " -1");
            const Verdict verdict = verdict_on(view(changed));
            BOOST_TEST(std::count(verdict.problems.begin(), verdict.problems.end(), "byte_range") == 1);
        }
    }
    BOOST_TEST_CONTEXT("a widened gap") {
        std::string changed = file;
        changed.insert(own.end - 1, "00");
        expect(changed, {"not_our_format"});
    }
    BOOST_TEST_CONTEXT("cut off, or emptied") {
        expect(file.substr(0, file.size() / 2), {"not_our_format"});
        std::string changed = file;
        std::fill(changed.begin() + static_cast<std::ptrdiff_t>(stamp.begin + 1),
                  changed.begin() + static_cast<std::ptrdiff_t>(stamp.end - 1), '0');
        expect(changed, {"cms"});
    }
    BOOST_TEST_CONTEXT("bytes after the end") { expect(file + "junk", {"trailing_bytes"}); }
}

BOOST_AUTO_TEST_CASE(an_update_that_only_looks_like_ours_is_refused) {
    const std::string letter = text_of(stamped());
    const std::string store = "<</Certs[]>>";
    expect(updated(letter, 90, store), {"update_not_allowed"});
    std::string file = text_of(with_evidence(view(letter), {{pki().signer().certificates.own}, {}, {}}, now()));
    const auto catalog = file.find("/Pages", letter.size());
    BOOST_REQUIRE(catalog != std::string::npos);
    std::string changed = file;
    changed.replace(catalog, 6, "/Pagez");
    const Verdict verdict = verdict_on(view(changed));
    BOOST_TEST(!verdict.valid);
    BOOST_TEST(verdict.level == "");
}

BOOST_AUTO_TEST_CASE(any_flipped_bit_makes_an_archived_letter_invalid) {
    const Bytes& letter = archived();
    std::mt19937 dice{20261124};
    for (int i = 0; i < 1500; ++i) {
        Bytes changed = letter;
        const std::size_t at = dice() % letter.size();
        changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1U << (dice() % 8)));
        BOOST_TEST(!verdict_on(changed).valid, "byte " << at << " of the file may be changed unseen");
    }
}

BOOST_AUTO_TEST_SUITE_END()
