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

bool is_our_signer(Walk signer) {
    if (!signer.is(version_1)) return false;
    signer.pass(sequence);  // issuer and serial number, compared with the certificate elsewhere
    if (!signer.is_one_of(sha256_absent, sha256_null)) return false;
    signer.pass(context_0);  // the signed attributes
    if (!signer.is_one_of(ecdsa_sha256, rsa_sha256)) return false;
    signer.pass(octets);
    return signer.at_end();
}

}  // namespace

bool has_our_shape(ByteView cms) {
    Walk outside{cms};
    Walk info = outside.into(sequence);
    if (!outside.at_end() || !info.is(signed_data)) return false;
    Walk wrapped = info.into(context_0);
    Walk content = wrapped.into(sequence);
    if (!info.at_end() || !wrapped.at_end() || !content.is(version_1)) return false;
    Walk digests = content.into(set);
    if (!digests.is_one_of(sha256_absent, sha256_null) || !digests.at_end()) return false;
    if (!content.is(data_without_content)) return false;
    content.pass(context_0);  // the certificates
    Walk signers = content.into(set);
    return content.at_end() && is_our_signer(signers.into(sequence)) && signers.at_end();
}

}  // namespace arkki::signing
