#pragma once
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "anchor/line.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "signing/time_stamp.hpp"
#include "support/raw_server.hpp"

/// A time stamp authority (`openssl ts`, RFC 3161) behind a small server on the loopback, with a root of its own.
namespace arkki::test {

class StampAuthority {
public:
    enum class Mood { honest, broken, silent, junk, long_junk, refusing, repeating };
    Mood mood = Mood::honest;

    StampAuthority()
        : folder_{std::filesystem::temp_directory_path() / ("arkki-tsa-" + hex(random_bytes(system_randomness(), 8)))} {
        std::filesystem::create_directory(folder_);
        write("serial", "01\n");
        write("tsa.cnf", configuration("sha256"));
        write("refusing.cnf", configuration("sha512"));
        const std::string key = " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -sha256 ";
        run("openssl req -x509" + key +
            "-keyout root.key -out root.pem -subj '/CN=Stamp root'"
            " -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign");
        run("openssl req -x509 -CA root.pem -CAkey root.key" + key +
            "-keyout tsa.key -out tsa.pem"
            " -subj '/CN=Stamp authority' -addext basicConstraints=critical,CA:FALSE"
            " -addext keyUsage=critical,digitalSignature -addext extendedKeyUsage=critical,timeStamping");
    }
    ~StampAuthority() {
        server_.stop();
        std::filesystem::remove_all(folder_);
    }
    StampAuthority(const StampAuthority&) = delete;
    StampAuthority& operator=(const StampAuthority&) = delete;

    [[nodiscard]] std::string roots() const { return read("root.pem"); }
    [[nodiscard]] std::string url() const { return "http://" + server_.address() + "/tsa"; }
    [[nodiscard]] std::filesystem::path roots_file() const { return folder_ / "root.pem"; }
    [[nodiscard]] int questions() const { return server_.callers(); }
    void stop() { server_.stop(); }

    /// What Arkki is told of it.
    [[nodiscard]] signing::StampingAuthority settings() const {
        return {url(), roots(), exchange, system_randomness()};
    }

private:
    [[nodiscard]] std::string configuration(const std::string& digests) const {
        const std::string here = folder_.string() + "/";
        return "[tsa]\ndefault_tsa = one\n[one]\nserial = " + here + "serial\nsigner_cert = " + here +
               "tsa.pem\nsigner_key = " + here + "tsa.key\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\n" +
               "digests = " + digests + "\nordering = yes\ntsa_name = no\ness_cert_id_chain = no\n" +
               "ess_cert_id_alg = sha256\n";
    }
    void write(const std::string& name, std::string_view text) const {
        std::ofstream{folder_ / name, std::ios::binary} << text;
    }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream in{folder_ / name, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    void run(const std::string& command) const {
        const std::string line = "cd '" + folder_.string() + "' && " + command + " >>openssl.log 2>&1";
        if (std::system(line.c_str()) != 0) throw std::runtime_error{read("openssl.log")};
    }
    void treat(Caller& caller) {
        const std::string query = posted_body(caller);
        if (mood == Mood::silent) return;
        if (mood == Mood::broken) return answer_http(caller, "500 Internal Server Error", "no");
        if (mood == Mood::junk) return answer_http(caller, "200 OK", "junk");
        if (mood == Mood::long_junk) return answer_http(caller, "200 OK", std::string(1 << 20, '0'));
        if (mood != Mood::repeating) {
            write("query", query);
            run(std::string{"openssl ts -reply -queryfile query -out reply -config "} +
                (mood == Mood::refusing ? "refusing.cnf" : "tsa.cnf"));
        }
        answer_http(caller, "200 OK", read("reply"));
    }
    static Bytes exchange(const std::string& url, std::string_view media_type, ByteView body) {
        const auto answer = anchor::post(url, media_type, text_of(body), std::chrono::seconds{5});
        if (answer.status != 200) throw Error{Fault::unavailable, "signing.tsa_refused", std::to_string(answer.status)};
        const auto bytes = view(answer.body);
        return {bytes.begin(), bytes.end()};
    }

    std::filesystem::path folder_;
    RawServer server_{[this](Caller& caller) { treat(caller); }};
};

}  // namespace arkki::test
