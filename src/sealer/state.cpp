#include <charconv>

#include "base/error.hpp"
#include "sealer/sealer.hpp"

namespace arkki::sealer {
namespace {

constexpr std::string_view format = "arkki-sealer/1";

Error bad() { return {Fault::corrupt, "seal.bad_state"}; }

std::string_view line(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) throw bad();
    const auto taken = text.substr(0, end);
    text.remove_prefix(end + 1);
    return taken;
}

std::optional<Halt> halt_from(std::string_view text) {
    if (text == "running") return std::nullopt;
    if (!text.starts_with("bad ")) throw bad();
    text.remove_prefix(4);
    Halt halt;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), halt.seq);
    if (fault != std::errc{} || end == text.data() + text.size() || *end != ' ') throw bad();
    halt.why = text.substr(static_cast<std::size_t>(end - text.data()) + 1);
    return halt;
}

}  // namespace

std::string state_text(const State& state, const std::string& origin) {
    const auto running = state.halt ? "bad " + std::to_string(state.halt->seq) + ' ' + state.halt->why : "running";
    return std::string{format} + '\n' + origin + '\n' + running + '\n' + state.frontier.text() + '\n' + state.note;
}

State state_from(std::string_view text, const std::string& origin) {
    if (line(text) != format || line(text) != origin) throw bad();
    State state;
    state.halt = halt_from(line(text));
    try {
        state.frontier = tlog::Frontier::from_text(line(text));
    } catch (const Error&) {
        throw bad();
    }
    state.note = text;
    if (state.note.empty() && state.frontier.size() != 0) throw bad();
    return state;
}

}  // namespace arkki::sealer
