#pragma once
#include <cairo.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "intake/assembling.hpp"
#include "intake/batches.hpp"
#include "intake/intake.hpp"
#include "intake/proposal.hpp"
#include "intake/reading.hpp"
#include "support/test_archive.hpp"

namespace arkki::test {

/// An open file that closes itself.
class OpenFile {
public:
    explicit OpenFile(const std::filesystem::path& path, int flags = O_RDONLY)
        : descriptor_{::open(path.c_str(), flags | O_CLOEXEC)} {}
    ~OpenFile() { ::close(descriptor_); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    [[nodiscard]] int get() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

inline void write_file(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream{path, std::ios::binary | std::ios::trunc}.write(bytes.data(),
                                                                  static_cast<std::streamsize>(bytes.size()));
}

/// A sheet with this text, as a scanner would save it: PNG, grey, A5 at 150 dpi.
inline std::string png_of(const std::string& text) {
    cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 874, 1240);
    cairo_t* sheet = cairo_create(surface);
    cairo_set_source_rgb(sheet, 1, 1, 1);
    cairo_paint(sheet);
    cairo_set_source_rgb(sheet, 0, 0, 0);
    cairo_select_font_face(sheet, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(sheet, 34);
    std::istringstream lines{text};
    double y = 120;
    for (std::string line; std::getline(lines, line); y += 60) {
        cairo_move_to(sheet, 60, y);
        cairo_show_text(sheet, line.c_str());
    }
    std::string bytes;
    cairo_surface_write_to_png_stream(
        surface,
        [](void* out, const unsigned char* data, unsigned int length) {
            static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
            return CAIRO_STATUS_SUCCESS;
        },
        &bytes);
    cairo_destroy(sheet);
    cairo_surface_destroy(surface);
    return bytes;
}

/// The office with its real reader.
class TestIntake : public TestArchive {
public:
    imaging::Reader reader{{.program = ARKKI_BINARY_DIR "/bin/arkki-reader"}};
    access::Desk job = machine("intake");
    intake::Intake intake{job, shelves};
    intake::Batches batches{job};
    intake::OpenOriginals originals;
    static constexpr std::array<std::string_view, 2> kinds{"read", "assemble"};

    ArrivalId receive(const std::string& bytes, const std::string& name = "lomake.png") {
        return receive(bytes, {"upload", PersonalText{name}, {}, {}, {}});
    }
    ArrivalId receive(const std::string& bytes, const intake::Source& source) {
        const auto path = store.folder() / "received";
        write_file(path, bytes);
        const OpenFile file{path};
        return intake.receive(file.get(), source);
    }
    std::optional<jobs::Lease> claim(const std::string& runner = "runner") {
        return jobs::claim(database(), runner, clock.now(), kinds);
    }
    void work(const jobs::Lease& lease) { work(lease, reader); }
    void work(const jobs::Lease& lease, imaging::Reader& with) {
        if (lease.kind == "read")
            intake::ReadingRoom{job, shelves, with, originals}.read(lease);
        else
            intake::Assembling{job, shelves}.assemble(lease);
    }
    /// Does all that is ordered and whose time has come.
    void read_all() {
        while (const auto lease = claim()) work(*lease);
        originals.rest();
    }
    /// How many sealed files there are.
    [[nodiscard]] std::ptrdiff_t blobs_in_the_vault() const {
        const std::filesystem::recursive_directory_iterator all{store.folder() / "blobs"};
        return std::count_if(begin(all), end(all), [](const auto& entry) { return entry.is_regular_file(); });
    }
    intake::Arrival seen(ArrivalId id) { return intake.show(id); }
    std::string state(ArrivalId id) { return std::string{code(seen(id).state)}; }
    std::int64_t documents() { return only<std::int64_t>("SELECT count(*) FROM document"); }
};

}  // namespace arkki::test
