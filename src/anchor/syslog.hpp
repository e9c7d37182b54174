#pragma once
#include <chrono>
#include <string>

#include "anchor/channel.hpp"
#include "base/time.hpp"

namespace arkki::anchor {

struct SyslogSettings {
    std::string address;  ///< udp:host:port or tcp:host:port
    Clock clock;
    std::chrono::milliseconds patience{10'000};
};

/// One line of RFC 5424: origin, size, root and the signature, all that is needed to write the note again.
[[nodiscard]] std::string syslog_line(const Parcel& parcel, Instant now, const std::string& host);

/// Over TCP arrived means that the other side has read to the end and hung up; over UDP only that it was sent and
/// nobody said that nobody listens.
/// @throws Error{Fault::invalid, "anchor.bad_address"}
[[nodiscard]] Receipt send_syslog(const SyslogSettings& settings, const Parcel& parcel);

}  // namespace arkki::anchor
