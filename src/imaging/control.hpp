#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>

/// How service and reader process talk about pages (docs/formats.md, "Reader protocol"). Pages themselves never pass
/// here.
namespace arkki::imaging {

/// A file descriptor that closes itself.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) noexcept : number_{number} {}
    Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();
    [[nodiscard]] int number() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ >= 0; }
    void close() noexcept { Descriptor{std::move(*this)}; }

private:
    int number_{-1};
};

namespace control {

inline constexpr char ready = 'R';   ///< reader: engines made; the engine line follows
inline constexpr char unable = 'X';  ///< reader: cannot serve; a message key follows
inline constexpr char page = 'P';    ///< service: read a page; descriptors come along: socket, sealed file, perhaps forms
inline constexpr char kill = 'K';    ///< service: end the page's child
inline constexpr char ended = 'E';   ///< reader: the child ended; wait status and peak memory (KiB) follow, as text

inline constexpr int exit_no_cage = 71;  ///< status of a child that could not shut itself in

struct Message {
    char kind{};
    std::string text;
    Descriptor socket, file, forms;  ///< of `page`
};

/// False if the other side is gone.
bool send(int socket, char kind, const std::string& text = {}, std::span<const int> descriptors = {});
/// The next message; nothing if the other side is gone or sent something that is no message.
std::optional<Message> receive(int socket);

}  // namespace control
}  // namespace arkki::imaging
