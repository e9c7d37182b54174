#include "blobs/vault.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "base/text.hpp"
#include "blobs/disk.hpp"
#include "blobs/seal.hpp"

namespace arkki::blobs {

namespace fs = std::filesystem;

class Vault::MasterKey : public SecretKey {};

namespace {

constexpr auto unfinished = "unfinished";  // folder of files that are still being written
constexpr std::size_t longest_key_file = 128;

void start_sodium() {
    if (sodium_init() < 0) throw Error{Fault::unavailable, "vault.no_randomness"};
}

/// Reads the master key from the descriptor that was checked, so that nobody can swap the file in between.
void read_master_key(const fs::path& file, SecretKey& key) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw Error{Fault::unavailable, "vault.no_key"};
    struct stat facts {};
    Bytes text(longest_key_file);
    const bool known = ::fstat(descriptor, &facts) == 0;
    const auto size = known ? ::read(descriptor, text.data(), text.size()) : -1;
    ::close(descriptor);
    if (size < 0) throw Error{Fault::unavailable, "vault.no_key"};
    if ((facts.st_mode & 077) != 0) throw Error{Fault::denied, "vault.key_open_to_others"};
    text.resize(static_cast<std::size_t>(size));
    Bytes bytes;
    try {
        bytes = from_base64(trimmed(text_of(text)));
    } catch (const Error&) {
        throw Error{Fault::corrupt, "vault.bad_key"};
    }
    if (bytes.size() != SecretKey::size()) throw Error{Fault::corrupt, "vault.bad_key"};
    std::copy(bytes.begin(), bytes.end(), key.data());
    sodium_memzero(bytes.data(), bytes.size());
    sodium_memzero(text.data(), text.size());
}

/// A file under a name of its own until it is complete; gone with the object unless it was published.
class Unfinished {
public:
    explicit Unfinished(const fs::path& folder)
        : path_{folder / unfinished / next_name()}, file_{path_, O_WRONLY | O_CREAT | O_EXCL, 0600} {}
    ~Unfinished() {
        if (!published_) ::unlink(path_.c_str());
    }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    void write(ByteView bytes) {
        hash_.add(bytes);
        file_.write(bytes);
    }

    /// Content first, then the name: after a power cut there is the whole file under its name, or no name.
    BlobId publish(const fs::path& folder) {
        BlobId id{hex(hash_.finish())};
        const std::string outer = id.text.substr(0, 2), inner = id.text.substr(2, 2);
        file_.sync();
        make_folder(folder, outer);
        make_folder(folder / outer, inner);
        const fs::path home = folder / outer / inner;
        if (::rename(path_.c_str(), (home / id.text).c_str()) != 0)
            throw Error{Fault::unavailable, "vault.cannot_write", "rename"};
        published_ = true;
        sync_folder(home);
        return id;
    }

private:
    static std::string next_name() {
        static std::atomic<unsigned> count{0};
        return std::to_string(::getpid()) + "-" + std::to_string(randombytes_random()) + "-" + std::to_string(++count);
    }

    fs::path path_;
    File file_;
    Sha256 hash_;
    bool published_ = false;
};

/// Stores what `write` hands over piece by piece.
Stored store(const SecretKey& master, const fs::path& folder, const WrappedKey& wrapped,
             const std::function<void(const Sink&)>& write) {
    SecretKey key;
    unwrap(master, wrapped.text, key);
    Unfinished file{folder};
    Sha256 plain_hash;
    std::uint64_t size = 0;
    Sealing sealing{key, [&](ByteView sealed) { file.write(sealed); }};
    write([&](ByteView plain) {
        plain_hash.add(plain);
        size += plain.size();
        sealing.add(plain);
    });
    sealing.finish();
    return {file.publish(folder), hex(plain_hash.finish()), size};
}

}  // namespace

void Vault::create(const fs::path& folder, const fs::path& master_key_file, const Randomness& randomness) {
    start_sodium();
    if (fs::exists(master_key_file)) throw Error{Fault::conflict, "vault.key_exists"};
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (problem)
        throw Error{Fault::unavailable, "vault.cannot_write", "folder, error " + std::to_string(problem.value())};
    for (const auto& entry : fs::directory_iterator{folder})
        if (entry.path().filename() != unfinished) throw Error{Fault::conflict, "vault.not_empty"};
    fs::permissions(folder, fs::perms::owner_all);
    make_folder(folder, unfinished);
    SecretKey key;
    randomness(key.span());
    std::string text = base64(key.span()) + "\n";
    File file{master_key_file, O_WRONLY | O_CREAT | O_EXCL, 0600};
    file.write(view(text));
    file.sync();
    sync_folder(fs::absolute(master_key_file).parent_path());
    sodium_memzero(text.data(), text.size());
}

