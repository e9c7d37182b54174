#pragma once
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "signing/certificate.hpp"

namespace arkki::signing {

/// The certificates (DER) of a PEM text, in its order; none if there is nothing of the kind in it.
[[nodiscard]] std::vector<Bytes> certificates_in(const std::string& pem);

/// A revocation list (DER) out of a file in PEM or DER; empty if it is neither.
[[nodiscard]] Bytes revocation_list_in(const std::string& file);

/// The certificates (DER) between `own` and its root out of `others`, nearest first, the root not among them.
[[nodiscard]] std::vector<Bytes> issuers_of(x509_st& own, const std::vector<Bytes>& others);

}  // namespace arkki::signing
