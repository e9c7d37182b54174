#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "anchor/channel.hpp"
#include "anchor/mail.hpp"
#include "base/bytes.hpp"
#include "base/time.hpp"

namespace arkki::anchor {

/// Where the checkpoints go; what is empty is not used (config/arkki.properties, "anchor.").
struct Addresses {
    std::vector<std::string> mail_to;
    std::string mail_from, mail_server;
    std::chrono::minutes mail_rhythm{60};
    std::string syslog;
    std::filesystem::path folder;
    std::string tsa;
    std::filesystem::path tsa_authorities;
    std::chrono::minutes tsa_rhythm{60};
    std::string witness, witness_vkey;
    std::chrono::milliseconds patience{30'000};  ///< of one delivery
};

struct Outside {
    Clock clock;
    Randomness randomness;
    std::function<MailWords(const tlog::Checkpoint&)> words;
};

/// The channels that are set.
[[nodiscard]] std::vector<Channel> channels(const Addresses& addresses, const Outside& outside);

}  // namespace arkki::anchor
