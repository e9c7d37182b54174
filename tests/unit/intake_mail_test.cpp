// Mails as files: what is attached comes out whole, and nothing anybody can write in one breaks the reading.
#include <boost/test/unit_test.hpp>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "intake/mail.hpp"
#include "intake/mail_head.hpp"

using namespace arkki;
using namespace arkki::intake;

namespace {

const std::string head = "From: kopiokone@example.fi\r\nTo: arkisto@example.fi\r\nSubject: skannaus\r\nMIME-Version: 1.0\r\n";

std::string mixed(const std::string& parts, const std::string& boundary = "b1") {
    return head + "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\npreamble\r\n" + parts + "--" +
           boundary + "--\r\nepilogue\r\n";
}

std::string part(const std::string& fields, const std::string& body, const std::string& boundary = "b1") {
    return "--" + boundary + "\r\n" + fields + "\r\n" + body + "\r\n";
}

std::string whole(const Attachment& attachment) {
    std::string bytes;
    decode(attachment, [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

std::string refusal(const std::string& bytes) {
    try {
        const Mail mail{bytes};
        return std::to_string(mail.attachments().size());
    } catch (const Error& error) {
        return error.key();
    }
}

std::vector<std::string> contents(const std::string& bytes) {
    const Mail mail{bytes};
    std::vector<std::string> all;
    for (const auto& attachment : mail.attachments()) all.push_back(whole(attachment));
    return all;
}

std::string name_in(const std::string& disposition) {
    const std::string bytes = mixed(part("Content-Type: application/pdf\r\nContent-Disposition: " + disposition + "\r\n", "%PDF-"));
    const Mail mail{bytes};
    return mail.attachments().size() == 1 ? mail.attachments().front().name.reveal() : "none";
}

const std::string pdf_fields = "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n"
                               "Content-Disposition: attachment; filename=\"a.pdf\"\r\n";

using List = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_no_mail_is_refused) {
    for (const std::string bytes : {"", "\n\n", "%PDF-1.7\n%\xE2\xE3\n1 0 obj", "Hei,\n\ntässä lasku.\n", "From: only one field\r\n\r\n"})
        BOOST_TEST(refusal(bytes) == "mail.unreadable");
    BOOST_TEST(refusal(std::string(100'000, 'x')) == "mail.unreadable");
    BOOST_TEST(refusal(head + "X-Long: " + std::string(70'000, 'x') + "\r\n\r\n") == "mail.unreadable");
    BOOST_TEST(refusal(std::string("\0\0\0\0", 4)) == "mail.unreadable");
}

BOOST_AUTO_TEST_CASE(ten_thousand_parts_are_refused_and_so_is_what_lies_too_deep) {
    std::string parts;
    for (int i = 0; i < 10'000; ++i) parts += part("Content-Type: image/png\r\n", "x");
    BOOST_TEST(refusal(mixed(parts)) == "mail.too_many_parts");
    std::string deep;
    for (int i = 0; i < 5'000; ++i)
        deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" + std::to_string(i) + "\r\n";
    BOOST_TEST(refusal(head + deep) == "mail.too_deep");
    std::string mails = head;
    for (int i = 0; i < 20; ++i) mails += "Content-Type: message/rfc822\r\n\r\n" + head;
    BOOST_TEST(refusal(mails) == "mail.too_deep");
}

BOOST_AUTO_TEST_CASE(a_mail_without_anything_attached_gives_nothing) {
    BOOST_TEST(refusal(head + "\r\nHei!\r\n") == "0");
    BOOST_TEST(refusal(head) == "0");
    BOOST_TEST(refusal(mixed(part("Content-Type: text/html\r\n", "<p>Hei</p>") + part("", "plain"))) == "0");
}

BOOST_AUTO_TEST_CASE(attachments_come_out_whole_and_in_order) {
    const auto bytes = mixed(part("Content-Type: text/plain\r\n", "Liitteet ohessa.") +
                             part(pdf_fields, "JVBERi0x\r\nLjcK") +
                             part("Content-Type: image/jpeg\r\nContent-Disposition: inline; filename=kuva.jpg\r\n"
                                  "Content-Transfer-Encoding: quoted-printable\r\n",
                                  "=FF=D8=FF soft=\r\n end") +
                             part("Content-Type: text/plain; name=muistio.txt\r\nContent-Disposition: attachment\r\n", "rivi\r\n"));
    BOOST_TEST(contents(bytes) == (List{"%PDF-1.7\n", "\xFF\xD8\xFF soft end", "rivi\r\n"}));
}

BOOST_AUTO_TEST_CASE(a_mail_that_is_itself_one_attachment_counts) {
    BOOST_TEST(contents(head + pdf_fields + "\r\nJVBERi0xLjcK\r\n") == List{"%PDF-1.7\n"});
}

BOOST_AUTO_TEST_CASE(line_ends_of_unix_and_a_mailbox_line_change_nothing) {
    auto bytes = mixed(part(pdf_fields, "JVBERi0xLjcK"));
    std::erase(bytes, '\r');
    BOOST_TEST(contents(bytes) == List{"%PDF-1.7\n"});
    BOOST_TEST(contents("From kopiokone@example.fi Mon Nov 23 10:00:00 2026\n" + bytes) == List{"%PDF-1.7\n"});
}

BOOST_AUTO_TEST_CASE(mails_in_mails_give_what_is_attached_to_them) {
    const auto inner = mixed(part(pdf_fields, "JVBERi0xLjcK", "in"), "in");
    BOOST_TEST(contents(mixed(part("Content-Type: message/rfc822\r\n", inner) + part(pdf_fields, "QUJD"))) ==
               (List{"%PDF-1.7\n", "ABC"}));
    BOOST_TEST(contents(mixed(part("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n",
                                   base64(view(inner))))) == List{"%PDF-1.7\n"});
}

BOOST_AUTO_TEST_CASE(a_picture_a_text_is_laid_out_with_is_no_paper_but_a_photo_in_a_text_is) {
    const std::string logo = "Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline\r\n";
    const auto related = [&](const std::string& picture) {
        return head + "Content-Type: multipart/related; boundary=b1\r\n\r\n" + part("Content-Type: text/html\r\n", "<img>") +
               part(picture, "PNG") + "--b1--\r\n";
    };
    BOOST_TEST(refusal(related(logo)) == "0");
    BOOST_TEST(refusal(related("Content-Type: image/png\r\nContent-ID: <x>\r\nContent-Disposition: attachment\r\n")) == "1");
    BOOST_TEST(refusal(mixed(part(logo, "PNG"))) == "1");
}

BOOST_AUTO_TEST_CASE(wrong_boundaries_lose_nothing_that_can_be_told) {
    const auto good = mixed(part(pdf_fields, "JVBERi0xLjcK"));
    BOOST_TEST(contents(good.substr(0, good.find("--b1--"))) == List{"%PDF-1.7\n"});  // cut off
    BOOST_TEST(refusal(head + "Content-Type: multipart/mixed\r\n\r\n" + part(pdf_fields, "QUJD")) == "0");
    BOOST_TEST(refusal(head + "Content-Type: multipart/mixed; boundary=other\r\n\r\n" + part(pdf_fields, "QUJD")) == "0");
    BOOST_TEST(contents(mixed(part("Content-Type: image/tiff\r\n", "ABC\r\n--b12\r\nDEF"))) ==
               List{"ABC\r\n--b12\r\nDEF"});  // a longer one is none
    BOOST_TEST(contents(mixed(part(pdf_fields, "QUJD")) + part(pdf_fields, "REVG")) == List{"ABC"});  // after the end
}

BOOST_AUTO_TEST_CASE(base64_with_junk_in_it_is_read_over_the_junk_and_ends_at_its_end) {
    BOOST_TEST(contents(mixed(part(pdf_fields, "QU!\r\n \tJD\xFF*REVG"))) == List{"ABCDEF"});
    BOOST_TEST(contents(mixed(part(pdf_fields, "QUI=QUJD"))) == List{"AB"});
    BOOST_TEST(contents(mixed(part(pdf_fields, "Q"))) == List{""});
    BOOST_TEST(contents(mixed(part(pdf_fields, ""))) == List{""});
}

BOOST_AUTO_TEST_CASE(names_are_only_names) {
    BOOST_TEST(name_in("attachment; filename=\"../../etc/passwd\"") == "passwd");
    BOOST_TEST(name_in("attachment; filename=\"C:\\\\scans\\\\lasku.pdf\"") == "lasku.pdf");
    BOOST_TEST(name_in("attachment; filename=\"C:\\scans\\lasku.pdf\"") == "lasku.pdf");
    BOOST_TEST(name_in("attachment; filename=a b.pdf") == "a b.pdf");
    BOOST_TEST(name_in("attachment; filename=\"=?utf-8?B?TMOkc2tlbG1hLnBkZg==?=\"") == "Läskelma.pdf");
    BOOST_TEST(name_in("attachment; filename=\"=?iso-8859-1?Q?Hyv=E4?= =?iso-8859-1?Q?=E4_y=F6.pdf?=\"") == "Hyvää yö.pdf");
    BOOST_TEST(name_in("attachment; filename*=utf-8'fi'n%C3%A4yte.pdf; filename=nayte.pdf") == "näyte.pdf");
    BOOST_TEST(name_in("attachment; filename*0*=utf-8''p%C3%A4; filename*1*=%C3%A4t%C3%B6s.pdf") == "päätös.pdf");
    BOOST_TEST(name_in("attachment; filename*0=\"yksi\"; filename*1=\"kaksi.pdf\"") == "yksikaksi.pdf");
    BOOST_TEST(name_in("attachment; filename=\"" + std::string(400, 'n') + ".pdf\"") == std::string(196, 'n') + ".pdf");
    BOOST_TEST(name_in("attachment") == "");
    BOOST_TEST(name_in("attachment; filename=\"=?utf-8?X?broken\"; ;;= ; x") == "=?utf-8?X?broken");
    BOOST_TEST(name_in("attachment; filename=\"never closed") == "never closed");
}

BOOST_AUTO_TEST_CASE(the_beginning_is_that_of_the_whole) {
    const std::string bytes = mixed(part(pdf_fields, base64(view(std::string(10'000, 'A') + "end"))));
    const Mail mail{bytes};
    BOOST_TEST(beginning_of(mail.attachments().front(), 16) == std::string(16, 'A'));
    BOOST_TEST(whole(mail.attachments().front()).size() == 10'003u);
}

BOOST_AUTO_TEST_CASE(a_mail_cut_off_anywhere_is_read_or_refused_and_never_more) {
    const auto bytes = mixed(part("Content-Type: message/rfc822\r\n", mixed(part(pdf_fields, "QUJD", "in"), "in")) +
                             part(pdf_fields, "REVG"));
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        const auto told = refusal(bytes.substr(0, length));
        BOOST_TEST((told == "0" || told == "1" || told == "2" || told == "mail.unreadable"), told);
    }
}
