#include "tlog/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/error.hpp"

namespace arkki::tlog {

std::string checkpoint_text(const Checkpoint& checkpoint) {
    return checkpoint.origin + '\n' + std::to_string(checkpoint.size) + '\n' + base64(checkpoint.root) + '\n';
}

Checkpoint checkpoint_from(std::string_view text) {
    const Error bad{Fault::invalid, "audit.bad_checkpoint"};
    std::array<std::string_view, 3> lines;
    for (auto& line : lines) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos || end == 0) throw bad;
        line = text.substr(0, end);
        text.remove_prefix(end + 1);
    }
    if (!text.empty() && text.front() != '\n') throw bad;  // extension lines: a format we do not write
    Checkpoint checkpoint;
    checkpoint.origin = lines[0];
    const char* const last = lines[1].data() + lines[1].size();
    const auto [end, fault] = std::from_chars(lines[1].data(), last, checkpoint.size);
    if (fault != std::errc{} || end != last || std::to_string(checkpoint.size) != lines[1]) throw bad;
    Bytes root;
    try {
        root = from_base64(lines[2]);
    } catch (const Error&) {
        throw bad;
    }
    if (root.size() != checkpoint.root.size()) throw bad;
    std::copy(root.begin(), root.end(), checkpoint.root.begin());
    return checkpoint;
}

}  // namespace arkki::tlog
