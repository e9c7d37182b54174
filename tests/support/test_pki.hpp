#pragma once
#include <string>

#include "signing/long_term.hpp"
#include "signing/pkcs12.hpp"
#include "support/signing_tools.hpp"
#include "support/stamp_authority.hpp"

/// A small house of certificates made by openssl: a root, an issuer, a person, and an OCSP responder (`openssl ocsp`)
/// behind a server on the loopback, which the person's certificate names. Beside it an authority for time stamps.
namespace arkki::test {

class TestPki {
public:
    enum class Mood { honest, broken, junk, silent, of_another, stale };
    Mood mood = Mood::honest;
    StampAuthority stamps;

    TestPki() {
        const std::string key = " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 ";
        const std::string ca = " -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign";
        const std::string person = " -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature,nonRepudiation"
                                   " -addext authorityInfoAccess='OCSP;URI:http://" + server_.address() + "/ocsp'";
        const std::string issued = "openssl req -x509 -CA issuer.pem -CAkey issuer.key" + key;
        run("openssl req -x509 -days 7000" + key + ca + " -keyout root.key -out root.pem -subj '/CN=Letter root'");
        run("openssl req -x509 -CA root.pem -CAkey root.key -days 6000" + key + ca +
            " -set_serial 0x77 -keyout issuer.key -out issuer.pem -subj '/CN=Letter issuer'");
        run(issued + person + " -days 365 -set_serial 0x1001 -keyout own.key -out own.pem -subj '/CN=Mallikas'");
        run(issued + person + " -days 365 -set_serial 0x1002 -keyout other.key -out other.pem -subj '/CN=Other'");
        run(issued + " -days 365 -set_serial 0x1003 -keyout ocsp.key -out ocsp.pem -subj '/CN=Responder'"
            " -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature"
            " -addext extendedKeyUsage=OCSPSigning -addext noCheck=NULL");
        run("openssl pkcs12 -export -inkey own.key -in own.pem -certfile issuer.pem -passout pass:4711-kettu -out own.p12");
        folder_.put("ca.cnf", view("[ca]\ndefault_ca = d\n[d]\ndatabase = empty.txt\ndefault_md = sha256\ndefault_crl_days = 30\n"));
        folder_.put("empty.txt", view(""));
        folder_.put("unknown.txt", view(""));
        folder_.put("index.txt", view("V\t401231235959Z\t\t1001\tunknown\t/CN=Mallikas\nV\t401231235959Z\t\t1002\tunknown\t/CN=Other\n"));
        folder_.put("revoked.txt", view("R\t401231235959Z\t250101000000Z\t1001\tunknown\t/CN=Mallikas\n"));
        root_list_ = list_of("root.pem", "root.key");
        stamp_list_ = list_of(stamps.roots_file().string(), (stamps.roots_file().parent_path() / "root.key").string());
    }
    ~TestPki() { server_.stop(); }
    TestPki(const TestPki&) = delete;
    TestPki& operator=(const TestPki&) = delete;

    [[nodiscard]] std::string roots() const { return read("root.pem"); }
    [[nodiscard]] signing::Signer signer() const {
        return signing::open_pkcs12(ByteView{bytes("own.p12")}, signing::Pin{std::string{"4711-kettu"}});
    }
    /// Lists of both roots, and the responder.
    [[nodiscard]] signing::RevocationSources sources() const { return {{root_list_, stamp_list_}, exchange}; }
    void index(const std::string& name) { index_ = name; }
    [[nodiscard]] int questions() const { return server_.callers(); }
    /// An empty list of the issuer, good for `days`; one day of them back for a stale one.
    [[nodiscard]] Bytes list_of(const std::string& certificate, const std::string& key) const {
        run("openssl ca -gencrl -config ca.cnf -cert '" + certificate + "' -keyfile '" + key + "' -out list.pem");
        run("openssl crl -in list.pem -outform DER -out list.der");
        return bytes("list.der");
    }

private:
    void run(const std::string& command) const {
        const Ran done = ran("cd '" + folder_.path("") + "' && " + command);
        if (done.status != 0) throw std::runtime_error{command + ": " + done.output};
    }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream in{folder_.path(name), std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    [[nodiscard]] Bytes bytes(const std::string& name) const {
        const std::string text = read(name);
        return {view(text).begin(), view(text).end()};
    }
    void treat(Caller& caller) {
        folder_.put("query", view(posted_body(caller)));
        if (mood == Mood::silent) return;
        if (mood == Mood::broken) return answer_http(caller, "500 Internal Server Error", "no");
        if (mood == Mood::junk) return answer_http(caller, "200 OK", "junk");
        if (mood == Mood::of_another) run("openssl ocsp -sha1 -issuer issuer.pem -cert other.pem -reqout query");
        run("openssl ocsp -index " + index_ + " -CA issuer.pem -rsigner ocsp.pem -rkey ocsp.key -reqin query -respout reply " +
            (mood == Mood::stale ? "" : "-ndays 7"));
        answer_http(caller, "200 OK", read("reply"));
    }
    static Bytes exchange(const std::string& url, std::string_view media_type, ByteView body) {
        const auto answer = anchor::post(url, media_type, text_of(body), std::chrono::seconds{5});
        if (answer.status != 200) throw Error{Fault::unavailable, "signing.revocation_unknown"};
        const auto bytes = view(answer.body);
        return {bytes.begin(), bytes.end()};
    }

    Folder folder_;
    std::string index_ = "index.txt";
    Bytes root_list_, stamp_list_;
    RawServer server_{[this](Caller& caller) { treat(caller); }};
};

}  // namespace arkki::test
