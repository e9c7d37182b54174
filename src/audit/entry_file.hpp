#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/leaf.hpp"

namespace arkki::audit {

/// A group shown with its salt, or withheld (or erased) with its commitment.
struct ShownGroup {
    std::optional<Salt> salt;
    std::string body;        ///< as hashed; empty if withheld
    std::string commitment;  ///< base64; empty if shown
};
struct ShownSubject {
    std::int64_t id = 0;
    Salt salt{};
};

/// One entry as it is handed to an outsider: `.entry.json`, a line of `entries.jsonl`. It can be checked without us.
struct EntryFile {
    std::string origin;
    std::uint64_t seq = 0;
    std::string time;  ///< as in the leaf
    std::array<ShownGroup, 4> groups;
    std::vector<ShownSubject> subjects;  ///< those opened one by one; only with S shown
};

/// A JSON object without line end, in its one spelling.
[[nodiscard]] std::string entry_text(const EntryFile& file);
/// Reads that one spelling.
/// @throws Error{Fault::invalid, "audit.bad_entry_file"}
[[nodiscard]] EntryFile entry_from(std::string_view json);

/// The leaf text that the file amounts to: hash it and compare.
[[nodiscard]] std::string leaf_of(const EntryFile& file);
/// Whether every data subject that the file opens is one of those the entry commits to.
[[nodiscard]] bool subjects_are_in(const EntryFile& file);

}  // namespace arkki::audit
