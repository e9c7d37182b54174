#pragma once
#include <functional>
#include <string>
#include <vector>

#include "anchor/channels.hpp"
#include "audit/anchors.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// Brings checkpoints off the machine. Knows no key; what it has not delivered stays in the outbox, over restarts too.
class Courier {
public:
    /// Told what happens, in words of the operator's log; no personal data.
    using Report = std::function<void(const std::string&)>;

    Courier(Office& office, Report report);

    /// Puts the checkpoint into the outbox of every channel whose time has come.
    void hand_over(std::uint64_t size);
    /// Tries once what is due, the newest of each channel first. @returns how many checkpoints arrived
    int deliver();

private:
    bool deliver_on(const anchor::Channel& channel);
    [[nodiscard]] anchor::Parcel parcel(const audit::Anchor& anchor);
    void arrived(const audit::Anchor& anchor, const anchor::Channel& channel, const anchor::Receipt& receipt,
                 const tlog::Checkpoint& checkpoint);
    void failed(const audit::Anchor& anchor, const std::string& code);

    Office& office_;
    Report report_;
    std::vector<anchor::Channel> channels_;
};

}  // namespace arkki::service
