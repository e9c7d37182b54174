#include "intake/arrival.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace arkki::intake {
namespace {

constexpr std::array<std::string_view, 9> states{"received",  "reading",   "read",        "filed",
                                                 "separator", "unpacked", "duplicate", "quarantined", "discarded"};

/// Length of the well-formed character that begins at `at`, 0 if none does.
std::size_t character_at(std::string_view bytes, std::size_t at) {
    for (std::size_t length = 1; length <= 4 && at + length <= bytes.size(); ++length)
        if (is_clean_utf8(bytes.substr(at, length))) return length;
    return 0;
}

/// C0, DEL, and C1 as UTF-8 writes it: they would run in a terminal.
bool is_control(std::string_view character) {
    const auto first = static_cast<unsigned char>(character.front());
    return first < 0x20 || first == 0x7F || (first == 0xC2 && static_cast<unsigned char>(character.back()) < 0xA0);
}

std::string escaped(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) text += "\\x" + hex(view(std::string_view{&byte, 1}));
    return text;
}

}  // namespace

std::string_view code(State state) noexcept { return states[static_cast<std::size_t>(state)]; }

State state_from(std::string_view code) {
    const auto* const found = std::find(states.begin(), states.end(), code);
    if (found == states.end()) throw Error{Fault::corrupt, "arrival.bad_state"};
    return static_cast<State>(found - states.begin());
}

std::string readable_name(std::string_view bytes) {
    std::string name;
    bool clean = true;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = character_at(bytes, at);
        const auto character = bytes.substr(at, std::max<std::size_t>(length, 1));
        const bool shown = length > 0 && !is_control(character);
        clean = clean && shown;
        name += !shown ? escaped(character) : character == "\\" ? "\\\\" : std::string{character};
        at += character.size();
    }
    return clean ? std::string{bytes} : name;
}

}  // namespace arkki::intake
