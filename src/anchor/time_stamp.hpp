#pragma once
#include <chrono>
#include <filesystem>
#include <string>

#include "anchor/channel.hpp"
#include "base/bytes.hpp"

namespace arkki::anchor {

struct TimeStampSettings {
    std::string url;
    std::filesystem::path authorities;  ///< PEM: whose time stamps count
    Randomness randomness;              ///< of the nonce
    std::chrono::milliseconds patience{30'000};
};

/// Has the note stamped (RFC 3161): nonce, SHA-256 of its bytes, the authority's certificates asked for.
/// @throws Error{Fault::unavailable, ...}
///   "anchor.tsa_refused"    the authority says no
///   "anchor.tsa_other"      the stamp is of other bytes or answers another question
///   "anchor.tsa_untrusted"  it is not signed by one of our authorities
/// @throws Error{Fault::not_found, "anchor.no_authorities"}
[[nodiscard]] Receipt stamp(const TimeStampSettings& settings, const Parcel& parcel);

/// The query, DER. Public for its tests.
[[nodiscard]] std::string time_stamp_query(const std::string& note, ByteView nonce);
/// Checks a reply, DER, against its query. Throws as `stamp`.
void check_time_stamp(const std::string& reply, const std::string& query, const std::filesystem::path& authorities);

}  // namespace arkki::anchor
