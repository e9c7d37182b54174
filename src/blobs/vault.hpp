#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace arkki::blobs {

/// Name of a sealed file: SHA-256 of its sealed bytes, 64 hex digits. It says nothing about the content.
struct BlobId {
    std::string text;
    friend bool operator==(const BlobId&, const BlobId&) = default;
};

/// A document's key, sealed with the master key, as base64 for a column. Destroying it destroys every blob under it.
struct WrappedKey {
    std::string text;
    friend bool operator==(const WrappedKey&, const WrappedKey&) = default;
};

struct Stored {
    BlobId id;
    std::string sha256;  ///< of the plain bytes, hex; belongs into the record, never into a file name
    std::uint64_t size;  ///< of the plain bytes
};

/// Originals, page images and letters at rest: each sealed under its document's key, on disk (docs/formats.md, "Blob
/// container"). Objects are written before the row that names them; what no row names is swept later.
/// Safe to use from several threads.
class Vault {
public:
    /// Makes the folder and a fresh master key (32 random bytes as base64, mode 0600).
    /// @throws Error{Fault::conflict, "vault.key_exists"}  a key is never overwritten: with it all blobs would go
    /// @throws Error{Fault::conflict, "vault.not_empty"}  if there are blobs, which belong to some other key
    static void create(const std::filesystem::path& folder, const std::filesystem::path& master_key_file,
                       const Randomness& randomness = system_randomness());

    /// @throws Error{Fault::unavailable, "vault.no_key" | "vault.no_folder"}
    /// @throws Error{Fault::denied, "vault.key_open_to_others"}  if group or others may read the key file
    /// @throws Error{Fault::corrupt, "vault.bad_key"}
    Vault(std::filesystem::path folder, const std::filesystem::path& master_key_file,
          Randomness randomness = system_randomness());
    ~Vault();
    Vault(const Vault&) = delete;
    Vault& operator=(const Vault&) = delete;

    /// A fresh key for one document.
    [[nodiscard]] WrappedKey new_key() const;

    /// 32 bytes for another use of the master key, such as "second factor": HMAC-SHA-256 of the use under it.
    [[nodiscard]] Bytes key_for(std::string_view use) const;

    /// Seals and stores; file and folder are on disk when this returns.
    /// @throws Error{Fault::unavailable, "vault.cannot_write"}  nothing is left behind
    /// @throws Error{Fault::corrupt, "vault.wrong_key"}  if the key was not wrapped by this master key
    Stored put(const WrappedKey& key, ByteView bytes);
    /// The same for a file of any size, read from its present position to its end in 64 KiB pieces.
    Stored put_file(const WrappedKey& key, int file);

    /// The same for what `write` hands over piece by piece: no more of it is in memory than a piece.
    Stored put_written(const WrappedKey& key,
                       const std::function<void(const std::function<void(ByteView)>& add)>& write);

    /// @throws Error{Fault::corrupt, "vault.missing" | "vault.damaged" | "vault.wrong_key"}
    [[nodiscard]] Bytes get(const WrappedKey& key, const BlobId& id) const;

    /// The same in pieces, for what may be large: the sealed file is compared with its name before the first piece.
    /// @throws as `get`; what was handed out before is then not to be used
    void get_pieces(const WrappedKey& key, const BlobId& id, const std::function<void(ByteView)>& piece) const;

    /// Every sealed file there is, and how long ago it was written; in no order.
    void each(const std::function<void(const BlobId& id, std::chrono::seconds age)>& take) const;
    /// Removes what was being written when a process died, older than this. @returns how many there were
    int sweep_unfinished(std::chrono::seconds older_than);

    /// Removes the sealed file for good; one that is not there is no error, so that a broken-off erasure can go on.
    void remove(const BlobId& id);

private:
    [[nodiscard]] std::filesystem::path place_of(const BlobId& id) const;

    std::filesystem::path folder_;
    Randomness randomness_;
    class MasterKey;
    std::unique_ptr<MasterKey> master_;
};

}  // namespace arkki::blobs
