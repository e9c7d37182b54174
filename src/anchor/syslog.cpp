#include "anchor/syslog.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/DatagramSocket.h>
#include <unistd.h>

#include <array>

#include "anchor/line.hpp"
#include "base/error.hpp"
#include "tlog/note.hpp"

namespace arkki::anchor {
namespace {

std::string host_name() {
    std::array<char, 256> name{};
    const bool known = ::gethostname(name.data(), name.size() - 1) == 0;
    return known && name[0] != '\0' ? std::string{name.data()} : std::string{"-"};
}

/// A connected datagram socket hears when the port is closed ("port unreachable"), if it waits a moment.
void send_datagram(const Server& server, const std::string& line) {
    try {
        Poco::Net::DatagramSocket socket;
        const Poco::Net::SocketAddress address{server.host, server.port};
        socket.connect(address);
        if (socket.sendBytes(line.data(), static_cast<int>(line.size())) != static_cast<int>(line.size()))
            throw Error{Fault::unavailable, "anchor.unreachable"};
        if (socket.poll(Poco::Timespan{200'000}, Poco::Net::Socket::SELECT_READ | Poco::Net::Socket::SELECT_ERROR)) {
            std::array<char, 64> ignored;
            socket.receiveBytes(ignored.data(), static_cast<int>(ignored.size()));  // throws if nobody listens
        }
    } catch (const Poco::Exception&) {
        throw Error{Fault::unavailable, "anchor.unreachable"};
    }
}

}  // namespace

std::string syslog_line(const Parcel& parcel, Instant now, const std::string& host) {
    const auto note = tlog::note_from(parcel.note);
    std::string line = "<109>1 " + iso(now) + ' ' + host + " arkki - checkpoint - " + parcel.checkpoint.origin + ' ' +
                       std::to_string(parcel.checkpoint.size) + ' ' + base64(parcel.checkpoint.root);
    for (const auto& signature : note.signatures) {
        Bytes value;
        for (int shift = 24; shift >= 0; shift -= 8)
            value.push_back(static_cast<std::uint8_t>(signature.key_id >> shift));
        value.insert(value.end(), signature.value.begin(), signature.value.end());
        line += ' ' + base64(value);
    }
    return line;
}

Receipt send_syslog(const SyslogSettings& settings, const Parcel& parcel) {
    const auto way = settings.address.substr(0, 4);
    if (way != "udp:" && way != "tcp:") throw Error{Fault::invalid, "anchor.bad_address"};
    const auto server = Server::from_text(std::string_view{settings.address}.substr(4));
    const std::string text = syslog_line(parcel, settings.clock(), host_name());
    if (way == "udp:") {
        send_datagram(server, text);
        return {text, "", ""};
    }
    Line line{server, settings.patience};
    line.say(text + '\n');
    line.end_of_words();
    (void)line.hear_rest(1'000);  // a collector says nothing; its hanging up shows that it has read
    return {text, "", ""};
}

}  // namespace arkki::anchor
