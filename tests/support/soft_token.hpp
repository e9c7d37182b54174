#pragma once
#include <p11-kit/pkcs11.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "signing/chain.hpp"
#include "signing/token_session.hpp"
#include "support/signing_letter.hpp"
#include "support/signing_tools.hpp"

/// Tokens of SoftHSM2 in a folder of their own. SoftHSM reads its folder once a process: all tokens are made first.
namespace arkki::test {

class SoftTokens {
public:
    static constexpr const char* module = "/usr/lib/softhsm/libsofthsm2.so";
    static constexpr const char* token = "Arkin avaimet";
    static constexpr const char* other_token = "Toiset avaimet";
    static std::string right() { return "135790"; }
    static std::string others_right() { return "246813"; }

    SoftTokens() {
        put("softhsm2.conf", "directories.tokendir = " + folder_.path("tokens") +
                                 "\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n");
        ::setenv("SOFTHSM2_CONF", folder_.path("softhsm2.conf").c_str(), 1);
        run("mkdir tokens");
        initialise(token, right());
        initialise(other_token, others_right());
        import(p256, "p256", "a1", token, right());
        import(rsa_2048, "rsa2048", "a2", token, right());
        import(rsa_3072, "rsa3072", "a3", token, right());
        import(other, "p256", "b1", other_token, others_right());
        import(p256, "kahdesti", "c1", token, right());
        import(rsa_2048, "kahdesti", "c2", token, right());
        for (const auto* signer : {&p256, &rsa_2048, &rsa_3072})
            put_certificate(signer->signer.certificates.own, signer == &p256 ? '\xa1' : signer == &rsa_2048 ? '\xa2' : '\xa3');
        put_certificate(p256.signer.certificates.issuers.front(), '\x01');
        put_certificate(rsa_2048.signer.certificates.issuers.front(), '\x02');
        put_certificate(rsa_3072.signer.certificates.issuers.front(), '\x03');
    }

    SomeSigner p256{signing::KeyKind::p256};
    SomeSigner rsa_2048{signing::KeyKind::rsa_2048};
    SomeSigner rsa_3072{signing::KeyKind::rsa_3072};
    SomeSigner other{signing::KeyKind::p256};  ///< the token holds the key alone, without a certificate

private:
    void put(const std::string& name, const std::string& text) const { folder_.put(name, view(text)); }
    void run(const std::string& command) const {
        const Ran done = ran("cd '" + folder_.path("") + "' && " + command);
        BOOST_REQUIRE_MESSAGE(done.status == 0, command + ": " + done.output);
    }
    void initialise(const std::string& label, const std::string& pin) const {
        run("softhsm2-util --init-token --free --label '" + label + "' --so-pin 99887766 --pin " + pin);
    }
    void import(const SomeSigner& whose, const std::string& label, const std::string& id, const std::string& label_of_token,
                const std::string& pin) const {
        folder_.put("key.p12", whose.identity.pkcs12);
        run("openssl pkcs12 -in key.p12 -nocerts -nodes -passin pass:4711-kettu | openssl pkcs8 -topk8 -nocrypt -out key.pem");
        run("softhsm2-util --import key.pem --token '" + label_of_token + "' --pin " + pin + " --label " + label + " --id " + id);
    }
    /// As the issuer of a card does it; beside the certificate nothing but its id.
    static void put_certificate(Bytes der, char id) {
        CK_FUNCTION_LIST& p11 = signing::load_module(module);
        CK_SLOT_ID slots[16];
        CK_ULONG count = 16;
        BOOST_REQUIRE(p11.C_GetSlotList(CK_TRUE, slots, &count) == CKR_OK);
        for (CK_ULONG i = 0; i < count; ++i) {
            CK_TOKEN_INFO info{};
            if (p11.C_GetTokenInfo(slots[i], &info) != CKR_OK) continue;
            if (std::string{reinterpret_cast<char*>(info.label), 13} != token) continue;
            CK_SESSION_HANDLE session = 0;
            BOOST_REQUIRE(p11.C_OpenSession(slots[i], CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session) == CKR_OK);
            std::string pin = right();
            BOOST_REQUIRE(p11.C_Login(session, CKU_USER, reinterpret_cast<CK_UTF8CHAR_PTR>(pin.data()), pin.size()) == CKR_OK);
            CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
            CK_CERTIFICATE_TYPE type = CKC_X_509;
            CK_BBOOL yes = CK_TRUE;
            std::string subject = "x";
            CK_ATTRIBUTE made[] = {{CKA_CLASS, &kind, sizeof kind}, {CKA_CERTIFICATE_TYPE, &type, sizeof type},
                                   {CKA_TOKEN, &yes, sizeof yes},   {CKA_ID, &id, 1},
                                   {CKA_SUBJECT, subject.data(), 1}, {CKA_VALUE, der.data(), der.size()}};
            CK_OBJECT_HANDLE object = 0;
            BOOST_REQUIRE(p11.C_CreateObject(session, made, 6, &object) == CKR_OK);
            p11.C_Logout(session);
            p11.C_CloseSession(session);
        }
    }

    Folder folder_;
};

inline const SoftTokens& soft_tokens() {
    static const SoftTokens tokens;
    return tokens;
}

}  // namespace arkki::test
