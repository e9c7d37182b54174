#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace arkki::web {

/// A file that somebody sent, on disk but without a name there: it is gone when this object is, also after a crash.
class Upload {
public:
    /// An empty one in the spool directory.
    /// @throws Error{Fault::unavailable, "web.spool_full"}
    Upload(const std::filesystem::path& spool, std::string field, PersonalText file_name);
    Upload(Upload&& other) noexcept;
    Upload& operator=(Upload&&) = delete;
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;
    ~Upload();

    /// @throws Error{Fault::unavailable, "web.spool_full"}
    void append(std::string_view data);

    [[nodiscard]] const std::string& field() const noexcept { return field_; }
    /// As the sender called it, without directories. Never a path of ours.
    [[nodiscard]] const PersonalText& file_name() const noexcept { return file_name_; }
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    /// Open for reading and writing, at the beginning; stays this object's.
    [[nodiscard]] int descriptor() const;
    [[nodiscard]] Bytes bytes() const;

private:
    std::string field_;
    PersonalText file_name_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

}  // namespace arkki::web
