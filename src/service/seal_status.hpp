#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/anchors.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// How one way off the machine stands.
struct ChannelStatus {
    std::string name;  ///< folder | syslog | witness | tsa | mail | paper
    bool is_set = false;
    audit::ChannelRecord record;
    bool failing = false;  ///< something has waited for more than a day
};

/// How the seal of the access log stands, from the database and from what the sealing work last heard.
struct SealStatus {
    std::uint64_t log_size = 0;
    std::optional<std::uint64_t> sealed_size;  ///< of the last checkpoint
    std::optional<Instant> sealed_at;
    std::optional<std::uint64_t> outside_size;  ///< the largest checkpoint that has left the machine
    std::optional<Instant> outside_at;          ///< when one last did
    std::vector<ChannelStatus> channels;        ///< all six
    /// What is wrong, the worst first; the words are the messages "seal.alarm.<code>":
    ///   behind       the sealer has sealed more than the log holds: the database was rolled back; nothing can be read
    ///   forked       the log is not what was sealed; nothing can be read
    ///   bad_note     what the sealer says is not signed with the pinned key
    ///   halted       the sealer found an entry wrong and signs nothing until a person resets it
    ///   row_changed  a row no longer matches its hash
    ///   no_key       no public key of the sealer is pinned
    ///   no_sealer    it does not answer
    ///   fault        sealing failed for another reason
    ///   late         for three intervals nothing was sealed, or for a day no checkpoint was made
    ///   no_channel   no way off the machine is set
    ///   failing.<channel>  nothing has arrived there for more than a day
    std::vector<std::string> alarms;
    bool same_user = false;    ///< yellow: the sealer runs under the service's own user
    bool folder_here = false;  ///< yellow: the only way "off the machine" is a folder on it
    std::string closed;        ///< why nothing can be read: an alarm's code, or ""
    [[nodiscard]] bool good() const { return alarms.empty() && !same_user && !folder_here; }
};

[[nodiscard]] SealStatus seal_status(Office& office);

/// All codes of alarms.
[[nodiscard]] const std::vector<std::string>& seal_alarm_codes();

}  // namespace arkki::service
