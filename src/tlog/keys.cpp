#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/error.hpp"
#include "tlog/durable_file.hpp"
#include "tlog/note.hpp"

namespace arkki::tlog {
namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t signature_size = 64;
constexpr std::size_t longest_name = 200;

using Key = std::shared_ptr<EVP_PKEY>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Stream = std::unique_ptr<BIO, decltype(&BIO_free)>;

Key held(EVP_PKEY* key) { return {key, &EVP_PKEY_free}; }

std::string big_endian(std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 255U);
    return bytes;
}

/// Names are part of a line of words and of `name+id+key`.
bool is_key_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_name &&
           std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '+'; });
}

Bytes public_part(EVP_PKEY* key) {
    Bytes bytes(key_size);
    std::size_t length = bytes.size();
    if (key == nullptr || EVP_PKEY_get_raw_public_key(key, bytes.data(), &length) != 1 || length != key_size)
        throw Error{Fault::invalid, "audit.bad_key_file"};
    return bytes;
}

std::string pem_of(EVP_PKEY* key) {
    const Stream out{BIO_new(BIO_s_mem()), &BIO_free};
    char* text = nullptr;
    if (PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        throw Error{Fault::unavailable, "audit.cannot_write_key"};
    const long length = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

}  // namespace

VerifierKey::VerifierKey(std::string name, KeyType type, Bytes public_key)
    : name_{std::move(name)}, type_{type}, public_key_{std::move(public_key)}, id_{0} {
    if (!is_key_name(name_) || public_key_.empty()) throw Error{Fault::invalid, "audit.bad_vkey"};
    std::string hashed = name_ + '\n';
    hashed += static_cast<char>(type_);
    hashed += text_of(public_key_);
    const Digest digest = sha256(view(hashed));
    for (std::size_t i = 0; i < 4; ++i) id_ = id_ << 8 | digest[i];
}

VerifierKey VerifierKey::from_text(std::string_view text) {
    const Error bad{Fault::invalid, "audit.bad_vkey"};
    const auto first = text.find('+');
    const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos) throw bad;
    Bytes bytes;
    try {
        bytes = from_base64(text.substr(second + 1));
    } catch (const Error&) {
        throw bad;
    }
    if (bytes.size() < 2) throw bad;
    VerifierKey key{std::string{text.substr(0, first)}, KeyType{bytes[0]}, Bytes(bytes.begin() + 1, bytes.end())};
    const bool ours = key.type_ == KeyType::log || key.type_ == KeyType::witness;
    if ((ours && key.public_key_.size() != key_size) || key.text() != text) throw bad;
    return key;
}

std::string VerifierKey::text() const {
    Bytes typed{static_cast<std::uint8_t>(type_)};
    typed.insert(typed.end(), public_key_.begin(), public_key_.end());
    return name_ + '+' + hex(view(big_endian(id_))) + '+' + base64(typed);
}

bool VerifierKey::verifies(ByteView message, ByteView signature) const {
    if (type_ != KeyType::log && type_ != KeyType::witness) return false;
    const Key key =
        held(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key_.data(), public_key_.size()));
    const DigestContext context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    return signature.size() == signature_size && key &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

SignerKey::SignerKey(std::string name, KeyType type, std::shared_ptr<evp_pkey_st> key)
    : key_{std::move(key)}, verifier_{std::move(name), type, public_part(key_.get())} {}

SignerKey SignerKey::make(std::string name, KeyType type, const Randomness& randomness) {
    const Bytes seed = random_bytes(randomness, key_size);
    return SignerKey{std::move(name), type,
                     held(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()))};
}

SignerKey SignerKey::read(std::string name, const std::filesystem::path& file, KeyType type) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) throw Error{Fault::not_found, "audit.no_key_file"};
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) throw Error{Fault::denied, "audit.open_key_file"};
    const auto pem = read_file(file, 10000);
    if (!pem) throw Error{Fault::not_found, "audit.no_key_file"};
    const Stream in{BIO_new_mem_buf(pem->data(), static_cast<int>(pem->size())), &BIO_free};
    char no_password[] = "";
    Key key = held(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, no_password));
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) throw Error{Fault::invalid, "audit.bad_key_file"};
    return SignerKey{std::move(name), type, std::move(key)};
}

void SignerKey::write(const std::filesystem::path& file) const {
    const std::string pem = pem_of(key_.get());
    const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR);
    if (out < 0 && errno == EEXIST) throw Error{Fault::conflict, "audit.key_file_exists"};
    const bool written =
        out >= 0 && ::write(out, pem.data(), pem.size()) == static_cast<ssize_t>(pem.size()) && ::fsync(out) == 0;
    if (out >= 0) ::close(out);
    if (!written) throw Error{Fault::unavailable, "audit.cannot_write_key"};
}

Bytes SignerKey::sign(ByteView message) const {
    Bytes signature(signature_size);
    std::size_t length = signature.size();
    const DigestContext context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), signature.data(), &length, message.data(), message.size()) != 1)
        throw Error{Fault::unavailable, "audit.cannot_sign"};
    return signature;
}

}  // namespace arkki::tlog
