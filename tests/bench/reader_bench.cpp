// The reader by itself over a folder of scans: words and a searchable PDF/A of each page are written.
//   reader_bench SLOTS OUT FILE...
//
// Writes OUT/NAME.txt (the words, a line each line) and OUT/NAME.pdf. Prints one line: pages, seconds, CPU seconds of
// the readers, largest memory of a page's process in MB, pages read twice, and those of them where the second reading
// was kept.
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "imaging/process.hpp"
#include "imaging/sealed_file.hpp"
#include "pdf/searchable.hpp"

namespace {

namespace fs = std::filesystem;
using namespace arkki;

struct Totals {
    int pages{}, retried{}, won{}, failed{};
    long peak{};
};

Bytes contents(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::string text_of(const imaging::PageRead& page) {
    std::string text;
    int line = 0;
    for (const auto& word : page.words) {
        if (!text.empty()) text += word.line == line ? ' ' : '\n';
        line = word.line;
        text += word.text.reveal();
    }
    return text + '\n';
}

pdf::SearchablePage searchable_page(const imaging::PageRead& page) {
    pdf::SearchablePage out;
    out.width = page.width, out.height = page.height, out.dpi = page.dpi;
    out.kind = page.colour || page.damaged ? pdf::SearchablePage::Picture::jpeg : pdf::SearchablePage::Picture::g4;
    out.picture = page.colour || page.damaged ? page.image : page.bilevel;
    for (const auto& word : page.words)
        out.words.push_back(
            {word.text, word.box.x, word.box.y, word.box.width, word.box.height, word.line, word.block, word.baseline});
    return out;
}

void write(const fs::path& out, const fs::path& file, const std::vector<imaging::PageRead>& pages) {
    std::vector<pdf::SearchablePage> sheets;
    std::string text;
    for (const auto& page : pages) sheets.push_back(searchable_page(page)), text += text_of(page);
    if (sheets.empty()) return;
    const auto stem = out / file.stem();
    std::ofstream{stem.string() + ".txt"} << text;
    const auto bytes = pdf::searchable(sheets, {"Page", Language::fi}, {ARKKI_SOURCE_DIR "/config/fonts.conf"});
    std::ofstream{stem.string() + ".pdf", std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()),
                                                                  static_cast<std::streamsize>(bytes.size()));
}

void read_file(imaging::Process& process, const fs::path& file, const fs::path& out, Totals& totals) {
    const imaging::SealedFile sealed{contents(file)};
    std::vector<imaging::PageRead> pages;
    for (int number = 1, of = 1; number <= of; ++number) {
        auto attempt = process.read_page(sealed.descriptor(), number, {});
        totals.peak = std::max(totals.peak, attempt.peak_kilobytes);
        if (!attempt.failure.empty() || attempt.answer.refusal()) {
            ++totals.failed;
            std::fprintf(stderr, "%s, page %d: %s\n", file.filename().c_str(), number,
                         attempt.failure.empty() ? key_of(*attempt.answer.refusal()).c_str() : attempt.failure.c_str());
            if (!attempt.answer.pages()) return;
        }
        of = *attempt.answer.pages();
        if (!attempt.failure.empty() || attempt.answer.refusal()) continue;
        pages.push_back(attempt.answer.take_page());
        ++totals.pages;
        totals.retried += pages.back().retried ? 1 : 0;
        totals.won += pages.back().retry_won ? 1 : 0;
    }
    write(out, file, pages);
}

/// All files by so many readers at the same time, which were there before the clock ran.
class Race {
public:
    Race(std::size_t slots, fs::path out, std::vector<fs::path> files)
        : out_{std::move(out)}, files_{std::move(files)} {
        imaging::ReaderSettings settings;
        settings.program = ARKKI_BINARY_DIR "/bin/arkki-reader";
        for (std::size_t i = 0; i < slots; ++i) readers_.push_back(std::make_unique<imaging::Process>(settings));
    }
    Totals run() {
        std::vector<std::jthread> threads;
        for (auto& reader : readers_) threads.emplace_back([this, &reader] { take_files(*reader); });
        threads.clear();
        return totals_;
    }
    void end() { readers_.clear(); }

private:
    void take_files(imaging::Process& reader) {
        Totals mine;
        for (std::size_t at = next_++; at < files_.size(); at = next_++) read_file(reader, files_[at], out_, mine);
        const std::lock_guard lock{mutex_};
        totals_.pages += mine.pages, totals_.retried += mine.retried, totals_.won += mine.won;
        totals_.failed += mine.failed, totals_.peak = std::max(totals_.peak, mine.peak);
    }

    fs::path out_;
    std::vector<fs::path> files_;
    std::vector<std::unique_ptr<imaging::Process>> readers_;
    std::atomic<std::size_t> next_{0};
    std::mutex mutex_;
    Totals totals_;
};

}  // namespace

int main(int count, char** words) {
    if (count < 4) {
        std::fputs("reader_bench SLOTS OUT FILE...\n", stderr);
        return 2;
    }
    try {
        fs::create_directories(words[2]);
        Race race{std::stoul(words[1]), words[2], {words + 3, words + count}};
        const auto begin = std::chrono::steady_clock::now();
        const auto totals = race.run();
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
        race.end();  // only then their CPU time is told
        rusage usage{};
        ::getrusage(RUSAGE_CHILDREN, &usage);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        std::printf("%d %.3f %.3f %ld %d %d\n", totals.pages, taken.count(),
                    seconds(usage.ru_utime) + seconds(usage.ru_stime), totals.peak / 1024, totals.retried, totals.won);
        return totals.failed == 0 ? 0 : 1;
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "reader_bench: %s\n", fault.what());
        return 1;
    }
}
