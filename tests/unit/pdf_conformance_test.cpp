// A mutant for each line of the check list: a letter that is wrong in one thing must not pass.
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include <cairo.h>

#include "pdf/archival.hpp"
#include "pdf/canvas.hpp"
#include "pdf/conformance.hpp"
#include "pdf/letter.hpp"
#include "pdf/type_case.hpp"
#include "support/pdf_letters.hpp"

using namespace arkki;
using namespace arkki::pdf_test;

namespace {

const std::string& good() {
    static const std::string letter = text_of(pdf::compose(sheet(Language::fi, refusal(Language::fi)), resources()));
    return letter;
}

std::vector<std::string> problems_of(const std::string& file) { return pdf::conformance_problems(view(file)); }

/// The letter with one place changed; nothing moves.
std::string mutant(const std::string& from, const std::string& to) {
    BOOST_REQUIRE(from.size() == to.size());
    std::string file = good();
    const auto at = file.find(from);
    BOOST_TEST_REQUIRE(at != std::string::npos, from);
    return file.replace(at, from.size(), to);
}

void check_caught(const std::string& file, const std::string& problem) {
    const auto found = problems_of(file);
    const bool caught = std::any_of(found.begin(), found.end(),
                                    [&](const std::string& line) { return line.find(problem) != std::string::npos; });
    BOOST_TEST(caught, problem << " not found, but " << (found.empty() ? "nothing" : found.front()));
}

void check_caught(const std::string& from, const std::string& to, const std::string& problem) {
    BOOST_TEST_CONTEXT(from << " -> " << to) { check_caught(mutant(from, to), problem); }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_good_letter_has_no_problem) { BOOST_TEST(problems_of(good()).empty()); }

BOOST_AUTO_TEST_CASE(garbage_is_no_letter) {
    for (const std::string& file :
         {std::string{}, std::string{"%PDF-1.7\n"}, std::string(1000, '\0'), good().substr(0, 20000), "x" + good(),
          std::string{"startxref\n99999999999999999999\n%%EOF"}})
        BOOST_TEST(!problems_of(file).empty());
}

BOOST_AUTO_TEST_CASE(the_file_itself_is_checked) {  // list 4.5, number 1
    check_caught("%PDF-1.", "%PDF-2.", "header");
    check_caught("%PDF-1.5\n%", "%PDF-1.5\n ", "header");
    check_caught(" 0 obj\n", " 0 obj<", "alone on its line");
    check_caught(good() + "junk", "after %%EOF");
    check_caught(good() + good().substr(good().rfind("startxref")), "more than one revision");
}

BOOST_AUTO_TEST_CASE(the_cross_reference_is_checked) {  // 2
    check_caught("\nxref\n", "\nxrex\n", "no classic table");
    check_caught("/ID [", "/IX [", "/ID");
    check_caught("/Info ", "/Prev ", "/Prev");
    check_caught("/Root ", "/Rooq ", "");
    check_caught("/AF [", "/AX [", "embedded file not listed");
}

BOOST_AUTO_TEST_CASE(an_object_that_nothing_needs_is_found) {  // 2
    std::string file = good();
    const auto at = file.find("/Running ") + 9;
    const auto end = file.find('\n', at);
    file.replace(at, end - at, "null" + std::string(end - at - 4, ' '));
    check_caught(file, "cannot be reached");
}

BOOST_AUTO_TEST_CASE(forbidden_things_are_found) {  // 3
    check_caught("/SigFlags 3", "/AA       3", "AA is forbidden");
    check_caught("/ViewerPreferences", "/OCProperties     ", "OCProperties");
    check_caught("/SigFlags", "/XFA     ", "XFA");
    check_caught("/FlateDecode", "/LZWDecode  ", "");
}

BOOST_AUTO_TEST_CASE(the_metadata_is_checked) {  // 4
    check_caught("<pdfaid:part>3", "<pdfaid:part>2", "not PDF/A-3a");
    check_caught("<pdfaid:conformance>A", "<pdfaid:conformance>B", "not PDF/A-3a");
    check_caught("<pdfuaid:part>1", "<pdfuaid:part>2", "not PDF/UA-1");
    check_caught("<pdfaSchema:prefix>pdfuaid", "<pdfaSchema:prefix>pdfuaix", "extension schema");
    check_caught(">TODISTUS", ">TODISTUX", "title");
    check_caught("<rdf:li>Esimerkki", "<rdf:li>Esimerkkx", "author");
    check_caught("<xmp:CreateDate>2026-03-05", "<xmp:CreateDate>2026-03-06", "date");
    check_caught("/Author", "/Writer", "author");
    check_caught("/Author ", "/Creator", "/Creator");
}

BOOST_AUTO_TEST_CASE(the_output_intent_is_checked) {  // 5
    check_caught("/GTS_PDFA1", "/GTS_PDFX1", "output intent");
    check_caught("/OutputIntents", "/OutputIntentx", "output intent");
    check_caught("/N 3", "/N 4", "output intent");
}

BOOST_AUTO_TEST_CASE(accessibility_is_checked) {  // 6
    check_caught("/Lang (fi)", "/Lang (xx)", "/Lang");
    check_caught("/Marked true", "/Marxed true", "marked as tagged");
    check_caught("/DisplayDocTitle true", "/DisplayDocTitlx true", "title is not displayed");
    check_caught("/StructTreeRoot ", "/StructTreeRoox ", "structure tree");
}

BOOST_AUTO_TEST_CASE(fonts_are_checked) {  // 7
    check_caught("/ToUnicode", "/ToUnicodx", "ToUnicode");
    check_caught("/FontFile2", "/FontFilx2", "not embedded");
    check_caught("+LiberationSans", "+LiberationSanz", "not a font of ours");
    check_caught("/CIDToGIDMap", "/CIDToGIDMax", "CIDToGIDMap");
    check_caught("/StemV 80", "/CIDSet 8", "CIDSet");
}

BOOST_AUTO_TEST_CASE(tags_are_checked) {  // 9
    check_caught("/S /H1", "/S /H2", "not one title");
    check_caught("/S /LBody", "/S /XBody", "not a tag of ours");
    std::string table = text_of(pdf::compose(sheet(Language::fi, access_reply(2, "x")), resources()));
    const std::string scope = "/Scope /";
    check_caught(table.replace(table.find(scope), scope.size(), "/Scopx /"), "TH without Scope");
}

BOOST_AUTO_TEST_CASE(text_outside_of_the_structure_is_found) {  // 8
    auto letter = sheet(Language::fi, {});
    const pdf::TypeCase type{resources().font_settings, letter.language, {}};
    const auto draw = [&](bool tagged, bool twice) {
        pdf::Canvas canvas{letter.date};
        if (tagged) cairo_tag_begin(canvas.pen(), "Document", "");
        if (tagged) cairo_tag_begin(canvas.pen(), "H1", "");
        type.set("Otsikko", pdf::style::title).draw(canvas.pen(), 100, 100);
        if (tagged) cairo_tag_end(canvas.pen(), "H1");
        if (twice) type.set("Irrallaan", pdf::style::body).draw(canvas.pen(), 100, 200);
        if (tagged) cairo_tag_end(canvas.pen(), "Document");
        canvas.next_page();
        return canvas.finish();
    };
    const auto finished = [&](const Bytes& body) {
        return text_of(pdf::make_archival(body, draw(false, false), letter, {}, resources()));
    };
    BOOST_TEST(problems_of(finished(draw(true, false))).empty());
    check_caught(finished(draw(true, true)), "untagged");
    check_caught(finished(draw(false, false)), "untagged");
}

BOOST_AUTO_TEST_CASE(the_signature_field_is_checked) {  // 10
    check_caught("/SigFlags 3", "/SigFlags 1", "SigFlags");
    check_caught("/F 132", "/F 130", "not printed");
    check_caught("/TU (", "/TX (", "screen readers");
    check_caught("/Tabs /S", "/Tabx /S", "tab order");
    check_caught("/StructParent ", "/StructParenx ", "not tagged");
    check_caught("/S /Form", "/S /Link", "not tagged");
    check_caught("/FT /Sig", "/FT /Btn", "no signature");
    check_caught("/AP <", "/AX <", "without appearance");
}

BOOST_AUTO_TEST_CASE(the_embedded_file_is_checked) {  // 11
    check_caught("/AFRelationship", "/AFRelationshix", "AFRelationship");
    check_caught("/Desc (", "/Desx (", "Desc");
    check_caught("/EmbeddedFiles", "/EmbeddedFilex", "not listed");
    check_caught("/Params", "/Paramx", "kind or date");
}

BOOST_AUTO_TEST_CASE(what_must_not_stand_in_a_letter_is_found_in_its_text) {  // 12
    const auto letter = [](const std::string& text) {
        return text_of(pdf::compose(sheet(Language::fi, refusal(Language::fi) + "\n" + text + "\n"), resources()));
    };
    check_caught(letter("Name: {{subject.name}}"), "template");
    check_caught(letter("Oy A &amp;amp; B"), "HTML");
    check_caught(letter("(010101-123N)"), "identity code");
    BOOST_TEST(problems_of(letter("Asiakasnumero 0101011123N, puhelin 010101-1234567")).empty());
}
