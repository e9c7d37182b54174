// Pages of the web interface for sixteen clerks, beside what the same server does when it only hands out a file.
//   page_bench ADDRESS USER PASSWORD_FILE SERVICE_PID SECONDS QUERY...
//
// Each kind of page is asked for twice: by clients that ask again at once, which tells how many pages the machine has
// in it (client and service share its cores), and by clients that look at a page for a tenth of a second, which tells
// how long a page takes while nobody queues. The processor time of a page is the service's own, from /proc.
#include <Poco/JSON/Array.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <thread>

#include "browser.hpp"

namespace {

using namespace arkki::bench;
using namespace std::chrono_literals;
using Time = std::chrono::steady_clock;
constexpr int clients = 16;

/// One look at a page: the browser and how many looks there were before.
using Look = std::function<Answer(Browser&, std::size_t)>;

struct Figures {
    double per_second, mean, p95, processor;  ///< the last three in milliseconds a page
};

double seconds_since(Time::time_point begin) { return std::chrono::duration<double>(Time::now() - begin).count(); }

/// Seconds of processor time that a process has used.
double processor_time(const std::string& pid) {
    std::ifstream file{"/proc/" + pid + "/stat"};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    std::istringstream fields{text.substr(text.rfind(')') + 2)};
    std::string skipped;
    for (int field = 3; field < 14; ++field) fields >> skipped;
    double user = 0, system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

class Office {
public:
    Office(const std::string& address, const std::string& user, const std::string& password_file, std::string pid,
           double seconds)
        : pid_{std::move(pid)}, seconds_{seconds} {
        for (int i = 0; i < clients; ++i) browsers_.push_back(std::make_unique<Browser>(address, user, password_file));
    }
    [[nodiscard]] Browser& first() const { return *browsers_.front(); }

    [[nodiscard]] Figures measure(const Look& look, std::chrono::milliseconds pause) const {
        std::vector<std::vector<double>> times(clients);
        const double before = processor_time(pid_);
        const auto begin = Time::now();
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < clients; ++i)
            threads.emplace_back([&, i] {
                std::this_thread::sleep_for(pause * i / clients);  // not all in step
                for (std::size_t n = i; seconds_since(begin) < seconds_; ++n, std::this_thread::sleep_for(pause))
                    times[i].push_back(timed(look, *browsers_[i], n));
            });
        threads.clear();
        const double wall = seconds_since(begin), used = processor_time(pid_) - before;
        return summed_up(times, wall, used);
    }

private:
    static double timed(const Look& look, Browser& browser, std::size_t n) {
        const auto begin = Time::now();
        const auto answer = look(browser, n);
        const double milliseconds = seconds_since(begin) * 1e3;
        if (answer.status != 200) {
            std::fprintf(stderr, "page_bench: the service answered with status %d\n", answer.status);
            std::exit(1);
        }
        return milliseconds;
    }
    static Figures summed_up(const std::vector<std::vector<double>>& times, double wall, double used) {
        std::vector<double> all;
        for (const auto& some : times) all.insert(all.end(), some.begin(), some.end());
        std::sort(all.begin(), all.end());
        double sum = 0;
        for (const double time : all) sum += time;
        const auto count = static_cast<double>(all.size());
        return {count / wall, sum / count, all[all.size() * 95 / 100], used * 1e3 / count};
    }

    std::string pid_;
    double seconds_;
    std::vector<std::unique_ptr<Browser>> browsers_;
};

std::string style_sheet(Browser& browser) {
    const std::string page = browser.get("/search").body;
    const auto begin = page.find("/assets/");
    return page.substr(begin, page.find('"', begin) - begin);
}

std::vector<std::string> documents(Browser& browser) {
    std::vector<std::string> paths;
    const auto arrivals = browser.json(browser.get("/api/v1/arrivals"))->getArray("arrivals");
    for (const auto& row : *arrivals) {
        const auto& arrival = *row.extract<Poco::JSON::Object::Ptr>();
        if (arrival.has("document")) paths.push_back("/documents/" + arrival.getValue<std::string>("document"));
    }
    if (paths.empty()) throw std::runtime_error{"no document was taken in"};
    return paths;
}

void measure_all(const Office& office, const std::vector<std::string>& queries) {
    const auto paths = documents(office.first());
    const auto asset = style_sheet(office.first());
    const std::vector<std::pair<const char*, Look>> looks{
        {"style sheet: the bare server", [&](Browser& browser, std::size_t) { return browser.get(asset); }},
        {"/health", [](Browser& browser, std::size_t) { return browser.get("/health"); }},
        {"start page", [](Browser& browser, std::size_t) { return browser.get("/"); }},
        {"search, hits logged",
         [&](Browser& browser, std::size_t n) {
             return browser.post("/search", {{"q", queries[n % queries.size()]}});
         }},
        {"document, look logged",
         [&](Browser& browser, std::size_t n) { return browser.get(paths[n % paths.size()]); }},
    };
    std::printf("  %-30s %9s %9s %9s %9s %11s | %9s %9s\n", "", "pages/s", "of bare", "mean ms", "p95 ms",
                "CPU ms/page", "mean ms", "p95 ms");
    double bare = 0;
    for (const auto& [name, look] : looks) {
        const auto busy = office.measure(look, 0ms), calm = office.measure(look, 100ms);
        if (bare == 0) bare = busy.per_second;
        std::printf("  %-30s %9.0f %9.3f %9.2f %9.2f %11.3f | %9.2f %9.2f\n", name, busy.per_second,
                    busy.per_second / bare, busy.mean, busy.p95, busy.processor, calm.mean, calm.p95);
        std::fflush(stdout);
    }
}

}  // namespace

int main(int count, char** words) {
    if (count < 7) {
        std::fputs("page_bench ADDRESS USER PASSWORD_FILE SERVICE_PID SECONDS QUERY...\n", stderr);
        return 2;
    }
    try {
        const Office office{words[1], words[2], words[3], words[4], std::stod(words[5])};
        measure_all(office, {words + 6, words + count});
        return 0;
    } catch (const Poco::Exception& fault) {
        std::fprintf(stderr, "page_bench: %s\n", fault.displayText().c_str());
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "page_bench: %s\n", fault.what());
    }
    return 1;
}
