#pragma once
#include "base/bytes.hpp"
#include "imaging/control.hpp"

namespace arkki::imaging {

/// Bytes in memory behind a descriptor, unchangeable, so that a child can read them without any right to open files.
class SealedFile {
public:
    /// @throws Error{Fault::unavailable, "reader.unavailable"}  no memory for it
    explicit SealedFile(ByteView bytes);
    [[nodiscard]] int descriptor() const noexcept { return file_.number(); }

private:
    Descriptor file_;
};

}  // namespace arkki::imaging
