#include "web/server.hpp"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/ThreadPool.h>

#include <atomic>
#include <istream>
#include <thread>

#include "web/framing.hpp"

namespace arkki::web {
namespace {

namespace net = Poco::Net;

constexpr std::uint64_t most_drained = 8 << 20;

HeaderList headers_of(const net::HTTPServerRequest& request) {
    HeaderList headers;
    for (const auto& [name, value] : request) headers.emplace_back(name, value);
    return headers;
}

/// What is written while it is sent goes out in chunks. A stream that breaks off takes the connection along: without
/// its last chunk nobody takes the half for the whole.
void send_stream(const Reply& reply, net::HTTPServerRequest& request, net::HTTPServerResponse& response) {
    response.setChunkedTransferEncoding(request.getVersion() != net::HTTPMessage::HTTP_1_0);
    response.setKeepAlive(false);
    std::ostream& out = response.send();
    try {
        out.exceptions(std::ios::badbit | std::ios::failbit);  // a browser that has gone ends the reading
        reply.stream(out);
        out.flush();
    } catch (...) {
        out.exceptions(std::ios::goodbit);
        dynamic_cast<net::HTTPServerRequestImpl&>(request).socket().close();
    }
}

/// A socket that nobody reads from any more and one thread writes to. A page that does not read what it is told, has
/// gone: nobody waits for it.
class SocketLine : public OpenLine {
public:
    explicit SocketLine(net::StreamSocket socket) : socket_{std::move(socket)} {
        socket_.setSendTimeout(Poco::Timespan{0, 200'000});
    }
    ~SocketLine() override {
        try {
            socket_.shutdown();
            socket_.close();
        } catch (const Poco::Exception&) {  // it had gone
        }
    }
    SocketLine(const SocketLine&) = delete;
    SocketLine& operator=(const SocketLine&) = delete;
    bool send(std::string_view text) override {
        try {
            while (!text.empty()) {
                const int sent = socket_.sendBytes(text.data(), static_cast<int>(text.size()));
                if (sent <= 0) return false;
                text.remove_prefix(static_cast<std::size_t>(sent));
            }
            return true;
        } catch (const Poco::Exception&) {
            return false;
        }
    }

private:
    net::StreamSocket socket_;
};

/// The head goes out here; then the socket leaves this thread, which is free for the next request.
void hand_over(const Reply& reply, net::HTTPServerRequest& request, net::HTTPServerResponse& response) {
    response.setChunkedTransferEncoding(false);
    response.setKeepAlive(false);
    response.send().flush();
    reply.keep_open(std::make_unique<SocketLine>(dynamic_cast<net::HTTPServerRequestImpl&>(request).detachSocket()));
}

void send(const Reply& reply, net::HTTPServerRequest& request, bool secure, net::HTTPServerResponse& response) {
    response.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(reply.status));
    if (!reply.type.empty()) response.setContentType(reply.type);
    for (const auto& [name, value] : reply.headers) response.add(name, value);
    for (const auto& [name, value] : standing_headers(reply, secure)) response.add(name, value);
    if (reply.stream && request.getMethod() != "HEAD") return send_stream(reply, request, response);
    if (reply.keep_open && request.getMethod() != "HEAD") return hand_over(reply, request, response);
    response.setContentLength64(static_cast<Poco::Int64>(reply.body.size()));
    if (request.getMethod() == "HEAD" || reply.body.empty()) response.send().flush();
    else response.sendBuffer(reply.body.data(), reply.body.size());
}

/// One request of one connection.
class Handler : public net::HTTPRequestHandler {
public:
    Handler(const Door& door, const Verdict& verdict, std::atomic<int>& in_flight)
        : door_{door}, verdict_{verdict}, in_flight_{in_flight} {}

