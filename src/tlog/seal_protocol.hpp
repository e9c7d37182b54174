#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the service and the sealer say to each other over a Unix socket: `arkki-seal/1`. One request a connection; the
/// sealer closes after its answer.
namespace arkki::tlog {

constexpr std::uint64_t max_push = 4096;      ///< leaves in one push or one answer
constexpr std::size_t max_leaf = 400;         ///< bytes of a leaf text; a real one has at most 251
constexpr std::size_t max_request_line = 64;  ///< with its line feed

/// The first line of a request.
struct SealRequest {
    enum class Kind {
        push,   ///< `arkki-seal/1 <from> <count>`: the leaves follow
        leaves  ///< `arkki-seal/1 leaves <from> <count>`: give back leaves that were sealed
    };
    Kind kind = Kind::push;
    std::uint64_t from = 0;
    std::uint64_t count = 0;  ///< 0 to max_push; a push of none asks for the last note
};
/// With line feed.
[[nodiscard]] std::string seal_request_line(const SealRequest& request);
/// Reads the line with its line feed.
/// @throws Error{Fault::invalid, "seal.bad_request"}
[[nodiscard]] SealRequest seal_request_from(std::string_view line);
/// A whole push.
[[nodiscard]] std::string push_text(std::uint64_t from, const std::vector<std::string>& leaves);

/// Each leaf as u16 big endian length and text: the body of a push, of an answer, and of an entry bundle.
[[nodiscard]] std::string framed_leaves(const std::vector<std::string>& leaves);
/// Reads exactly `count` framed leaves and nothing behind them; none is longer than `longest`.
/// @throws Error{Fault::invalid, "seal.bad_leaves"}
[[nodiscard]] std::vector<std::string> leaves_from(std::string_view framed, std::uint64_t count,
                                                   std::size_t longest = max_leaf);

/// What is wrong with entry `seq` as a leaf text: "length", "header", "number", "time" or "commitment"; nothing if it
/// is one (docs/formats.md).
[[nodiscard]] std::optional<std::string> leaf_fault(std::uint64_t seq, std::string_view leaf);

/// What the sealer says.
struct SealAnswer {
    enum class Kind {
        ok,      ///< `ok`, and the note of the new size
        size,    ///< `size <n>`, and the last note: from was not my size; go on from n
        bad,     ///< `bad <seq> <why>`: a leaf was wrong, nothing is signed until a person resets the sealer
        leaves,  ///< `leaves <from> <count>`, and the leaves, fewer than asked for at the log's end
        refused  ///< `refused <why>`: not a request; nothing has changed
    };
    Kind kind = Kind::refused;
    std::uint64_t number = 0;         ///< the size, the bad entry, or the first leaf
    std::string why;                  ///< a word
    std::string note;                 ///< signed; empty if nothing was signed yet
    std::vector<std::string> leaves;  ///< texts
};
[[nodiscard]] std::string seal_answer_text(const SealAnswer& answer);
/// @throws Error{Fault::corrupt, "seal.bad_answer"}
[[nodiscard]] SealAnswer seal_answer_from(std::string_view text);

}  // namespace arkki::tlog
