// The program: one service, two doors. What listens, and how it stops.
#include <pthread.h>
#include <signal.h>

#include <iostream>
#include <mutex>

#include "cli/cli.hpp"
#include "service/intake_work.hpp"
#include "service/night_work.hpp"
#include "service/scan_work.hpp"
#include "service/seal_work.hpp"
#include "service/start.hpp"
#include "web/site.hpp"

namespace {

using namespace arkki;

/// Before any thread exists: all threads inherit the mask, so that only `sigwait` sees these signals.
sigset_t hold_signals() {
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stops, nullptr);
    signal(SIGPIPE, SIG_IGN);
    return stops;
}

/// A line of the operator's log; never personal data.
void report(std::string_view line) {
    static std::mutex mutex;
    const std::lock_guard lock{mutex};
    std::cerr << "arkki: " << line << std::endl;
}

/// @returns false if the log is closed: the service then shows why, and nothing else
bool log_event(service::Office& office, std::string_view action,
               std::vector<std::pair<std::string, std::string>> args) {
    auto event = office.machine_desk("maintenance").event(action);
    event.args = std::move(args);
    try {
        office.log().append(event);
        return true;
    } catch (const Error& error) {
        if (error.key() != "audit.closed") throw;
        report(error.what());
        return false;
    }
}

std::string address_of(const service::Settings& settings, const web::Server& server) {
    const std::string scheme = settings.tls_certificate.empty() ? "http://" : "https://";
    return scheme + settings.listen.substr(0, settings.listen.rfind(':')) + ":" + std::to_string(server.port());
}

int serve(const service::Settings& settings) {
    const sigset_t stops = hold_signals();
    service::Office office{settings, service::real_world()};
    web::Site site{office};
    const web::Door door{site.routes(), site.parts(report), site.door_settings()};
    service::IntakeWork intake{office, report};
    service::NightWork night{office, report};
    service::SealWork seal{office, report};
    web::Server server{web::server_settings(settings), door};
    seal.check();  // before the first line: a database that was rolled back takes none
    const bool open = log_event(office, "service.started", service::start_args(office, ARKKI_VERSION));
    if (open) office.scans().recover([](const std::string& line) { report(line); });
    if (open) intake.start();
    if (open) night.start();
    seal.start();
    report("ready at " + address_of(settings, server));
    int signal = 0;
    sigwait(&stops, &signal);
    report("stopping");
    site.stop();  // open pages first: they would wait for ever
    server.stop();
    office.scans().stop();
    intake.stop();
    night.stop();
    seal.stop();
    log_event(office, "service.stopped", {{"signal", std::to_string(signal)}});
    return 0;
}

}  // namespace

int main(int argc, char** argv) { return cli::run(argc, argv, serve); }