    void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
        const Count count{in_flight_};
        const bool refused = verdict_.status != 200;
        if (refused || verdict_.body > 0) response.setKeepAlive(false);   // unread bytes never become a request
        Body body{verdict_.body, [&](char* buffer, std::size_t size) {
                      request.stream().read(buffer, static_cast<std::streamsize>(size));
                      return static_cast<std::size_t>(request.stream().gcount());
                  }};
        const Caller caller{request.clientAddress().host().toString(), request.secure()};
        const Reply reply = refused ? door_.refuse(verdict_.status, headers_of(request))
                                    : door_.answer(request.getMethod(), request.getURI(), headers_of(request), caller, body);
        send(reply, request, caller.secure, response);
        const bool body_never_sent = refused && request.getExpectContinue();
        if (!body_never_sent) body.drain(most_drained);
    }

private:
    struct Count {
        explicit Count(std::atomic<int>& counter) : counter_{counter} { ++counter_; }
        ~Count() { --counter_; }
        Count(const Count&) = delete;
        std::atomic<int>& counter_;
    };
    const Door& door_;
    Verdict verdict_;
    std::atomic<int>& in_flight_;
};

/// The one place every request passes, before Poco says "100 Continue": it does so only while the status is 200.
class Factory : public net::HTTPRequestHandlerFactory {
public:
    Factory(const Door& door, std::atomic<int>& in_flight) : door_{door}, in_flight_{in_flight} {}

    net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest& request) override {
        const auto& method = request.getMethod();
        const auto verdict = judge(method, request.getURI(), headers_of(request), door_.limit(method, request.getURI()));
        if (verdict.status != 200)
            request.response().setStatus(static_cast<net::HTTPResponse::HTTPStatus>(verdict.status));
        return new Handler{door_, verdict, in_flight_};   // Poco deletes it
    }

private:
    const Door& door_;
    std::atomic<int>& in_flight_;
};

net::HTTPServerParams::Ptr parameters(const ServerSettings& settings) {
    net::HTTPServerParams::Ptr parameters = new net::HTTPServerParams;
    parameters->setMaxThreads(settings.threads);
    parameters->setMaxQueued(settings.queue);
    parameters->setKeepAliveTimeout(Poco::Timespan{static_cast<long>(settings.keep_alive.count()), 0});
    parameters->setMaxKeepAliveRequests(0);
    parameters->setTimeout(Poco::Timespan{static_cast<long>(settings.timeout.count()), 0});
    parameters->setSoftwareVersion("");
    return parameters;
}

net::Context::Ptr tls_context(const ServerSettings& settings) {
    try {
        net::initializeSSL();
        net::Context::Ptr context = new net::Context{net::Context::TLS_SERVER_USE, settings.key.string(),
            settings.certificate.string(), "", net::Context::VERIFY_NONE, 9, false,
            "ECDHE+AESGCM:ECDHE+CHACHA20"};
        context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
        context->enableSessionCache(true, "arkki");
        return context;
    } catch (const Poco::Exception& problem) {
        throw Error{Fault::invalid, "web.bad_certificate", problem.displayText()};
    }
}

net::ServerSocket listening_socket(const ServerSettings& settings) {
    static constexpr int backlog = 256;
    try {
        const net::SocketAddress address{settings.address, settings.port};
        const bool tls = !settings.certificate.empty();
        if (!tls && !address.host().isLoopback()) throw Error{Fault::invalid, "web.needs_tls", settings.address};
        net::ServerSocket socket;
        if (tls) socket = net::SecureServerSocket{tls_context(settings)};
        socket.bind(address, true, false);   // Poco's own choice is SO_REUSEPORT: two services would share a port unseen
        socket.listen(backlog);
        return socket;
    } catch (const Poco::Exception& problem) {
        throw Error{Fault::unavailable, "web.cannot_listen", problem.displayText()};
    }
}

}  // namespace

struct Server::Engine {
    Engine(const ServerSettings& settings, const Door& door)
        : pool{8, settings.threads}, socket{listening_socket(settings)},
          server{new Factory{door, in_flight}, pool, socket, parameters(settings)} {}

    std::atomic<int> in_flight{0};
    Poco::ThreadPool pool;
    net::ServerSocket socket;
    net::HTTPServer server;
    bool stopped = false;
};

Server::Server(const ServerSettings& settings, const Door& door) : engine_{std::make_unique<Engine>(settings, door)} {
    engine_->server.start();
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return engine_->socket.address().port(); }

int Server::in_flight() const noexcept { return engine_->in_flight; }

void Server::stop(std::chrono::milliseconds patience) {
    if (engine_->stopped) return;
    engine_->stopped = true;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    engine_->server.stop();
    while (in_flight() > 0 && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    engine_->server.stopAll(true);
    engine_->pool.joinAll();
}

}  // namespace arkki::web
