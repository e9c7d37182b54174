#pragma once
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "tlog/note.hpp"
#include "tlog/tree.hpp"

namespace arkki::tlog {

/// What a witness is asked (C2SP tlog-witness): `old <size>`, the consistency proof's hashes a line each, an empty line
/// and the checkpoint.
struct WitnessRequest {
    std::uint64_t old_size = 0;
    Proof proof;
    std::string note;
};
[[nodiscard]] std::string witness_request_text(const WitnessRequest& request);
/// @throws Error{Fault::invalid, "witness.bad_request"}
[[nodiscard]] WitnessRequest witness_request_from(std::string_view text);

/// A witness of one log: remembers the last checkpoint it cosigned and cosigns only what extends it.
class Witness {
public:
    /// An HTTP answer.
    struct Answer {
        int status = 400;
        std::string type = "text/plain";
        std::string body;
    };

    /// @throws Error{Fault::corrupt, "witness.bad_state"}
    Witness(SignerKey key, VerifierKey log, std::filesystem::path folder);

    /// 200 cosignature; 400 no such request; 403 not signed by the log; 404 another log; 409 and the last size, when
    /// `old` is another or the same size has another root; 422 the proof does not hold. What it cosigns is on the disk
    /// before it is answered. May be called from several threads.
    [[nodiscard]] Answer add_checkpoint(std::string_view body, Instant now);

private:
    [[nodiscard]] Answer judge(const WitnessRequest& request, const Checkpoint& checkpoint, const std::string& text,
                               Instant now);
    [[nodiscard]] std::filesystem::path file() const { return folder_ / "witness.state"; }

    SignerKey key_;
    VerifierKey log_;
    std::filesystem::path folder_;
    Checkpoint last_;
    std::mutex one_by_one_;
};

}  // namespace arkki::tlog
