#pragma once
#include <functional>

#include "base/bytes.hpp"
#include "imaging/control.hpp"

namespace arkki::imaging {

/// Bytes in memory behind a descriptor, unchangeable, so that a child can read them without any right to open files.
class SealedFile {
public:
    /// @throws Error{Fault::unavailable, "reader.unavailable"}  no memory for it
    explicit SealedFile(ByteView bytes);
    /// The same from pieces, so that a large file is not in memory twice. What `fill` throws comes out.
    using Take = std::function<void(ByteView)>;
    explicit SealedFile(const std::function<void(const Take&)>& fill);
    [[nodiscard]] int descriptor() const noexcept { return file_.number(); }

private:
    SealedFile();
    void add(ByteView bytes);
    void seal();
    Descriptor file_;
};

}  // namespace arkki::imaging
