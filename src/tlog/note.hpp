#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "tlog/checkpoint.hpp"

struct evp_pkey_st;

/// Signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature): a checkpoint, an empty line, signatures.
namespace arkki::tlog {

/// What a key signs; the byte that stands before the public key. Other values are read, but nothing verifies with them.
enum class KeyType : std::uint8_t {
    log = 0x01,      ///< Ed25519 over the note's text: the log itself
    witness = 0x04,  ///< Ed25519 over "cosignature/v1", the time and the note's text
};

/// Who is to be believed: `name+hex of the key id+base64 of type and public key`.
class VerifierKey {
public:
    /// @throws Error{Fault::invalid, "audit.bad_vkey"}
    [[nodiscard]] static VerifierKey from_text(std::string_view text);
    VerifierKey(std::string name, KeyType type, Bytes public_key);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] KeyType type() const noexcept { return type_; }
    /// First four bytes of SHA-256(name || LF || type || public key).
    [[nodiscard]] std::uint32_t id() const noexcept { return id_; }
    [[nodiscard]] std::string text() const;
    /// Whether `signature` (64 bytes) of exactly this message is this key's; false for a type we do not know.
    [[nodiscard]] bool verifies(ByteView message, ByteView signature) const;
    friend bool operator==(const VerifierKey&, const VerifierKey&) = default;

private:
    std::string name_;
    KeyType type_;
    Bytes public_key_;
    std::uint32_t id_;
};

/// An Ed25519 key that signs under a name.
class SignerKey {
public:
    [[nodiscard]] static SignerKey make(std::string name, KeyType type = KeyType::log,
                                        const Randomness& randomness = system_randomness());
    /// Reads a PEM file (PKCS #8) that nobody but its owner may touch.
    /// @throws Error{Fault::not_found, "audit.no_key_file"}, Error{Fault::denied, "audit.open_key_file"},
    ///         Error{Fault::invalid, "audit.bad_key_file"}
    [[nodiscard]] static SignerKey read(std::string name, const std::filesystem::path& file,
                                        KeyType type = KeyType::log);
    /// Writes a new file with mode 0400, fsynced; never over one that is there.
    /// @throws Error{Fault::conflict, "audit.key_file_exists"}, Error{Fault::unavailable, "audit.cannot_write_key"}
    void write(const std::filesystem::path& file) const;

    [[nodiscard]] const VerifierKey& verifier() const noexcept { return verifier_; }
    [[nodiscard]] std::string vkey() const { return verifier_.text(); }
    [[nodiscard]] Bytes sign(ByteView message) const;  ///< 64 bytes, the same each time

private:
    SignerKey(std::string name, KeyType type, std::shared_ptr<evp_pkey_st> key);
    std::shared_ptr<evp_pkey_st> key_;
    VerifierKey verifier_;
};

/// One line under a note, not checked yet.
struct NoteSignature {
    std::string name;
    std::uint32_t key_id = 0;
    Bytes value;  ///< without the key id
};

/// A note whose shape is right; who signed is another question.
struct Note {
    std::string text;  ///< with the last line feed, as signed
    std::vector<NoteSignature> signatures;
};
/// @throws Error{Fault::invalid, "audit.bad_checkpoint"}
[[nodiscard]] Note note_from(std::string_view text);
[[nodiscard]] std::string note_text(const Note& note);

/// A checkpoint as its log signs it. The same checkpoint and key give the same bytes.
[[nodiscard]] std::string signed_note(const Checkpoint& checkpoint, const SignerKey& key);
/// The same note with one more log signature, for a change of keys.
[[nodiscard]] std::string with_signature(std::string_view note, const SignerKey& key);

/// A note whose checkpoint was signed by the log.
struct OpenedNote {
    Checkpoint checkpoint;
    std::string text;                       ///< the three signed lines
    std::vector<NoteSignature> signatures;  ///< all of them; only the log's is known to be right
};
/// Reads a signed checkpoint and believes it only with a signature of this key, whose name is the origin.
/// @throws Error{Fault::invalid, "audit.bad_checkpoint"}, Error{Fault::corrupt, "audit.bad_signature"}
[[nodiscard]] OpenedNote open_note(std::string_view text, const VerifierKey& log);

/// A witness's word that it saw this checkpoint and nothing that contradicts it.
struct Cosignature {
    std::string name;
    std::uint64_t time = 0;  ///< seconds since 1970
};
/// A signature line (with line feed) of a witness under the three lines of a checkpoint.
[[nodiscard]] std::string cosignature_line(std::string_view checkpoint_text, const SignerKey& witness, Instant now);
/// The note with lines of witnesses added; a line whose name and key are there already is replaced.
/// @throws Error{Fault::invalid, "audit.bad_checkpoint"}
[[nodiscard]] std::string with_cosignatures(std::string_view note, std::string_view lines);
/// Those of `witnesses` whose cosignature stands under the note and is right.
[[nodiscard]] std::vector<Cosignature> cosignatures(const OpenedNote& note, const std::vector<VerifierKey>& witnesses);

}  // namespace arkki::tlog
