#include "signing/cms_shape.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>

namespace arkki::signing {
namespace {

using Constant = std::initializer_list<std::uint8_t>;

constexpr std::uint8_t set = 0x31;
constexpr std::uint8_t sequence = 0x30;
constexpr std::uint8_t octets = 0x04;
constexpr std::uint8_t context_0 = 0xa0;
constexpr std::uint8_t context_1 = 0xa1;
constexpr Constant version_3{0x02, 0x01, 0x03};
constexpr Constant stamp_attribute{0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x0e};
constexpr Constant stamp_info{0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04};
constexpr Constant version_1{0x02, 0x01, 0x01};
constexpr Constant signed_data{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02};
constexpr Constant data_without_content{0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01};
constexpr Constant sha256_absent{0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
constexpr Constant sha256_null{0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                               0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00};
constexpr Constant ecdsa_sha256{0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
constexpr Constant rsa_sha256{0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00};

/// A walk over DER: goes into a value or passes over it. After the first fault every answer is no.
class Walk {
public:
    explicit Walk(ByteView bytes) : rest_{bytes} {}

    /// The inside of the next value, which must have this tag.
    Walk into(std::uint8_t tag) {
        Walk inside{value(tag)};
        inside.good_ = good_;
        return inside;
    }
    void pass(std::uint8_t tag) { static_cast<void>(value(tag)); }
    /// The next value whole, tag and length with it.
    ByteView whole(std::uint8_t tag) {
        const ByteView before = rest_;
        pass(tag);
        return good_ ? before.first(before.size() - rest_.size()) : ByteView{};
    }
    bool is(Constant constant) {
        good_ = good_ && rest_.size() >= constant.size() && std::equal(constant.begin(), constant.end(), rest_.begin());
        if (good_) rest_ = rest_.subspan(constant.size());
        return good_;
    }
    bool is_one_of(Constant first, Constant second) {
        return is(rest_.size() > 1 && first.begin()[1] == rest_[1] ? first : second);
    }
    [[nodiscard]] bool at_end() const { return good_ && rest_.empty(); }

private:
    ByteView value(std::uint8_t tag) {
        const ByteView bytes = rest_;
        const std::size_t head = head_size(bytes, tag);
        std::size_t size = 0;
        for (std::size_t i = head > 2 ? 2 : 1; i < head; ++i) size = size << 8 | bytes[i];
        good_ = good_ && head != 0 && size <= bytes.size() - head;
        if (!good_) return {};
        rest_ = bytes.subspan(head + size);
        return bytes.subspan(head, size);
    }
    /// Bytes of tag and length: two, or up to five in the long form; 0 if there is something else.
    static std::size_t head_size(ByteView bytes, std::uint8_t tag) {
        if (bytes.size() < 2 || bytes[0] != tag) return 0;
        if (bytes[1] < 0x80) return 2;
        const std::size_t more = bytes[1] & 0x7fU;
        return more == 0 || more > 3 || bytes.size() < 2 + more ? 0 : 2 + more;
    }

    ByteView rest_;
    bool good_ = true;
};

/// The one unsigned attribute there may be. @returns the token; empty if it is something else
ByteView token_of(Walk attributes) {
    Walk attribute = attributes.into(sequence);
    if (!attributes.at_end() || !attribute.is(stamp_attribute)) return {};
    Walk values = attribute.into(set);
    const ByteView token = values.whole(sequence);
    return attribute.at_end() && values.at_end() ? token : ByteView{};
}

struct OurSigner {
    bool is_ours = false;
    ByteView token;
};

OurSigner our_signer(Walk signer) {
    if (!signer.is(version_1)) return {};
    signer.pass(sequence);  // issuer and serial number, compared with the certificate elsewhere
    if (!signer.is_one_of(sha256_absent, sha256_null)) return {};
    signer.pass(context_0);  // the signed attributes
    if (!signer.is_one_of(ecdsa_sha256, rsa_sha256)) return {};
    signer.pass(octets);
    if (signer.at_end()) return {true, {}};
    const ByteView token = token_of(signer.into(context_1));
    return {signer.at_end() && !token.empty(), token};
}

OurSigner signer_in(ByteView cms) {
    Walk outside{cms};
    Walk info = outside.into(sequence);
    if (!outside.at_end() || !info.is(signed_data)) return {};
    Walk wrapped = info.into(context_0);
    Walk content = wrapped.into(sequence);
    if (!info.at_end() || !wrapped.at_end() || !content.is(version_1)) return {};
    Walk digests = content.into(set);
    if (!digests.is_one_of(sha256_absent, sha256_null) || !digests.at_end()) return {};
    if (!content.is(data_without_content)) return {};
    content.pass(context_0);  // the certificates
    Walk signers = content.into(set);
    OurSigner found = our_signer(signers.into(sequence));
    if (!content.at_end() || !signers.at_end()) return {};
    return found;
}

/// 2, 3 or 4 for SHA-256, -384 or -512 (the last number of their OID); 0 for anything else.
int digest_number(ByteView algorithm) {
    for (std::uint8_t kind = 1; kind <= 3; ++kind)
        for (const Constant& known : {sha256_absent, sha256_null}) {
            Bytes bytes{known};
            bytes[12] = kind;
            if (std::equal(bytes.begin(), bytes.end(), algorithm.begin(), algorithm.end())) return kind + 1;
        }
    return 0;
}

/// RSA PKCS#1 (named with or without its digest) or ECDSA, with this digest.
bool goes_with(ByteView algorithm, int digest) {
    Bytes rsa_alone{rsa_sha256};
    Bytes rsa{rsa_sha256};
    Bytes ecdsa{ecdsa_sha256};
    rsa_alone[12] = 0x01;
    rsa[12] = static_cast<std::uint8_t>(0x09 + digest);
    ecdsa[11] = static_cast<std::uint8_t>(digest);
    const auto is = [&](const Bytes& known) {
        return std::equal(known.begin(), known.end(), algorithm.begin(), algorithm.end());
    };
    return is(rsa_alone) || is(rsa) || is(ecdsa);
}

bool is_token_signer(Walk signer, ByteView digest) {
    if (!signer.is(version_1)) return false;
    signer.pass(sequence);  // issuer and serial number, compared with the certificate elsewhere
    const ByteView own_digest = signer.whole(sequence);
    if (!std::equal(digest.begin(), digest.end(), own_digest.begin(), own_digest.end())) return false;
    signer.pass(context_0);  // the signed attributes
    const ByteView algorithm = signer.whole(sequence);
    signer.pass(octets);
    return signer.at_end() && goes_with(algorithm, digest_number(digest));
}

}  // namespace

bool has_our_shape(ByteView cms) { return signer_in(cms).is_ours; }

ByteView token_in(ByteView cms) { return signer_in(cms).token; }

bool has_token_shape(ByteView token) {
    Walk outside{token};
    Walk info = outside.into(sequence);
    if (!outside.at_end() || !info.is(signed_data)) return false;
    Walk wrapped = info.into(context_0);
    Walk content = wrapped.into(sequence);
    if (!info.at_end() || !wrapped.at_end() || !content.is(version_3)) return false;
    Walk digests = content.into(set);
    const ByteView digest = digests.whole(sequence);
    if (digest_number(digest) == 0 || !digests.at_end()) return false;
    Walk encapsulated = content.into(sequence);
    if (!encapsulated.is(stamp_info)) return false;
    Walk inside = encapsulated.into(context_0);
    inside.pass(octets);
    if (!encapsulated.at_end() || !inside.at_end()) return false;
    content.pass(context_0);  // the certificates
    Walk signers = content.into(set);
    return content.at_end() && is_token_signer(signers.into(sequence), digest) && signers.at_end();
}

}  // namespace arkki::signing
