#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "tlog/checkpoint.hpp"
#include "tlog/tree.hpp"

/// Ways for a checkpoint to leave the machine. None has a key, none writes into the log.
namespace arkki::anchor {

/// What is sent.
struct Parcel {
    tlog::Checkpoint checkpoint;
    std::string note;  ///< as the log signed it
    /// What a witness needs to believe: that the log of `checkpoint` begins with the one of this smaller size.
    std::function<tlog::Proof(std::uint64_t old_size)> proof_from;
    std::uint64_t witnessed = 0;  ///< the size the witness saw last, as far as we know
};

/// What came back. Its bytes are hashed into the log.
struct Receipt {
    std::string bytes;         ///< never empty: the server's words, the token, the cosignature, what was written
    std::string cosignatures;  ///< lines of a witness, checked
    std::string time_stamp;    ///< the whole reply (RFC 3161), checked
};

/// One way. `deliver` returns only if the checkpoint has arrived, as far as this way can tell.
///
/// @throws Error  `anchor.unreachable`, `anchor.slow`, `anchor.refused`, `anchor.garbled` (unavailable), and what each
///                channel adds; no names, no addresses of people in it
struct Channel {
    std::string name;  ///< mail | syslog | folder | tsa | witness
    std::function<Receipt(const Parcel&)> deliver;
    std::chrono::minutes rhythm{0};  ///< not more often than this
    bool newest_covers = false;      ///< once a larger checkpoint has arrived the smaller ones need not go
};

}  // namespace arkki::anchor
