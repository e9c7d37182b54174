#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace arkki::signing {

/// What a verifier trusts and knows.
struct VerifySettings {
    std::string roots;  ///< trusted root certificates, PEM, one after the other
    Instant now;        ///< a signature without a time stamp proves no time, so certificates must be valid now
    /// Whether a file with this SHA-256 is one we issued; empty if the caller cannot know.
    std::function<bool(const Digest&)> issued;
    std::string stamp_roots{};  ///< root certificates of the time stamp authorities we believe, PEM
};

/// What strict verification found.
struct Verdict {
    bool valid = false;                 ///< no problem at all
    std::string level;                  ///< the highest that is fully proved, "B-B", "B-T", "B-LT", "B-LTA"; "" otherwise
    PersonalText signer;                ///< common name in the certificate, also when something is wrong; may be empty
    std::vector<std::string> problems;  ///< codes, see below, each once, in the order they were found
};

/// Verifies a signed letter strictly and without repair; a file Arkki did not write is not Arkki's to judge kindly.
///
/// Takes any bytes. Throws nothing but what `issued` throws. No network, no PDF library: an own tokenizer with limits,
/// and OpenSSL. Problems (docs/formats.md; the words of the message keys `verify.<code>`):
///   unknown_file          we issued no such file
///   changed_after_issue   something follows a file we issued
///   not_our_format        not a PDF of the shape we write
///   trailing_bytes        bytes after the last %%EOF
///   no_signature          nobody has signed it
///   byte_range            the signature does not cover what it should
///   padding               bytes hidden after the signature
///   cms                   not a signature of the form we write
///   digest                the signed bytes were changed
///   signature             not made by the certificate's key
///   signing_certificate   certificate exchanged
///   weak                  key or digest too weak
///   untrusted             certificate not from a trusted root
///   expired               certificate not valid when the signature was, provably, there: at its time stamp, else now
///   time_stamp            a time stamp that does not hold or is of no authority we believe
///   revoked               a certificate was taken back before the letter was signed
///   revocation            the security store does not show that none was
///   update_not_allowed    something was added after the signature
[[nodiscard]] Verdict verify(ByteView file, const VerifySettings& settings);

}  // namespace arkki::signing
