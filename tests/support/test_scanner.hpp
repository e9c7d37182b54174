#pragma once
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "intake/scanner.hpp"
#include "support/test_folder.hpp"

namespace arkki::test {

/// The eSCL simulator of tests/support on the loopback, in a process of its own; it ends with this object or with us.
class SimulatedScanner {
public:
    explicit SimulatedScanner(const std::string& fault, const std::vector<std::string>& sheets) {
        std::array<int, 2> in{}, out{};
        if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0)
            throw std::runtime_error{"no pipe"};
        std::vector<std::string> words{"node", ARKKI_SOURCE_DIR "/tests/support/escl_scanner.mjs", "--fault", fault};
        words.insert(words.end(), sheets.begin(), sheets.end());
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(in[0], 0);
            ::dup2(out[1], 1);
            ::execvp("node", arguments.data());
            ::_exit(127);
        }
        ::close(in[0]);
        ::close(out[1]);
        held_ = in[1];
        std::string line;
        for (char c = 0; ::read(out[0], &c, 1) == 1 && c != '\n';) line += c;
        ::close(out[0]);
        if (line.size() < 10) throw std::runtime_error{"the simulator did not start"};
        port_ = line.substr(8, line.size() - 9);  // {"port":4711}
    }
    ~SimulatedScanner() {
        ::close(held_);
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    SimulatedScanner(const SimulatedScanner&) = delete;
    SimulatedScanner& operator=(const SimulatedScanner&) = delete;

    [[nodiscard]] std::string address() const { return "http://127.0.0.1:" + port_ + "/eSCL/"; }
    [[nodiscard]] intake::ScannerDevice device() const { return {"desk", "Front desk", address(), "", {}}; }

private:
    pid_t pid_ = -1;
    int held_ = -1;
    std::string port_;
};

/// SANE's own test backend: `status` is what reading a sheet ends with, "" for a good one. Small sheets.
inline intake::ScannerDevice test_backend(const std::string& status = "", std::vector<std::string> options = {}) {
    options.insert(options.end(), {"-x", "60", "-y", "60"});
    if (!status.empty()) options.push_back("--read-return-value=SANE_STATUS_" + status);
    return {"bench", "Test backend", "", "test:0", options};
}
inline const intake::ScanChoice from_the_feeder{"Automatic Document Feeder", "Gray", 75};

/// A scanner with little patience, and the sheets that came out of it, by number.
class ScanBench {
public:
    explicit ScanBench(intake::ScannerDevice device, intake::ScanPatience patience = {std::chrono::seconds{60},
                                                                                     std::chrono::seconds{5}})
        : scanner{std::move(device),
                  {.folder = folder_.path() / "devices", .patience = patience, .least_free = 1u << 20}} {}

    intake::ScanEnd run(const intake::ScanChoice& choice, int first_sheet = 1, int most = 0,
                        const std::atomic<bool>* stop = nullptr) {
        return scanner.run({choice, first_sheet, most, pages()},
                           {[this](int sheet, int file) { keep(sheet, file); }, {}, stop});
    }
    [[nodiscard]] std::filesystem::path pages() const { return folder_.path() / "pages"; }
    [[nodiscard]] std::size_t left_over() const {
        std::error_code none;
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{pages(), none}, {}));
    }

private:
    void keep(int sheet, int file) {
        std::string bytes;
        std::array<char, 65'536> buffer{};
        for (ssize_t got; (got = ::read(file, buffer.data(), buffer.size())) > 0;)
            bytes.append(buffer.data(), static_cast<std::size_t>(got));
        sheets[sheet] = bytes;
    }
    TestFolder folder_;

public:
    std::map<int, std::string> sheets;
    intake::Scanner scanner;
};

}  // namespace arkki::test