Vault::Vault(fs::path folder, const fs::path& master_key_file, Randomness randomness)
    : folder_{std::move(folder)}, randomness_{std::move(randomness)}, master_{std::make_unique<MasterKey>()} {
    start_sodium();
    read_master_key(master_key_file, *master_);
    if (!fs::is_directory(folder_ / unfinished)) throw Error{Fault::unavailable, "vault.no_folder"};
}

Vault::~Vault() = default;

Bytes Vault::key_for(std::string_view use) const {
    Bytes key(crypto_auth_hmacsha256_BYTES);
    const ByteView text = view(use);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, master_->data(), SecretKey::size());
    crypto_auth_hmacsha256_update(&state, text.data(), text.size());
    crypto_auth_hmacsha256_final(&state, key.data());
    sodium_memzero(&state, sizeof state);
    return key;
}

WrappedKey Vault::new_key() const {
    SecretKey key;
    randomness_(key.span());
    return {wrap(*master_, key, randomness_)};
}

Stored Vault::put(const WrappedKey& key, ByteView bytes) {
    return store(*master_, folder_, key, [&](const Sink& add) { add(bytes); });
}

Stored Vault::put_file(const WrappedKey& key, int file) {
    return store(*master_, folder_, key, [&](const Sink& add) {
        Bytes piece(64 * 1024);
        for (std::size_t size = read_full(file, piece); size > 0;
             size = size == piece.size() ? read_full(file, piece) : 0)
            add(ByteView{piece}.first(size));
        sodium_memzero(piece.data(), piece.size());
    });
}

Stored Vault::put_written(const WrappedKey& key, const std::function<void(const Sink&)>& write) {
    return store(*master_, folder_, key, write);
}

Bytes Vault::get(const WrappedKey& wrapped, const BlobId& id) const {
    const fs::path place = place_of(id);
    SecretKey key;
    unwrap(*master_, wrapped.text, key);
    std::error_code problem;
    const auto size = fs::file_size(place, problem);
    if (problem) throw Error{Fault::corrupt, "vault.missing"};
    const File file{place, O_RDONLY};
    Bytes sealed(size);
    sealed.resize(read_full(file.number(), sealed));
    // Blobs of one document share its key: the name tells one sound page from another.
    if (hex(sha256(sealed)) != id.text) throw Error{Fault::corrupt, "vault.damaged", "other bytes than its name says"};
    return unseal(key, sealed);
}

void Vault::get_pieces(const WrappedKey& wrapped, const BlobId& id, const Sink& piece) const {
    const fs::path place = place_of(id);
    SecretKey key;
    unwrap(*master_, wrapped.text, key);
    if (!fs::is_regular_file(place)) throw Error{Fault::corrupt, "vault.missing"};
    const File file{place, O_RDONLY};
    const auto next = [&](std::span<std::uint8_t> buffer) { return read_full(file.number(), buffer); };
    Sha256 hash;
    Bytes buffer(64 * 1024);
    for (std::size_t size = next(buffer); size > 0; size = next(buffer)) hash.add(ByteView{buffer}.first(size));
    if (hex(hash.finish()) != id.text) throw Error{Fault::corrupt, "vault.damaged", "other bytes than its name says"};
    if (::lseek(file.number(), 0, SEEK_SET) != 0) throw Error{Fault::unavailable, "vault.cannot_write", "seek"};
    unseal(key, next, piece);
}

void Vault::remove(const BlobId& id) {
    const fs::path place = place_of(id);
    if (::unlink(place.c_str()) == 0) return sync_folder(place.parent_path());
    if (errno != ENOENT)
        throw Error{Fault::unavailable, "vault.cannot_write", "unlink, errno " + std::to_string(errno)};
}

/// An id comes from a column: it must not lead out of the vault, whoever wrote it there.
fs::path Vault::place_of(const BlobId& id) const {
    const bool is_hash = id.text.size() == 64 && std::all_of(id.text.begin(), id.text.end(), [](char c) {
                             return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                         });
    if (!is_hash) throw Error{Fault::corrupt, "vault.missing", "not the name of a blob"};
    return folder_ / id.text.substr(0, 2) / id.text.substr(2, 2) / id.text;
}

}  // namespace arkki::blobs
