#include "web/upload.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.hpp"

namespace arkki::web {
namespace {

[[noreturn]] void spool_fault(const char* act) {
    throw Error{Fault::unavailable, "web.spool_full", std::string{act} + ": " + std::strerror(errno)};
}

/// "C:\scans\form.pdf" and "../form.pdf" are both "form.pdf".
PersonalText base_name(const PersonalText& name) {
    const std::string& text = name.reveal();
    const auto slash = text.find_last_of("/\\");
    return PersonalText{slash == std::string::npos ? text : text.substr(slash + 1)};
}

}  // namespace

Upload::Upload(const std::filesystem::path& spool, std::string field, PersonalText file_name)
    : field_{std::move(field)}, file_name_{base_name(file_name)} {
    std::string pattern = (spool / "upload-XXXXXX").string();
    descriptor_ = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (descriptor_ < 0) spool_fault("mkostemp");
    ::unlink(pattern.c_str());
}

Upload::Upload(Upload&& other) noexcept
    : field_{std::move(other.field_)}, file_name_{std::move(other.file_name_)},
      descriptor_{std::exchange(other.descriptor_, -1)}, size_{other.size_} {}

Upload::~Upload() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void Upload::append(std::string_view data) {
    while (!data.empty()) {
        const auto written = ::write(descriptor_, data.data(), data.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) spool_fault("write");
        size_ += static_cast<std::uint64_t>(written);
        data.remove_prefix(static_cast<std::size_t>(written));
    }
}

int Upload::descriptor() const {
    if (::lseek(descriptor_, 0, SEEK_SET) < 0) spool_fault("lseek");
    return descriptor_;
}

Bytes Upload::bytes() const {
    Bytes bytes(size_);
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto got = ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) spool_fault("pread");
        done += static_cast<std::size_t>(got);
    }
    return bytes;
}

}  // namespace arkki::web
