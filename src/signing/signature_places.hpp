#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "signing/pdf_revisions.hpp"

namespace arkki::signing {

/// Problem codes of a Verdict, each once.
class Problems {
public:
    void add(const std::string& code);
    [[nodiscard]] bool empty() const noexcept { return codes_.empty(); }
    [[nodiscard]] bool only(const std::string& code) const noexcept;
    [[nodiscard]] const std::vector<std::string>& codes() const noexcept { return codes_; }

private:
    std::vector<std::string> codes_;
};

/// A filled signature field of a file.
struct SignatureField {
    PdfValue dictionary;       ///< the signature itself
    const PdfRevision* saved;  ///< the revision that holds it
    [[nodiscard]] bool is_document_stamp() const noexcept;
};

/// The filled signature fields of the form, oldest first.
/// @throws NotOurFormat  fields with children, one field or one signature named twice
[[nodiscard]] std::vector<SignatureField> signature_fields(const PdfFile& file);

/// What lies in the gap: the CMS without its padding, and the digest of all around the gap.
struct SignedContent {
    Bytes cms;
    Digest digest;
};

/// Checks that the signature covers its whole revision but its own value, and that nothing is hidden in the gap.
/// Adds `byte_range`, `padding`, `cms`. The content is empty when there is nothing left to check.
/// @param form  the only value of /SubFilter that is taken
[[nodiscard]] SignedContent signed_content(ByteView file, const SignatureField& field, Problems& problems,
                                           std::string_view form = "ETSI.CAdES.detached");

}  // namespace arkki::signing
