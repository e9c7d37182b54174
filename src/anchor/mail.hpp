#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "anchor/channel.hpp"

namespace arkki::anchor {

/// The words round a checkpoint; the service has them in the house's language.
struct MailWords {
    std::string subject, text;
};

struct MailSettings {
    std::vector<std::string> to;
    std::string from;
    std::string server;  ///< host:port of a mail server that relays for this machine without a password
    std::function<MailWords(const tlog::Checkpoint&)> words;
    std::chrono::milliseconds patience{30'000};
};

/// Mails the note, in the text and as a file of the same bytes. Arrived means: the server took it over for all
/// receivers.
/// @throws Error{Fault::invalid, "anchor.bad_address"}, Error{Fault::unavailable, "anchor.refused"}
[[nodiscard]] Receipt send_mail(const MailSettings& settings, const Parcel& parcel);

}  // namespace arkki::anchor
