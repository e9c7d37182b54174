#include "signing/pkcs12.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/error.hpp"
#include "signing/certificate.hpp"
#include "signing/chain.hpp"

namespace arkki::signing {
namespace {

constexpr std::size_t largest_file = 1 << 20;

using Certificates = Owned<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); }>;

std::vector<Bytes> all_of(const STACK_OF(X509) * stack) {
    std::vector<Bytes> certificates;
    for (int i = 0; i < sk_X509_num(stack); ++i) certificates.push_back(der_of(*sk_X509_value(stack, i)));
    return certificates;
}

Bytes sign_with(EVP_PKEY* key, ByteView message) {
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
    std::size_t size = 0;
    Bytes signature;
    bool good = context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) == 1;
    if (good) {
        signature.resize(size);
        good = EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1;
    }
    ERR_clear_error();
    if (!good) throw Error{Fault::unavailable, "signing.key_failed"};
    signature.resize(size);
    return signature;
}

class OpenFile {
public:
    explicit OpenFile(const std::filesystem::path& file)
        : descriptor_{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)} {
        if (descriptor_ < 0 && errno == EACCES) throw Error{Fault::denied, "signing.key_file_mode"};
        if (descriptor_ < 0) throw Error{Fault::not_found, "signing.key_file"};
    }
    ~OpenFile() { ::close(descriptor_); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    void demand_that_only_the_owner_may_read() const {
        struct stat status {};
        if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode) || (status.st_mode & 077) != 0)
            throw Error{Fault::denied, "signing.key_file_mode"};
    }
    [[nodiscard]] Bytes content() const {
        Bytes bytes(largest_file + 1);
        std::size_t size = 0;
        for (ssize_t got = 1; got > 0 && size < bytes.size();) {
            got = ::read(descriptor_, bytes.data() + size, bytes.size() - size);
            if (got > 0) size += static_cast<std::size_t>(got);
        }
        bytes.resize(size);
        return bytes;
    }

private:
    int descriptor_;
};

}  // namespace

Pin::Pin(std::string&& text) : text_{text} {
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

Pin::~Pin() { OPENSSL_cleanse(text_.data(), text_.size()); }

Signer open_pkcs12(ByteView bytes, const Pin& pin) {
    if (bytes.size() > largest_file) throw Error{Fault::invalid, "signing.not_pkcs12"};
    const unsigned char* at = bytes.data();
    const Owned<PKCS12, PKCS12_free> sealed{d2i_PKCS12(nullptr, &at, static_cast<long>(bytes.size()))};
    ERR_clear_error();
    if (!sealed || PKCS12_mac_present(sealed.get()) != 1) throw Error{Fault::invalid, "signing.not_pkcs12"};
    const bool right_pin = PKCS12_verify_mac(sealed.get(), pin.reveal(), pin.size()) == 1;
    ERR_clear_error();
    if (!right_pin) throw Error{Fault::denied, "signing.wrong_pin"};

    EVP_PKEY* key = nullptr;
    X509* own = nullptr;
    STACK_OF(X509)* others = nullptr;
    const bool parsed = PKCS12_parse(sealed.get(), pin.reveal(), &key, &own, &others) == 1;
    const std::shared_ptr<EVP_PKEY> owned_key{key, free_key};
    const Certificate owned_certificate{own};
    const Certificates owned_others{others};
    ERR_clear_error();
    if (!parsed) throw Error{Fault::invalid, "signing.not_pkcs12"};
    if (key == nullptr) throw Error{Fault::invalid, "signing.no_key"};
    if (own == nullptr) throw Error{Fault::invalid, "signing.key_mismatch"};
    if (!is_strong(*key)) throw Error{Fault::invalid, "signing.weak_key"};
    return {{der_of(*own), issuers_of(*own, all_of(others))},
            [owned_key](const SignedAttributes& attributes) { return sign_with(owned_key.get(), attributes.der); }};
}

Signer open_pkcs12(const std::filesystem::path& path, const Pin& pin) {
    const OpenFile file{path};
    file.demand_that_only_the_owner_may_read();
    Bytes bytes = file.content();
    Signer signer = open_pkcs12(ByteView{bytes}, pin);
    return signer;
}

}  // namespace arkki::signing
