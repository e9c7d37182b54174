#include "imaging/control.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace arkki::imaging {

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

namespace control {
namespace {

constexpr std::size_t longest = 1024;
constexpr std::size_t most_descriptors = 3;

struct Ancillary {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(most_descriptors * sizeof(int))> bytes{};
};

void take_descriptors(msghdr& header, Message& message) {
    for (auto* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        std::array<int, most_descriptors> numbers{-1, -1, -1};
        std::memcpy(numbers.data(), CMSG_DATA(part), std::min(part->cmsg_len - CMSG_LEN(0), sizeof numbers));
        message.socket = Descriptor{numbers[0]};
        message.file = Descriptor{numbers[1]};
        message.forms = Descriptor{numbers[2]};
    }
}

}  // namespace

bool send(int socket, char kind, const std::string& text, std::span<const int> descriptors) {
    std::string bytes = kind + text;
    iovec piece{bytes.data(), bytes.size()};
    Ancillary ancillary;
    msghdr header{};
    header.msg_iov = &piece;
    header.msg_iovlen = 1;
    if (!descriptors.empty()) {
        header.msg_control = ancillary.bytes.data();
        header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        auto* part = CMSG_FIRSTHDR(&header);
        if (part == nullptr) return false;
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(part), descriptors.data(), descriptors.size_bytes());
    }
    ssize_t sent = 0;
    do sent = ::sendmsg(socket, &header, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == static_cast<ssize_t>(bytes.size());
}

std::optional<Message> receive(int socket) {
    std::array<char, longest> bytes{};
    iovec piece{bytes.data(), bytes.size()};
    Ancillary ancillary;
    msghdr header{};
    header.msg_iov = &piece;
    header.msg_iovlen = 1;
    header.msg_control = ancillary.bytes.data();
    header.msg_controllen = ancillary.bytes.size();
    ssize_t received = 0;
    do received = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    while (received < 0 && errno == EINTR);
    if (received < 1) return std::nullopt;
    Message message;
    take_descriptors(header, message);
    if ((header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) return std::nullopt;
    message.kind = bytes[0];
    message.text.assign(bytes.data() + 1, static_cast<std::size_t>(received) - 1);
    return message;
}

}  // namespace control
}  // namespace arkki::imaging
