#pragma once
#include <chrono>
#include <string>

#include "anchor/channel.hpp"

namespace arkki::anchor {

struct WitnessSettings {
    std::string url;   ///< prefix; the request goes to <url>/add-checkpoint
    std::string vkey;  ///< the witness's, pinned
    std::chrono::milliseconds patience{30'000};
};

/// Shows the checkpoint to a witness (C2SP tlog-witness), which cosigns it only if it extends what it saw before.
/// @throws Error{Fault::corrupt, "anchor.witness_disagrees"}  it knows another history of this log
/// @throws Error{Fault::unavailable, ...}
///   "anchor.witness_untrusted"  the cosignature is not the pinned witness's
///   "anchor.witness_ahead"      it has seen a larger checkpoint
[[nodiscard]] Receipt ask_witness(const WitnessSettings& settings, const Parcel& parcel);

}  // namespace arkki::anchor
