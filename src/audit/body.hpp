#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// The groups' bodies out of the texts they are made of, whether these stand in an Event or in a row of the table.
namespace arkki::audit {

struct Who {
    std::int64_t actor = 0;
    std::string_view session, auth, address, via, station;
};
struct Whom {
    std::string_view object;
    std::int64_t version = 0;
    std::string_view sha256;
    std::span<const std::string_view> subjects;  ///< commitments in base64, sorted by bytes
};
struct Circumstances {
    std::string_view action, role, purpose, case_ref, basis, result, rule;
    std::int64_t count = 0;
    std::string_view request;
    std::string_view args;  ///< one key=value a line, no line feed at the end
};
struct Typed {
    std::string_view query, reason, note;
};

/// JSON without white space, every key always there, in this order (docs/formats.md).
void append_body(std::string& out, const Who& who);
void append_body(std::string& out, const Whom& whom);
void append_body(std::string& out, const Circumstances& circumstances);
void append_body(std::string& out, const Typed& typed);

/// `"..."` with only `"`, `\` and U+0000-001F escaped.
void append_json_text(std::string& out, std::string_view text);

}  // namespace arkki::audit
