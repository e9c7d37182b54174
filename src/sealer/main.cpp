// arkki-sealer: run by a user of its own, with a key that nobody else can read. It is started and stopped by the
// system, never by the service.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <iostream>

#include "base/error.hpp"
#include "sealer/counter.hpp"

namespace {

using namespace arkki;

struct Options {
    std::string origin, socket, key, old_key, state, exported, reason;
    std::int64_t service_uid = -1;
    double patience = 10;
    bool make_key = false;
};

void add_options(CLI::App& app, Options& options) {
    app.add_option("--origin", options.origin, "name of the log, such as arkki.example/audit/e1")->required();
    app.add_option("--key", options.key, "file of the signing key (PEM, mode 0400)")->required();
    app.add_option("--old-key", options.old_key, "during a change of keys: the old one, which signs as well");
    app.add_option("--socket", options.socket, "Unix socket to listen on");
    app.add_option("--state", options.state, "folder of what the sealer must not forget");
    app.add_option("--export", options.exported, "folder of tiles and checkpoints");
    app.add_option("--service-uid", options.service_uid, "number of the only user that is served");
    app.add_option("--patience", options.patience, "seconds for a request")->check(CLI::Range(0.05, 600.0));
    app.add_flag("--make-key", options.make_key, "make the key, print the public one, end");
    app.add_option("--reset", options.reason, "after 'bad': go on, for this reason, and end");
}

Instant now() { return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()); }

int run(const Options& options) {
    if (options.make_key) {
        const auto key = tlog::SignerKey::make(options.origin);
        key.write(options.key);
        std::cout << key.vkey() << std::endl;
        return 0;
    }
    if (options.state.empty() || options.exported.empty()) {
        std::cerr << "--state and --export are needed" << std::endl;
        return 2;
    }
    std::vector<tlog::SignerKey> keys{tlog::SignerKey::read(options.origin, options.key)};
    if (!options.old_key.empty()) keys.push_back(tlog::SignerKey::read(options.origin, options.old_key));
    sealer::Sealer sealer{std::move(keys), {options.state, options.exported}};
    if (!options.reason.empty()) {
        sealer.reset(options.reason, now());
        return 0;
    }
    if (options.socket.empty() || options.service_uid < 0) {
        std::cerr << "--socket and --service-uid are needed" << std::endl;
        return 2;
    }
    if (sealer.halt()) std::cerr << "seal.halted " << sealer.halt()->seq << ' ' << sealer.halt()->why << std::endl;
    sealer::Counter counter{options.socket, static_cast<uid_t>(options.service_uid)};
    counter.serve(sealer, std::chrono::milliseconds{static_cast<int>(options.patience * 1000)});
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Signs the checkpoints of Arkki's access log", "arkki-sealer"};
    Options options;
    add_options(app, options);
    try {
        app.parse(argc, argv);
        return run(options);
    } catch (const CLI::ParseError& fault) {
        return app.exit(fault) == 0 ? 0 : 2;
    } catch (const std::exception& fault) {
        std::cerr << fault.what() << std::endl;
        return 1;
    }
}
