#include "service/start.hpp"

#include <time.h>

#include <fstream>
#include <iterator>

#include "audit/turns.hpp"
#include "base/bytes.hpp"

namespace arkki::service {
namespace {

std::chrono::microseconds since_boot() {
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::seconds{time.tv_sec} +
           std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::nanoseconds{time.tv_nsec});
}

/// Another one each time the machine starts.
std::string boot_id() {
    std::ifstream in{"/proc/sys/kernel/random/boot_id"};
    std::string id;
    in >> id;
    return id.substr(0, 36);
}

}  // namespace

audit::Uptime machine_uptime() { return since_boot; }

std::string policy_sha256(const Settings& settings) {
    std::ifstream in{settings.home / "config" / "policy.properties", std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    return hex(sha256(view(text)));
}

std::vector<std::pair<std::string, std::string>> start_args(Office& office, std::string_view version) {
    const std::string& database = office.settings().database;
    const auto up = std::chrono::duration_cast<std::chrono::milliseconds>(since_boot());
    std::vector<std::pair<std::string, std::string>> args{{"version", std::string{version}},
                                                          {"database", database.substr(0, database.find(':'))},
                                                          {"policy", policy_sha256(office.settings())},
                                                          {"boot", boot_id()},
                                                          {"up_ms", std::to_string(up.count())}};
    if (office.database().read([](db::Read& read) { return audit::left_running(read); }))
        args.emplace_back("unclean", "1");
    return args;
}

}  // namespace arkki::service
