#include "imaging/sealed_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.hpp"

namespace arkki::imaging {

SealedFile::SealedFile(ByteView bytes) : file_{::memfd_create("scan", MFD_CLOEXEC | MFD_ALLOW_SEALING)} {
    bool good = static_cast<bool>(file_);
    while (good && !bytes.empty()) {
        const auto written = ::write(file_.number(), bytes.data(), bytes.size());
        good = written > 0;
        if (good) bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    constexpr int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    if (!good || ::fcntl(file_.number(), F_ADD_SEALS, seals) != 0)
        throw Error{Fault::unavailable, "reader.unavailable", "no memory for the file"};
}

}  // namespace arkki::imaging
