// A kernel without Landlock, as the reader meets it: this very program, started under another name, takes the calls
// away from itself and becomes the reader.
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "component/imaging_files.hpp"

using namespace arkki;
using namespace arkki::imaging;
using namespace arkki::imaging::test;

namespace {

constexpr std::string_view old_name = "reader-on-an-old-kernel";
constexpr unsigned short no_such_call = 38;  // ENOSYS

__attribute__((constructor)) void become_the_old_kernel_if_called_so(int count, char** arguments, char** environment) {
    if (count < 1 || !std::string_view{arguments[0]}.ends_with(old_name)) return;
    std::array<sock_filter, 4> filter{{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                                       BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_landlock_create_ruleset, 0, 1),
                                       BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | no_such_call),
                                       BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
    const sock_fprog program{filter.size(), filter.data()};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0)
        ::execve(settings().program.c_str(), arguments, environment);
    ::_exit(1);
}

struct OnlyOnce {
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const { return !second_run(); }
};

/// A link to this program under the old kernel's name.
class OldKernel {
public:
    OldKernel() : folder_{std::filesystem::temp_directory_path() / ("arkki-old-kernel-" + std::to_string(::getpid()))} {
        std::filesystem::create_directories(folder_);
        std::filesystem::create_symlink(std::filesystem::read_symlink("/proc/self/exe"), folder_ / old_name);
    }
    ~OldKernel() { std::filesystem::remove_all(folder_); }
    [[nodiscard]] std::filesystem::path program() const { return folder_ / old_name; }

private:
    std::filesystem::path folder_;
};

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(OnlyOnce{}))
BOOST_AUTO_TEST_SUITE(old_kernel)

BOOST_AUTO_TEST_CASE(without_landlock_nothing_is_read_and_the_reason_is_said) {
    const OldKernel kernel;
    auto old = settings();
    old.program = kernel.program();
    Reader reader{old};
    BOOST_CHECK_EXCEPTION(static_cast<void>(read(reader, png(bar_page()))), Error, [](const Error& error) {
        return error.fault() == Fault::unavailable && error.key() == "reader.no_cage";
    });
}

BOOST_AUTO_TEST_CASE(the_weaker_cage_reads_and_still_opens_no_file) {
    const OldKernel kernel;
    auto old = settings();
    old.program = kernel.program();
    old.without_landlock = true;
    Reader reader{old};
    BOOST_TEST(read(reader, png(bar_page())).text().find("LEHTI") != std::string::npos);
    FILE* pipe = ::popen((kernel.program().string() + " --probe --without-landlock | cat").c_str(), "r");
    std::string text;
    for (char buffer[512]; std::fgets(buffer, sizeof buffer, pipe) != nullptr;) text += buffer;
    ::pclose(pipe);
    BOOST_TEST(text.find("ALLOWED") == std::string::npos, text);
    BOOST_TEST(text.find("refused read a file") != std::string::npos, text);
    BOOST_TEST(text.ends_with("end\n"), text);
}

BOOST_AUTO_TEST_SUITE_END()
