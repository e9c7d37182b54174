#pragma once
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/test_folder.hpp"
#include "tlog/note.hpp"
#include "tlog/seal_client.hpp"

namespace arkki::test {

/// A real `arkki-sealer` with folders of its own, ended with the test.
class TestSealer {
public:
    explicit TestSealer(std::string patience = "10", std::string origin = "arkki.example/audit/e1")
        : origin_{std::move(origin)}, patience_{std::move(patience)} {
        key_.write(key_file());
    }
    ~TestSealer() { end(SIGKILL); }
    TestSealer(const TestSealer&) = delete;
    TestSealer& operator=(const TestSealer&) = delete;

    void start() {
        std::filesystem::remove(socket());
        process_ = run({"--socket", socket(), "--service-uid", std::to_string(::getuid()), "--patience", patience_});
        for (int i = 0; i < 2000 && !std::filesystem::exists(socket()); ++i) {
            if (::waitpid(process_, nullptr, WNOHANG) == process_) process_ = 0;
            if (process_ == 0) throw std::runtime_error{"the sealer did not start: " + said()};
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
    }
    /// Ends it with a signal. @returns the wait status
    int end(int signal) {
        if (process_ == 0) return 0;
        int status = 0;
        ::kill(process_, signal);
        ::waitpid(process_, &status, 0);
        process_ = 0;
        return status;
    }
    /// Runs it with more options to its end. @returns the exit code
    int once(const std::vector<std::string>& options) {
        int status = 0;
        ::waitpid(run(options), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    [[nodiscard]] bool alive() const { return process_ != 0 && ::waitpid(process_, nullptr, WNOHANG) == 0; }
    tlog::SealAnswer ask(std::string_view request) const {
        // The socket is there a moment before somebody listens.
        for (int i = 0;; ++i) try {
                return tlog::ask_sealer(socket(), request, std::chrono::seconds{20}).answer;
            } catch (const std::exception&) {
                if (i == 3) throw;
                std::this_thread::sleep_for(std::chrono::milliseconds{20});
            }
    }
    tlog::SealAnswer push(std::uint64_t from, const std::vector<std::string>& leaves) const {
        return ask(tlog::push_text(from, leaves));
    }

    [[nodiscard]] std::string socket() const { return (folder_.path() / "seal").string(); }
    [[nodiscard]] std::filesystem::path exported() const { return folder_.path() / "export"; }
    [[nodiscard]] const std::filesystem::path& room() const { return folder_.path(); }
    [[nodiscard]] std::filesystem::path state() const { return folder_.path() / "state"; }
    [[nodiscard]] const tlog::SignerKey& key() const { return key_; }
    [[nodiscard]] std::string said() const {
        std::ostringstream text;
        text << std::ifstream{folder_.path() / "said"}.rdbuf();
        return text.str();
    }

private:
    [[nodiscard]] std::filesystem::path key_file() const { return folder_.path() / "key.pem"; }
    pid_t run(std::vector<std::string> options) const {
        std::vector<std::string> all{ARKKI_BINARY_DIR "/bin/arkki-sealer",
                                     "--origin",
                                     origin_,
                                     "--key",
                                     key_file(),
                                     "--state",
                                     state(),
                                     "--export",
                                     exported()};
        all.insert(all.end(), options.begin(), options.end());
        std::vector<char*> words;
        for (auto& word : all) words.push_back(word.data());
        words.push_back(nullptr);
        const auto log = (folder_.path() / "said").string();
        const pid_t child = ::fork();
        if (child != 0) return child;
        const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (::dup2(file, STDERR_FILENO) < 0 || ::dup2(file, STDOUT_FILENO) < 0) ::_exit(126);
        ::execv(words[0], words.data());
        ::_exit(127);
    }

    std::string origin_;
    TestFolder folder_;
    tlog::SignerKey key_ = tlog::SignerKey::make(origin_);
    std::string patience_;
    pid_t process_ = 0;
};

}  // namespace arkki::test
