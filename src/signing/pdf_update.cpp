#include "signing/pdf_update.hpp"

#include "base/error.hpp"

namespace arkki::signing {
namespace {

/// Puts `text` behind the key of the update, in place of what the library wrote there up to `end`. Offsets stay.
void overwrite(std::string& file, std::size_t from, std::string_view key, char end, const std::string& text) {
    const auto found = file.find(key, from);
    if (found == std::string::npos) return;
    const auto begin = found + key.size();
    if (file.find(end, begin) != begin + text.size())
        throw Error{Fault::corrupt, "signing.letter_unreadable", "update"};
    file.replace(begin, text.size(), text);
}

}  // namespace

std::string pdf_time(Instant when) {
    std::string text = "D:";
    for (const char c : iso(when).substr(0, 19))
        if (c >= '0' && c <= '9') text += c;
    return text + "Z";
}

void settle_the_update(std::string& file, ByteView letter, ByteView seed, Instant when) {
    std::string date = pdf_time(when);
    date.replace(date.size() - 1, 1, "+00'00'");
    overwrite(file, letter.size(), "/ModDate (", ')', date);
    const auto id = file.find("/ID [ <", letter.size());
    if (id == std::string::npos) return;
    Sha256 hash;
    const Digest digest = hash.add(letter).add(seed).add(date).finish();
    overwrite(file, id, "> <", '>', hex(ByteView{digest}.first(16)));
}

}  // namespace arkki::signing
