#include "imaging/sealed_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.hpp"

namespace arkki::imaging {
namespace {

Error no_memory() { return Error{Fault::unavailable, "reader.unavailable", "no memory for the file"}; }

}  // namespace

SealedFile::SealedFile() : file_{::memfd_create("scan", MFD_CLOEXEC | MFD_ALLOW_SEALING)} {
    if (!file_) throw no_memory();
}

SealedFile::SealedFile(ByteView bytes) : SealedFile{} {
    add(bytes);
    seal();
}

SealedFile::SealedFile(const std::function<void(const Take&)>& fill) : SealedFile{} {
    fill([this](ByteView piece) { add(piece); });
    seal();
}

void SealedFile::add(ByteView bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file_.number(), bytes.data(), bytes.size());
        if (written <= 0) throw no_memory();
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void SealedFile::seal() {
    constexpr int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    if (::fcntl(file_.number(), F_ADD_SEALS, seals) != 0) throw no_memory();
}

}  // namespace arkki::imaging
