#include "imaging/spawn.hpp"

#include <fcntl.h>
#include <spawn.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace arkki::imaging {
namespace {

std::vector<std::string> environment() {
    std::vector<std::string> variables{"OMP_THREAD_LIMIT=1", "LC_ALL=C"};
    for (const char* name : {"TESSDATA_PREFIX", "ARKKI_READER_PNG_CROPS"})
        if (const char* value = std::getenv(name)) variables.push_back(std::string{name} + "=" + value);
    return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// What the new process has open, and which signals it starts with.
class Start {
public:
    explicit Start(int control) {
        posix_spawn_file_actions_init(&files_);
        posix_spawn_file_actions_adddup2(&files_, control, 0);
        posix_spawn_file_actions_addopen(&files_, 1, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&files_, 2, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&files_, 3);
        posix_spawnattr_init(&signals_);
        sigset_t set;
        sigemptyset(&set);
        posix_spawnattr_setsigmask(&signals_, &set);
        sigfillset(&set);
        posix_spawnattr_setsigdefault(&signals_, &set);
        // A group of its own: Ctrl-C in the terminal ends the service, which lets the page come to its end.
        posix_spawnattr_setpgroup(&signals_, 0);
        posix_spawnattr_setflags(&signals_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    ~Start() {
        posix_spawn_file_actions_destroy(&files_);
        posix_spawnattr_destroy(&signals_);
    }
    Start(const Start&) = delete;
    Start& operator=(const Start&) = delete;

    [[nodiscard]] const posix_spawn_file_actions_t* files() const { return &files_; }
    [[nodiscard]] const posix_spawnattr_t* signals() const { return &signals_; }

private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t signals_{};
};

}  // namespace

pid_t spawn_reader(const ReaderSettings& settings, const Descriptor& control) {
    std::vector<std::string> arguments{settings.program.string(), "--serve"};
    if (settings.without_landlock) arguments.emplace_back("--without-landlock");
    auto variables = environment();
    const Start start{control.number()};
    pid_t pid = -1;
    if (::posix_spawn(&pid, arguments[0].c_str(), start.files(), start.signals(), pointers(arguments).data(),
                      pointers(variables).data()) != 0)
        throw Error{Fault::unavailable, "reader.unavailable", "the program does not start"};
    return pid;
}

}  // namespace arkki::imaging
