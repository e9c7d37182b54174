// main() for a target where there is no libFuzzer: every file of a corpus folder as it is, then changed in some hundred
// ways that are the same on every run. A single file is run as it is, to look at what libFuzzer found.
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>

#include <unistd.h>

#include "fuzz/fuzz.hpp"

namespace fs = std::filesystem;
using arkki::Bytes;

namespace {

constexpr int changes_per_file = 200;
char running[512] = "";  // for the handler, which may not allocate

extern "C" void tell_which(int signal) {
    const char lead[] = "while running ";
    [[maybe_unused]] auto written = write(STDERR_FILENO, lead, sizeof lead - 1);
    written = write(STDERR_FILENO, running, std::strlen(running));
    written = write(STDERR_FILENO, "\n", 1);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

Bytes read(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// One to four small changes: a bit, a byte, a piece gone, a piece twice, the end gone.
Bytes changed(Bytes bytes, std::mt19937& dice) {
    for (auto left = 1 + dice() % 4; left > 0 && !bytes.empty(); --left) {
        const auto at = dice() % bytes.size();
        const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = static_cast<std::ptrdiff_t>(1 + dice() % std::min<std::size_t>(bytes.size() - at, 32));
        const Bytes piece(place, place + count);
        switch (dice() % 5) {
            case 0:
                bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ 1U << dice() % 8);
                break;
            case 1:
                bytes[at] = static_cast<std::uint8_t>(dice());
                break;
            case 2:
                bytes.erase(place, place + count);
                break;
            case 3:
                bytes.insert(place, piece.begin(), piece.end());
                break;
            default:
                bytes.resize(at);
                break;
        }
    }
    return bytes;
}

void run(const Bytes& bytes, const std::string& name) {
    std::strncpy(running, name.c_str(), sizeof running - 1);
    const Bytes exact(bytes);  // no spare room behind the end, so that a sanitizer sees a read beyond it
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

}  // namespace

int main(int count, char** arguments) {
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE}) std::signal(signal, tell_which);
    int runs = 0;
    for (int i = 1; i < count; ++i) {
        const fs::path path{arguments[i]};
        if (!fs::exists(path)) {
            std::fprintf(stderr, "no corpus %s\n", arguments[i]);
            return 1;
        }
        const bool folder = fs::is_directory(path);
        std::set<fs::path> files{path};
        if (folder) files = {fs::directory_iterator{path}, {}};
        for (const auto& file : files) {
            const Bytes seed = read(file);
            run(seed, file.string());
            ++runs;
            std::mt19937 dice{20261123};
            for (int k = 0; folder && k < changes_per_file; ++k, ++runs)
                run(changed(seed, dice), file.string() + ", change " + std::to_string(k));
        }
    }
    run({}, "nothing");
    std::printf("%d inputs\n", runs + 1);
    return runs > 0 ? 0 : 1;
}
