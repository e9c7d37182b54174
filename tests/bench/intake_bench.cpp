// From a scan in the hot folder of a running service to something a search finds.
//   intake_bench each ADDRESS USER PASSWORD_FILE FOLDER TRUTH FILE...   one after the other
//   intake_bench all  ADDRESS USER PASSWORD_FILE FOLDER OUT   FILE...   all at once; then a PDF/A of each, into OUT
//   intake_bench quiet ADDRESS USER PASSWORD_FILE FOLDER                 only waits until all that is there is read
//
// `each` searches by the customer's name of TRUTH/<name of the file>.json, and by other words if that was misread.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "browser.hpp"

namespace {

namespace fs = std::filesystem;
using namespace arkki::bench;
using namespace std::chrono_literals;
using Poco::JSON::Object;
using Time = std::chrono::steady_clock;

double seconds_since(Time::time_point begin) { return std::chrono::duration<double>(Time::now() - begin).count(); }

struct Arrival {
    std::int64_t id, document;  ///< document 0: none
    int pages;
    std::string state;
    [[nodiscard]] bool ended() const { return state != "received" && state != "reading" && state != "read"; }
};

std::vector<Arrival> arrivals(Browser& browser) {
    std::vector<Arrival> found;
    const auto rows = browser.json(browser.get("/api/v1/arrivals"))->getArray("arrivals");
    for (const auto& row : *rows) {
        const auto& arrival = *row.extract<Object::Ptr>();
        found.push_back({arrival.getValue<std::int64_t>("arrival"), arrival.optValue<std::int64_t>("document", 0),
                         arrival.getValue<int>("pages"), arrival.getValue<std::string>("state")});
    }
    return found;
}

std::int64_t newest(Browser& browser) {
    std::int64_t id = 0;
    for (const auto& arrival : arrivals(browser)) id = std::max(id, arrival.id);
    return id;
}

/// Waits until `count` arrivals after `last` are as wanted.
std::vector<Arrival> wait_for(Browser& browser, std::int64_t last, std::size_t count,
                              const std::function<bool(const Arrival&)>& wanted) {
    for (const auto begin = Time::now(); seconds_since(begin) < 600; std::this_thread::sleep_for(20ms)) {
        std::vector<Arrival> good;
        for (const auto& arrival : arrivals(browser))
            if (arrival.id > last && wanted(arrival)) good.push_back(arrival);
        if (good.size() >= count) return good;
    }
    throw std::runtime_error{"the service did not take in the files within ten minutes"};
}

/// Copied under a name the folder ignores, then renamed: it is there at once and whole.
void drop(const fs::path& file, const fs::path& folder) {
    const fs::path hidden = folder / ("." + file.filename().string());
    fs::copy_file(file, hidden, fs::copy_options::overwrite_existing);
    fs::last_write_time(hidden, fs::file_time_type::clock::now());
    fs::rename(hidden, folder / file.filename());
}

/// What the file may be searched by: its customer's name and, should that be misread, its longest words.
std::vector<std::string> queries_of(const fs::path& file, const fs::path& truth) {
    const auto beside = [&](const char* ending) { return std::ifstream{truth / (file.stem().string() + ending)}; };
    auto description = beside(".json"), text = beside(".gt.txt");
    const std::string name =
        Poco::JSON::Parser{}.parse(description).extract<Object::Ptr>()->getValue<std::string>("customer");
    std::vector<std::string> words{std::istream_iterator<std::string>{text}, {}};
    std::stable_sort(words.begin(), words.end(),
                     [](const auto& one, const auto& other) { return one.size() > other.size(); });
    words.insert(words.begin(), name);
    words.resize(std::min<std::size_t>(words.size(), 10));
    return words;
}

bool is_found(Browser& browser, const std::string& query, std::int64_t document) {
    const auto hits = browser.json(browser.post("/api/v1/search", {{"q", query}, {"limit", "200"}}))->getArray("hits");
    for (const auto& row : *hits)
        if (row.extract<Object::Ptr>()->getValue<std::int64_t>("document") == document) return true;
    return false;
}

/// Waits until the folder is empty and nothing waits to be read.
void wait_until_quiet(Browser& browser, const fs::path& folder) {
    const auto busy = [&] {
        for (const auto& entry : fs::recursive_directory_iterator{folder})  // what is being claimed lies below it
            if (!entry.is_directory()) return true;
        const auto known = arrivals(browser);
        return !std::all_of(known.begin(), known.end(), [](const Arrival& arrival) { return arrival.ended(); });
    };
    while (busy()) std::this_thread::sleep_for(100ms);
}

struct Times {
    double settled, searchable;  ///< seconds; the second counts from the first
    int pages;
    bool by_name;
};

Times take_in_one(Browser& browser, const fs::path& file, const fs::path& folder, const fs::path& truth) {
    const auto queries = queries_of(file, truth);
    const auto last = newest(browser);
    drop(file, folder);
    const auto begin = Time::now();
    wait_for(browser, last, 1, [](const Arrival&) { return true; });
    const double settled = seconds_since(begin);
    const auto done = wait_for(browser, last, 1, [](const Arrival& arrival) { return arrival.ended(); }).front();
    if (done.state != "filed") throw std::runtime_error{file.filename().string() + " is " + done.state};
    const auto hit = std::find_if(queries.begin(), queries.end(),
                                  [&](const std::string& query) { return is_found(browser, query, done.document); });
    if (hit == queries.end()) throw std::runtime_error{file.filename().string() + " was filed, but no search finds it"};
    return {settled, seconds_since(begin) - settled, done.pages, hit == queries.begin()};
}

void each(Browser& browser, const fs::path& folder, const fs::path& truth, const std::vector<fs::path>& files) {
    std::vector<double> a_page;
    std::printf("  %-30s %18s %22s %12s\n", "", "until settled s", "then searchable in s", "a page s");
    for (const auto& file : files) {
        const auto times = take_in_one(browser, file, folder, truth);
        a_page.push_back(times.searchable / times.pages);
        std::printf("  %-30s %18.2f %22.2f %12.2f%s\n", file.filename().c_str(), times.settled, times.searchable,
                    a_page.back(), times.by_name ? "" : "   (not by its customer's name: misread)");
        std::fflush(stdout);
    }
    std::sort(a_page.begin(), a_page.end());
    std::printf("  %-30s %18s %22s %12.2f\n", "median", "", "", a_page[a_page.size() / 2]);
}

/// A PDF/A of each document, by two browsers.
void write_pdfs(const std::vector<Arrival>& filed, const fs::path& out, const std::function<Browser()>& another) {
    std::mutex mutex;
    std::size_t next = 0;
    const auto work = [&] {
        Browser browser = another();
        for (;;) {
            std::size_t mine = 0;
            {
                const std::lock_guard lock{mutex};
                mine = next++;
            }
            if (mine >= filed.size()) return;
            const auto id = std::to_string(filed[mine].document);
            const auto pdf = browser.post("/documents/" + id + "/pdf", {});
            if (!pdf.body.starts_with("%PDF")) {
                std::fprintf(stderr, "intake_bench: no PDF of document %s: status %d\n", id.c_str(), pdf.status);
                std::exit(1);
            }
            std::ofstream{out / (id + ".pdf"), std::ios::binary} << pdf.body;
        }
    };
    const std::jthread one{work}, two{work};
}

void all(Browser& browser, const fs::path& folder, const fs::path& out, const std::vector<fs::path>& files,
         const std::function<Browser()>& another) {
    const auto last = newest(browser);
    for (const auto& file : files) drop(file, folder);
    wait_for(browser, last, 1, [](const Arrival&) { return true; });
    const auto begin = Time::now();
    const auto done = wait_for(browser, last, files.size(), [](const Arrival& arrival) { return arrival.ended(); });
    const double taken_in = seconds_since(begin);
    std::vector<Arrival> filed;
    int pages = 0;
    for (const auto& arrival : done) {
        if (arrival.state != "filed") continue;
        filed.push_back(arrival);
        pages += arrival.pages;
    }
    const auto writing = Time::now();
    write_pdfs(filed, out, another);
    std::printf("%zu %d %.3f %.3f\n", filed.size(), pages, taken_in, seconds_since(writing));
}

}  // namespace

int main(int count, char** words) {
    const std::vector<std::string> arguments(words + 1, words + count);
    const std::string mode = arguments.empty() ? "" : arguments[0];
    if (!(mode == "quiet" && arguments.size() == 5) && !((mode == "each" || mode == "all") && arguments.size() > 6)) {
        std::fputs("intake_bench each|all|quiet ADDRESS USER PASSWORD_FILE FOLDER [TRUTH|OUT FILE...]\n", stderr);
        return 2;
    }
    try {
        const auto signed_in = [&] { return Browser{arguments[1], arguments[2], arguments[3]}; };
        Browser browser = signed_in();
        const std::vector<fs::path> files(arguments.begin() + std::min<std::ptrdiff_t>(6, std::ssize(arguments)),
                                          arguments.end());
        if (mode == "quiet") wait_until_quiet(browser, arguments[4]);
        if (mode == "each") each(browser, arguments[4], arguments[5], files);
        if (mode == "all") all(browser, arguments[4], arguments[5], files, signed_in);
        return 0;
    } catch (const Poco::Exception& fault) {
        std::fprintf(stderr, "intake_bench: %s\n", fault.displayText().c_str());
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "intake_bench: %s\n", fault.what());
    }
    return 1;
}
