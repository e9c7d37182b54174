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

#include "imaging/control.hpp"
#include "imaging/reader/frames_out.hpp"
#include "imaging/reader/pictures.hpp"
#include "imaging/reader/png_crops.hpp"
#include "imaging/reader/recognise.hpp"
#include "imaging/reader/upright.hpp"

namespace arkki::imaging {
namespace {

constexpr int socket_place = 0;  ///< in place of the control socket, which no child may hold
constexpr int file_place = 3;

struct Request {
    int number{};
    bool with_codes{};
};

void keep_only(int socket, int file) {
    const int spare_socket = ::fcntl(socket, F_DUPFD, 10), spare_file = ::fcntl(file, F_DUPFD, 10);
    const bool placed = ::dup2(spare_socket, socket_place) >= 0 && ::dup2(spare_file, file_place) >= 0;
    if (!placed || ::close_range(file_place + 1, ~0u, 0) != 0) ::_exit(control::exit_no_cage);
}

Request read_request() {
    std::array<std::uint8_t, 5> bytes{};
    for (std::size_t at = 0; at < bytes.size();) {
        const auto received = ::read(socket_place, bytes.data() + at, bytes.size() - at);
        if (received < 0 && errno == EINTR) continue;
        if (received <= 0) ::_exit(1);
        at += static_cast<std::size_t>(received);
    }
    WireReader wire{bytes};
    Request request;
    request.number = wire.i32();
    request.with_codes = wire.flag();
    return request;
}

ByteView map_file() {
    struct stat about {};
    if (::fstat(file_place, &about) != 0 || about.st_size < 1) throw Refused{Refusal::broken, true};
    const auto size = static_cast<std::size_t>(about.st_size);
    const void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file_place, 0);
    if (bytes == MAP_FAILED) throw Refused{Refusal::out_of_memory, true};
    return {static_cast<const std::uint8_t*>(bytes), size};
}

/// Whether the last 2 % of the rows have one value that is not paper: a scan that was cut off.
bool has_constant_tail(Pix* grey) {
    const int height = pixGetHeight(grey), width = pixGetWidth(grey), rows = height / 50;
    if (rows < 1) return false;
    const auto row = [&](int y) { return pixGetData(grey) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(grey); };
    const auto value = grey_at(row(height - 1), 0);
    if (value > 250) return false;
    for (int y = height - rows; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (grey_at(row(y), x) != value) return false;
    return true;
}

std::vector<Code> placed(const std::vector<FoundCode>& found, const Upright& upright, int width, int height) {
    std::vector<Code> codes;
    for (const auto& code : found) {
        std::vector<Point> corners;
        for (const auto& corner : code.corners) corners.push_back(upright.place(corner));
        codes.push_back({code.format, PersonalText{code.text}, box_around(corners, width, height)});
    }
    return codes;
}

/// The order of work on one page.
PageRead read_page(ScanFile& file, const Request& request, Engines& engines, FramesOut& out) {
    PageRead page;
    page.number = request.number;
    auto raster = file.page(request.number);
    page.dpi = raster.dpi;
    page.damaged = raster.damaged;
    page.rescaled = raster.rescaled;
    page.constant_tail = has_constant_tail(raster.grey.get());
    page.words = std::move(raster.own_words);
    page.source = page.words.empty() ? Source::ocr : Source::embedded;

    out.step(Step::codes);
    page.codes_missing = !request.with_codes;
    const auto codes = request.with_codes ? find_codes(raster.grey.get(), raster.dpi) : std::vector<FoundCode>{};

    out.step(Step::straightening);
    const auto upright = set_upright(std::move(raster), codes, engines.orientation(), page.source == Source::embedded);
    page.width = pixGetWidth(upright.grey.get());
    page.height = pixGetHeight(upright.grey.get());
    page.turned = upright.turned;
    page.skew = upright.skew;
    page.blank = upright.blank && codes.empty();
    page.codes = placed(codes, upright, page.width, page.height);

    out.step(Step::recognising);
    if (!page.blank && page.source == Source::ocr) {
        auto recognised = recognise(engines.text(), upright.clean.get(), page.dpi);
        page.words = std::move(recognised.words);
        page.words_missing = recognised.too_slow;
    }

    out.step(Step::pictures);
    pixSetResolution(upright.grey.get(), page.dpi, page.dpi);
    page.image = page_picture(upright.grey.get());
    page.thumbnail = thumbnail(upright.grey.get());
    page.bilevel = bilevel(upright.clean.get());
    return page;
}

void answer(const Request& request, Engines& engines, FramesOut& out) {
    try {
        const auto file = open_scan(map_file());
        out.document(file->pages());
        if (request.number < 1 || request.number > file->pages()) throw Refused{Refusal::no_such_page};
        out.page(read_page(*file, request, engines, out));
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

void live_for_one_page(int socket, int file, Engines& engines, Landlock landlock) noexcept {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // the parent has one thread, so this means the parent
    keep_only(socket, file);
    shut_in(landlock);
    FramesOut out{socket_place};
    answer(read_request(), engines, out);
    ::_exit(0);
}

}  // namespace arkki::imaging
