#include "anchor/mail.hpp"

#include <Poco/Net/MailMessage.h>
#include <Poco/Net/MailRecipient.h>
#include <Poco/Net/MediaType.h>
#include <Poco/Net/StringPartSource.h>
#include <unistd.h>

#include <array>
#include <sstream>

#include "anchor/line.hpp"
#include "base/error.hpp"

namespace arkki::anchor {
namespace {

namespace net = Poco::Net;

/// A bare address: nothing that could begin another line or another command.
const std::string& checked(const std::string& address) {
    const bool fine = address.size() <= 254 && address.find('@') != std::string::npos &&
                      address.find_first_of(" \t\r\n<>\",;:") == std::string::npos;
    if (!fine) throw Error{Fault::invalid, "anchor.bad_address"};
    return address;
}

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : std::string{"localhost"};
}

/// The last line of the server's reply, which must begin with `wanted`.
std::string expect(Line& line, char wanted) {
    for (int lines = 0; lines < 100; ++lines) {
        const std::string reply = line.hear_line();
        if (reply.size() < 3 || reply.find_first_not_of("0123456789") < 3)
            throw Error{Fault::unavailable, "anchor.garbled"};
        if (reply.size() > 3 && reply[3] == '-') continue;
        if (reply.front() != wanted) throw Error{Fault::unavailable, "anchor.refused", reply.substr(0, 3)};
        return reply;
    }
    throw Error{Fault::unavailable, "anchor.garbled"};
}

/// Every line end CR LF, a dot more before a line that begins with one, a lone dot at the end (RFC 5321 section 4.5.2).
/// Poco's stream leaves a bare line feed as it is, and a dot after it.
std::string on_the_wire(const std::string& letter) {
    std::string text;
    bool begins = true;
    for (const char byte : letter) {
        if (byte == '\r') continue;
        if (begins && byte == '.') text += '.';
        begins = byte == '\n';
        if (begins) text += '\r';
        text += byte;
    }
    return text + (begins ? ".\r\n" : "\r\n.\r\n");
}

std::string composed(const MailSettings& settings, const Parcel& parcel) {
    const MailWords words = settings.words(parcel.checkpoint);
    net::MailMessage message;
    message.setSender(settings.from);
    for (const auto& to : settings.to) message.addRecipient({net::MailRecipient::PRIMARY_RECIPIENT, to});
    message.setSubject(net::MailMessage::encodeWord(words.subject));
    // The same for every attempt, so that a receiver knows a copy that was sent twice.
    message.set("Message-ID", "<" + std::to_string(parcel.checkpoint.size) + "." +
                                  hex(parcel.checkpoint.root).substr(0, 32) + "@" +
                                  parcel.checkpoint.origin.substr(0, parcel.checkpoint.origin.find('/')) + ">");
    message.set("Auto-Submitted", "auto-generated");
    message.addContent(new net::StringPartSource(words.text + "\n\n" + parcel.note, "text/plain; charset=UTF-8"),
                       net::MailMessage::ENCODING_QUOTED_PRINTABLE);
    message.addAttachment("checkpoint",
                          new net::StringPartSource(parcel.note, "application/octet-stream",
                                                    "checkpoint-" + std::to_string(parcel.checkpoint.size) + ".txt"),
                          net::MailMessage::ENCODING_BASE64);
    std::ostringstream text;
    message.write(text);
    return on_the_wire(text.str());
}

}  // namespace

Receipt send_mail(const MailSettings& settings, const Parcel& parcel) {
    const std::string text = composed(settings, parcel);
    Line line{Server::from_text(settings.server), settings.patience};
    expect(line, '2');
    const auto command = [&](const std::string& words, char wanted) {
        line.say(words + "\r\n");
        return expect(line, wanted);
    };
    command("EHLO " + host_name(), '2');
    command("MAIL FROM:<" + checked(settings.from) + ">", '2');
    for (const auto& to : settings.to) command("RCPT TO:<" + checked(to) + ">", '2');
    command("DATA", '3');
    line.say(text);
    // The server's last word names the message in its own books.
    Receipt receipt{expect(line, '2'), "", ""};
    try {
        line.say("QUIT\r\n");
    } catch (const Error&) {
    }  // it has the message
    return receipt;
}

}  // namespace arkki::anchor
