#include "tlog/note.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace arkki::tlog {
namespace {

constexpr std::string_view signature_mark = "\xE2\x80\x94 ";  // U+2014 and a blank
constexpr std::size_t most_signatures = 100;                  // as Go's reader takes
constexpr std::size_t largest_note = 64 * 1024;

Error bad() { return {Fault::invalid, "audit.bad_checkpoint"}; }

bool has_controls(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

std::string line_of(std::string_view name, std::uint32_t key_id, ByteView value) {
    Bytes bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(key_id >> shift));
    bytes.insert(bytes.end(), value.begin(), value.end());
    return std::string{signature_mark} + std::string{name} + ' ' + base64(bytes) + '\n';
}

NoteSignature signature_from(std::string_view line) {
    if (!line.starts_with(signature_mark)) throw bad();
    line.remove_prefix(signature_mark.size());
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos || blank == 0) throw bad();
    const auto name = line.substr(0, blank);
    if (name.find('+') != std::string_view::npos) throw bad();
    Bytes bytes;
    try {
        bytes = from_base64(line.substr(blank + 1));
    } catch (const Error&) {
        throw bad();
    }
    if (bytes.size() < 5) throw bad();
    NoteSignature signature{std::string{name}, 0, Bytes(bytes.begin() + 4, bytes.end())};
    for (std::size_t i = 0; i < 4; ++i) signature.key_id = signature.key_id << 8 | bytes[i];
    return signature;
}

std::vector<NoteSignature> signatures_from(std::string_view lines) {
    std::vector<NoteSignature> signatures;
    while (!lines.empty()) {
        const auto end = lines.find('\n');
        if (end == std::string_view::npos || signatures.size() == most_signatures) throw bad();
        signatures.push_back(signature_from(lines.substr(0, end)));
        lines.remove_prefix(end + 1);
    }
    return signatures;
}

/// What a witness signs: the time it vouches for, and the checkpoint.
std::string cosigned(std::uint64_t time, std::string_view text) {
    return "cosignature/v1\ntime " + std::to_string(time) + '\n' + std::string{text};
}

std::uint64_t time_in(ByteView value) {
    std::uint64_t time = 0;
    for (const std::uint8_t byte : value.first(8)) time = time << 8 | byte;
    return time;
}

bool is_by(const NoteSignature& signature, const VerifierKey& key) {
    return signature.name == key.name() && signature.key_id == key.id();
}

}  // namespace

Note note_from(std::string_view text) {
    if (text.size() > largest_note || !is_clean_utf8(text) || has_controls(text)) throw bad();
    const auto gap = text.rfind("\n\n");
    if (gap == std::string_view::npos) throw bad();
    Note note{std::string{text.substr(0, gap + 1)}, signatures_from(text.substr(gap + 2))};
    if (note.signatures.empty()) throw bad();
    return note;
}

std::string note_text(const Note& note) {
    std::string text = note.text + '\n';
    for (const auto& signature : note.signatures) text += line_of(signature.name, signature.key_id, signature.value);
    return text;
}

std::string signed_note(const Checkpoint& checkpoint, const SignerKey& key) {
    const std::string text = checkpoint_text(checkpoint);
    const auto& verifier = key.verifier();
    return text + '\n' + line_of(verifier.name(), verifier.id(), key.sign(view(text)));
}

std::string with_signature(std::string_view note, const SignerKey& key) {
    const auto& verifier = key.verifier();
    return std::string{note} + line_of(verifier.name(), verifier.id(), key.sign(view(note_from(note).text)));
}

OpenedNote open_note(std::string_view text, const VerifierKey& log) {
    Note note = note_from(text);
    Checkpoint checkpoint = checkpoint_from(note.text);
    const auto found = std::find_if(note.signatures.begin(), note.signatures.end(),
                                    [&](const NoteSignature& signature) { return is_by(signature, log); });
    if (checkpoint.origin != log.name() || log.type() != KeyType::log || found == note.signatures.end() ||
        !log.verifies(view(note.text), found->value))
        throw Error{Fault::corrupt, "audit.bad_signature"};
    return {std::move(checkpoint), std::move(note.text), std::move(note.signatures)};
}

std::string cosignature_line(std::string_view checkpoint_text, const SignerKey& witness, Instant now) {
    const auto time =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    Bytes value;
    for (int shift = 56; shift >= 0; shift -= 8) value.push_back(static_cast<std::uint8_t>(time >> shift));
    const Bytes signature = witness.sign(view(cosigned(time, checkpoint_text)));
    value.insert(value.end(), signature.begin(), signature.end());
    return line_of(witness.verifier().name(), witness.verifier().id(), value);
}

std::string with_cosignatures(std::string_view text, std::string_view lines) {
    Note note = note_from(text);
    for (auto& fresh : signatures_from(lines)) {
        const auto same = [&](const NoteSignature& old) {
            return old.name == fresh.name && old.key_id == fresh.key_id;
        };
        const auto old = std::find_if(note.signatures.begin(), note.signatures.end(), same);
        if (old != note.signatures.end())
            *old = std::move(fresh);
        else
            note.signatures.push_back(std::move(fresh));
    }
    return note_text(note);
}

std::vector<Cosignature> cosignatures(const OpenedNote& note, const std::vector<VerifierKey>& witnesses) {
    std::vector<Cosignature> found;
    for (const auto& witness : witnesses)
        for (const auto& signature : note.signatures) {
            if (!is_by(signature, witness) || witness.type() != KeyType::witness || signature.value.size() <= 8)
                continue;
            const auto time = time_in(signature.value);
            if (!witness.verifies(view(cosigned(time, note.text)), ByteView{signature.value}.subspan(8))) continue;
            found.push_back({witness.name(), time});
            break;
        }
    return found;
}

}  // namespace arkki::tlog
