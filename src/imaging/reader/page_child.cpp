#include "imaging/reader/page_child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <new>

#include "imaging/burning.hpp"
#include "imaging/control.hpp"
#include "imaging/reader/burn.hpp"
#include "imaging/reader/frames_out.hpp"
#include "imaging/reader/one_page.hpp"
#include "imaging/reader/png_crops.hpp"

namespace arkki::imaging {
namespace {

constexpr int socket_place = 0;  ///< in place of the control socket, which no child may hold
constexpr int file_place = 3;
constexpr int forms_place = 4;
constexpr std::size_t request_size = 10;

/// Puts the page's descriptors in their places and closes every other.
void keep_only(const PageDescriptors& descriptors) {
    const auto spare = [](int number) { return number < 0 ? -1 : ::fcntl(number, F_DUPFD, 10); };
    const int socket = spare(descriptors.socket), file = spare(descriptors.file), forms = spare(descriptors.forms);
    const bool placed = ::dup2(socket, socket_place) >= 0 && ::dup2(file, file_place) >= 0 &&
                        (forms < 0 || ::dup2(forms, forms_place) >= 0);
    const auto first_of_others = static_cast<unsigned>(forms < 0 ? forms_place : forms_place + 1);
    if (!placed || ::close_range(first_of_others, ~0u, 0) != 0) ::_exit(control::exit_no_cage);
}

ByteView mapped(int place) {
    struct stat about {};
    if (::fstat(place, &about) != 0 || about.st_size < 1) throw Refused{Refusal::broken, true};
    const auto size = static_cast<std::size_t>(about.st_size);
    const void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, place, 0);
    if (bytes == MAP_FAILED) throw Refused{Refusal::out_of_memory, true};
    return {static_cast<const std::uint8_t*>(bytes), size};
}

PageRequest read_request() {
    std::array<std::uint8_t, request_size> bytes{};
    for (std::size_t at = 0; at < bytes.size();) {
        const auto received = ::read(socket_place, bytes.data() + at, bytes.size() - at);
        if (received < 0 && errno == EINTR) continue;
        if (received <= 0) ::_exit(1);
        at += static_cast<std::size_t>(received);
    }
    WireReader wire{bytes};
    PageRequest request;
    request.number = wire.i32();
    if (const int turn = wire.i32(); turn == 0 || turn == 90 || turn == 180 || turn == 270) request.turn_by = turn;
    request.with_codes = wire.flag();
    if (!wire.flag()) return request;
    request.forms = mapped(forms_place);
    if (auto boxes = boxes_in(request.forms)) request.burn = std::move(*boxes);
    return request;
}

void answer(const PageRequest& request, Engines& engines, FramesOut& out) {
    try {
        const auto file = open_scan(mapped(file_place));
        out.document(file->pages());
        if (request.number < 1 || request.number > file->pages()) throw Refused{Refusal::no_such_page};
        out.page(request.burn.empty() ? read_page(*file, request, engines, out) : burn_page(*file, request, out));
        // Destructors of foreign libraries have nothing more to give; the process ends here.
        out.end(static_cast<std::uint32_t>(spared_png_crops()));
        ::_exit(0);
    } catch (const Refused& refused) {
        out.refusal(refused.why, refused.of_file);
    } catch (const std::bad_alloc&) {
        out.refusal(Refusal::out_of_memory, !out.has_document());
    } catch (...) {
        out.refusal(Refusal::broken, !out.has_document());
    }
    out.end(0);
}

}  // namespace

void live_for_one_page(const PageDescriptors& descriptors, Engines& engines, Landlock landlock) noexcept {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // the parent has one thread, so this means the parent
    keep_only(descriptors);
    shut_in(landlock);
    FramesOut out{socket_place};
    answer(read_request(), engines, out);
    ::_exit(0);
}

}  // namespace arkki::imaging
