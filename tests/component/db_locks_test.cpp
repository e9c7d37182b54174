// Other processes must see that the database is in use, whatever connections come and go in this one.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <barrier>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "support/test_database.hpp"

using namespace arkki;

namespace {

/// Whether another process would find SQLite's shared lock on the file.
bool locked_for_others(const std::string& path) {
    const pid_t child = ::fork();
    if (child == 0) {
        struct flock lock {};
        lock.l_type = F_WRLCK;
        lock.l_whence = SEEK_SET;
        lock.l_start = 0x40000002;  // SHARED_FIRST of SQLite's file format
        lock.l_len = 510;
        const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
        ::_exit(file >= 0 && ::fcntl(file, F_GETLK, &lock) == 0 && lock.l_type == F_RDLCK ? 0 : 1);
    }
    int status = 1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_new_connection_does_not_drop_the_locks_of_the_others) {
    if (test::engine() == db::Engine::postgresql) return;
    test::TestDatabase test;
    test.database().read([](db::Read& read) { return read.one<std::int64_t>("SELECT 1"); });
    std::barrier together{3};
    std::vector<std::jthread> readers;
    for (int i = 0; i < 3; ++i)
        readers.emplace_back([&] {
            test.database().read([&](db::Read& read) {
                together.arrive_and_wait();  // so that the pool needs a connection for each
                return read.one<std::int64_t>("SELECT 1");
            });
        });
    readers.clear();
    BOOST_TEST(locked_for_others(test.url().substr(std::string{"sqlite:"}.size())));
}
