// Mails as anybody writes them: whatever the bytes, they are refused by name or give attachments that stay within bounds.
#include "fuzz/fuzz.hpp"
#include "intake/mail.hpp"
#include "intake/mail_head.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::intake;

namespace {

void check(const Attachment& attachment, std::string_view mail) {
    const std::string& name = attachment.name.reveal();
    demand(name.size() <= 200, "a name is short");
    demand(name.find_first_of("/\\") == std::string::npos, "a name is no path");
    std::string whole;
    decode(attachment, [&](std::string_view piece) {
        demand(!piece.empty(), "pieces hold something");
        whole += piece;
    });
    demand(whole.size() <= attachment.body.size(), "nothing grows by decoding");
    demand(attachment.body.size() <= mail.size(), "a part is smaller than its mail");
    const auto some = beginning_of(attachment, 16);
    demand(whole.starts_with(some), "the beginning is that of the whole");
    demand(attachment.coding != Coding::base64 || some.size() <= 16, "no more than was asked for");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = text_in({data, size});
    const bool mail = looks_like_mail(bytes);
    const bool refusal = refused({"mail.unreadable", "mail.too_many_parts", "mail.too_deep"}, [&] {
        const Mail read{bytes};
        demand(read.attachments().size() <= static_cast<std::size_t>(most_mail_parts), "a bounded number of parts");
        for (const auto& attachment : read.attachments()) check(attachment, bytes);
    });
    demand(mail || refusal, "what is no mail is refused");
    demand(decoded_words(bytes).size() <= bytes.size() * 2, "words grow at most by their character set");
    static_cast<void>(MailValue{bytes}.parameter("filename"));
    return 0;
}
