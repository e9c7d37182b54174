#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "signing/raw_sign.hpp"

namespace arkki::signing {

/// Sends a body of a media type to an address outside the house and gives the answer's body. Handed in: this room
/// knows no network.
/// @throws Error{Fault::unavailable, ...}  nobody there, too slow, too much, or another status than 200
using Exchange = std::function<Bytes(const std::string& url, std::string_view media_type, ByteView body)>;

/// A time stamp authority (RFC 3161).
struct StampingAuthority {
    std::string url;
    std::string roots;  ///< PEM: whose time stamps count
    Exchange exchange;
    Randomness randomness;  ///< of the nonce
};

/// What to leave for a token when a letter is signed: those of large authorities carry three certificates.
inline constexpr std::size_t token_room = 9'000;

/// The token (DER) of a time stamp over a SHA-256 value. Nothing is believed before nonce, imprint, status, purpose and
/// chain were checked, and our own verifier takes it.
///
/// @param now  the token's time may differ from it by ten minutes at most
/// @throws Error{Fault::unavailable, ...}
///   "signing.tsa_refused"    the authority says no, or something that is no answer
///   "signing.tsa_other"      the stamp is of something else or answers another question
///   "signing.tsa_untrusted"  not signed by an authority of ours, or in a form we do not verify
///   "signing.tsa_clock"      its clock and ours differ
[[nodiscard]] Bytes time_stamp(const Digest& imprint, const StampingAuthority& authority, Instant now);

/// A B-B letter with a time stamp over its signature value: PAdES B-T. The token lies in the room left behind the
/// signature, so that no signed byte changes; nothing may follow the signature yet.
///
/// @throws as `time_stamp`; Error{Fault::unavailable, "signing.tsa_room"}  the token is larger than the room
/// @throws Error{Fault::corrupt, "signing.letter_unreadable"}  no letter signed by us
/// @see ETSI EN 319 142-1 clause 6.3 (signature-time-stamp)
[[nodiscard]] Bytes with_time_stamp(ByteView letter, const StampingAuthority& authority, Instant now);

/// A signed letter and how far it is provable.
struct SignedLetter {
    Bytes file;
    std::string level;    ///< "B-B", "B-T"
    std::string missing;  ///< key of the message that says why the level is no higher; "" if it is what was asked for
};

/// Signs the letter and has its time stamped. An authority that is down or not to be believed holds no letter back: it
/// stays at B-B, says why, and can be stamped later (`with_time_stamp`).
/// @throws as `sign` of pades.hpp
[[nodiscard]] SignedLetter sign(ByteView letter, const Signer& signer,
                                const std::optional<StampingAuthority>& authority, Instant when);

}  // namespace arkki::signing
