#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "tlog/note.hpp"
#include "tlog/seal_protocol.hpp"
#include "tlog/tiles.hpp"

/// The sealer: it re-checks the leaves it is sent, lets its own tree grow, and signs. It sees no personal data.
namespace arkki::sealer {

/// Why the sealer signs nothing any more.
struct Halt {
    std::uint64_t seq = 0;
    std::string why;
};

/// What it must never forget, one small file: how far the tree is, the last note, and whether it was halted.
struct State {
    tlog::Frontier frontier;
    std::string note;  ///< empty before the first
    std::optional<Halt> halt;
};
[[nodiscard]] std::string state_text(const State& state, const std::string& origin);
/// @throws Error{Fault::corrupt, "seal.bad_state"}
[[nodiscard]] State state_from(std::string_view text, const std::string& origin);

/// Where it keeps things; both folders are its own.
struct Places {
    std::filesystem::path state;     ///< `sealer.state`, `resets.log`
    std::filesystem::path exported;  ///< checkpoints, tiles, bundles, vkey (docs/formats.md)
};

/// That no second sealer works on the same state.
class Lock {
public:
    /// @throws Error{Fault::unavailable, "seal.running"}, Error{Fault::unavailable, "tlog.cannot_write"}
    explicit Lock(const std::filesystem::path& file);
    ~Lock();
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

private:
    int file_;
};

/// One log's sealer. Never signs two trees of one size: the state is on the disk before the note is handed out.
class Sealer {
public:
    /// Goes on where the state stands, or begins an empty tree. `keys`: the one that signs, and during a change of
    /// keys the old one as well; all bear the origin as their name.
    /// @throws Error{Fault::corrupt, "seal.bad_state"}  the state is damaged or signed by another key
    ///         Error{Fault::corrupt, "tlog.bad_tile"}, Error{Fault::not_found, "tlog.no_tile"}  so is the export
    ///         Error{Fault::unavailable, "seal.running"}  another sealer holds the state
    Sealer(std::vector<tlog::SignerKey> keys, Places places);

    /// Adds `count` leaves, framed as in the protocol, and signs.
    [[nodiscard]] tlog::SealAnswer push(std::uint64_t from, std::uint64_t count, std::string_view framed);
    /// Leaves out of the bundles, to repair a log that was restored from a backup.
    [[nodiscard]] tlog::SealAnswer leaves(std::uint64_t from, std::uint64_t count) const;
    /// A person has looked at why it was halted, and says what for it may go on.
    void reset(const std::string& reason, Instant now);

    [[nodiscard]] std::uint64_t size() const noexcept { return edge_.frontier().size(); }
    [[nodiscard]] const std::optional<Halt>& halt() const noexcept { return halt_; }

private:
    void load();
    [[nodiscard]] std::string sign(const tlog::Frontier& frontier) const;
    [[nodiscard]] tlog::SealAnswer extend(const std::vector<std::string>& leaves);
    [[nodiscard]] tlog::SealAnswer stop(Halt halt);
    void keep(const State& state) const;
    void publish() const;

    std::vector<tlog::SignerKey> keys_;
    Places places_;
    std::optional<Lock> lock_;
    tlog::TreeEdge edge_;
    std::string note_;
    std::optional<Halt> halt_;
};

}  // namespace arkki::sealer
