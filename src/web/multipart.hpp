#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace arkki::web {

/// What stands above one part of a multipart form.
struct PartHead {
    std::string name;
    std::optional<PersonalText> file_name;  ///< there for a file, even an empty one
};

/// Takes the parts as they come.
class PartSink {
public:
    virtual ~PartSink() = default;
    virtual void begin(const PartHead& head) = 0;
    virtual void data(std::string_view piece) = 0;
    virtual void end() = 0;
};

/// Reads `multipart/form-data` (RFC 7578) piece by piece, in constant memory.
///
/// Poco's reader hands a truncated part to its caller before it complains and can be made to crash (pocoproject/poco
/// #4915), hence this one. Strict: no preamble, no epilogue, no nested parts, at most so many parts with 8 kB of headers each, the final
/// boundary must come. Pieces may be cut anywhere without changing the result.
class MultipartReader {
public:
    /// @param boundary  1-70 characters
    MultipartReader(std::string_view boundary, PartSink& sink, int most_parts = 20);

    /// @throws Error{Fault::invalid, "web.bad_upload"}
    void feed(std::string_view piece);
    /// Call after the last piece.
    /// @throws Error{Fault::invalid, "web.truncated"}  unless the final boundary was read
    void finish() const;

private:
    enum class State { start, after_boundary, head, data, closing, closed };

    bool step();
    bool read_start();
    bool read_after_boundary();
    bool read_head();
    bool read_data();
    bool read_closing();

    PartSink& sink_;
    std::string delimiter_;  ///< "\r\n--boundary"
    std::string rest_;       ///< what was fed and not yet understood; bounded
    State state_ = State::start;
    int most_parts_;
    int parts_ = 0;
};

/// The boundary of a Content-Type, nothing unless it is multipart/form-data with a boundary of RFC 2046's characters.
[[nodiscard]] std::optional<std::string> multipart_boundary(std::string_view content_type);

/// The headers of one part, lines ended by CRLF.
/// @throws Error{Fault::invalid, "web.bad_upload"}
[[nodiscard]] PartHead parse_part_head(std::string_view lines);

}  // namespace arkki::web
