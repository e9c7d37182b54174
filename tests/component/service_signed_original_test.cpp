// A signed file stays signed: what was taken in comes back byte for byte, though it was read and a searchable copy of it
// was made beside it.
#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <optional>

#include "archive/searchable_copy.hpp"
#include "pdf/conformance.hpp"
#include "support/signing_letter.hpp"
#include "support/test_intake.hpp"

using namespace arkki;
using namespace arkki::archive;

namespace {

class Office : public test::TestIntake {
public:
    access::Desk clerk = desk("clerk");
    Archive archive{clerk, shelves};
    SearchableCopies copies{database(), shelves};

    /// Takes the file in, reads it and does all that follows by itself. @returns its document
    DocumentId take_in(const Bytes& file) {
        const auto arrival = receive(text_of(file), "paatos.pdf");
        read_all();
        BOOST_TEST_REQUIRE(state(arrival) == "filed");
        static constexpr std::string_view only_copies[]{copy_job};
        while (const auto lease = jobs::claim(database(), "copies", clock.now(), only_copies)) copies.make(*lease, clock.now());
        return *seen(arrival).document;
    }
    Bytes original_of(DocumentId id) { return archive.original(clerk.open<access::CopyDocument>(id)); }
    Bytes copy_of(DocumentId id) { return archive.searchable_pdf(clerk.open<access::CopyDocument>(id)); }
};

/// What poppler's own verifier says of a file; nothing where it is not installed.
std::optional<std::string> pdfsig_says(const Bytes& file, const std::filesystem::path& folder) {
    if (!test::has_program("pdfsig")) {
        BOOST_TEST_MESSAGE("skipped: pdfsig is not installed");
        return std::nullopt;
    }
    const auto path = folder / "given_out.pdf";
    test::write_file(path, text_of(file));
    std::string said;
    std::FILE* pipe = ::popen(("pdfsig -nocert " + path.string() + " 2>&1").c_str(), "r");
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said += static_cast<char>(c);
    ::pclose(pipe);
    return said;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_signed_file_comes_back_as_it_came_with_its_signature_valid, Office) {
    const auto& signer = test::some_signer();
    const Bytes letter = signer.signed_letter();
    BOOST_TEST_REQUIRE(signer.verdict(letter).valid);
    const auto id = take_in(letter);

    const Bytes given_out = original_of(id);
    BOOST_TEST(hex(sha256(given_out)) == hex(sha256(letter)));
    BOOST_TEST((given_out == letter));
    BOOST_TEST(signer.verdict(given_out).valid);
    BOOST_TEST(signer.verdict(given_out).level == "B-B");
    const auto told = archive.originals(clerk.open<access::ReadDocument>(id)).at(0);
    BOOST_TEST(told.signatures == 1);
    BOOST_TEST(only<std::string>("SELECT sha256 FROM document_original") == hex(sha256(letter)));
    if (const auto said = pdfsig_says(given_out, store.folder())) {
        BOOST_TEST(said->find("Signature is Valid") != std::string::npos, *said);
        BOOST_TEST(said->find("Total document signed") != std::string::npos, *said);
    }
}

BOOST_FIXTURE_TEST_CASE(the_searchable_copy_beside_it_is_another_file_that_claims_no_signature, Office) {
    const auto& signer = test::some_signer();
    const Bytes letter = signer.signed_letter();
    const auto id = take_in(letter);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM document_copy WHERE blob <> ''") == 1);
    const Bytes copy = copy_of(id);
    BOOST_TEST(pdf::searchable_problems(copy).empty());
    BOOST_TEST((copy != letter));
    SignatureCount signatures;
    signatures.add(copy);
    BOOST_TEST(signatures.count() == 0);
    BOOST_TEST(!signer.verdict(copy).valid);
    BOOST_TEST((original_of(id) == letter));  // also after the copy was asked for
}

BOOST_FIXTURE_TEST_CASE(a_signed_file_that_was_changed_on_its_way_is_kept_as_it_came_and_still_not_valid, Office) {
    const auto& signer = test::some_signer();
    Bytes letter = signer.signed_letter();
    BOOST_TEST_REQUIRE(text_of(letter).starts_with("%PDF-1."));
    letter[7] = letter[7] == '6' ? '5' : '6';  // the version of the format: any reader takes it all the same
    const auto id = take_in(letter);
    BOOST_TEST((original_of(id) == letter));
    BOOST_TEST(!signer.verdict(original_of(id)).valid);
}
