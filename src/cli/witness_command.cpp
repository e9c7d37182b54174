// `arkki witness`: for a machine that is not the service's, such as the auditor's. It knows one log by its public key,
// needs no office and no database, and cosigns only what extends what it saw before (C2SP tlog-witness).
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <signal.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <iostream>

#include "cli/audit_keys.hpp"
#include "cli/context.hpp"
#include "tlog/witness.hpp"

namespace arkki::cli {
namespace {

namespace net = Poco::Net;
constexpr std::size_t largest_request = 64 * 1024;

struct WitnessOptions {
    std::string listen = "127.0.0.1:8090", name, key, origin_key, state = "witness";
    bool make_key = false;
};

Instant now() { return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()); }

class Page : public net::HTTPRequestHandler {
public:
    explicit Page(tlog::Witness& witness) : witness_{witness} {}
    void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
        const auto answer = answer_to(request);
        response.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(answer.status));
        response.setContentType(answer.type);
        response.setKeepAlive(false);
        response.sendBuffer(answer.body.data(), answer.body.size());
        std::cerr << "add-checkpoint " << answer.status << std::endl;
    }

private:
    tlog::Witness::Answer answer_to(net::HTTPServerRequest& request) {
        if (request.getURI() != "/add-checkpoint") return {404, "text/plain", "no such page\n"};
        if (request.getMethod() != "POST") return {405, "text/plain", "POST only\n"};
        std::string body(largest_request + 1, '\0');
        request.stream().read(body.data(), static_cast<std::streamsize>(body.size()));
        body.resize(static_cast<std::size_t>(request.stream().gcount()));
        if (body.size() > largest_request) return {413, "text/plain", "too large\n"};
        try {
            return witness_.add_checkpoint(body, now());
        } catch (const std::exception& fault) {
            std::cerr << fault.what() << std::endl;
            return {503, "text/plain", "it could not be remembered\n"};
        }
    }
    tlog::Witness& witness_;
};

class Pages : public net::HTTPRequestHandlerFactory {
public:
    explicit Pages(tlog::Witness& witness) : witness_{witness} {}
    net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override { return new Page{witness_}; }

private:
    tlog::Witness& witness_;
};

/// Waits for SIGTERM or SIGINT, which must be blocked in all threads by then.
void wait_for_the_end(const sigset_t& signals) {
    int signal = 0;
    ::sigwait(&signals, &signal);
}

void serve(const WitnessOptions& options) {
    auto key = tlog::SignerKey::read(options.name, options.key, tlog::KeyType::witness);
    tlog::Witness witness{std::move(key), keys_from(text_of_file(options.origin_key, "origin-key")).front(),
                          options.state};
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    Poco::AutoPtr<net::HTTPServerParams> limits{new net::HTTPServerParams};
    limits->setMaxThreads(4);
    limits->setMaxQueued(16);
    limits->setTimeout(Poco::Timespan{10, 0});
    const net::ServerSocket socket{net::SocketAddress{options.listen}};
    net::HTTPServer server{Poco::makeShared<Pages>(witness), socket, limits};
    server.start();
    std::cout << "arkki witness ready at http://" << socket.address().toString() << std::endl;
    wait_for_the_end(signals);
    server.stopAll(true);
}

void witness(Context& context, const WitnessOptions& options) {
    if (!options.make_key) {
        if (options.origin_key.empty()) throw Error{Fault::invalid, "cli.no_vkey", {}, "origin-key"};
        return serve(options);
    }
    const auto key = tlog::SignerKey::make(options.name, tlog::KeyType::witness);
    key.write(options.key);
    auto answer = line();
    answer.set("vkey", key.vkey());
    context.say(answer, key.vkey());
}

}  // namespace

void add_witness(CLI::App& app, Context& context) {
    auto* const command =
        app.add_subcommand("witness", "cosign a log's checkpoints, on another machine than the log's");
    auto options = std::make_shared<WitnessOptions>();
    command->add_option("--listen", options->listen, "ADDRESS:PORT");
    command->add_option("--name", options->name, "the witness's name, such as tarkastaja.example/w1")->required();
    command->add_option("--key", options->key, "file of its signing key")->required();
    command->add_option("--origin-key", options->origin_key, "file with the log's public key");
    command->add_option("--state", options->state, "folder of what it must not forget");
    command->add_flag("--make-key", options->make_key, "make the key, print the public one, end");
    command->callback([&context, options] { witness(context, *options); });
}

}  // namespace arkki::cli
