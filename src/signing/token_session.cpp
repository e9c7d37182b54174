#include "signing/token_session.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/error.hpp"

namespace arkki::signing {
namespace {

constexpr CK_ULONG most_tokens = 64;
constexpr CK_ULONG most_objects = 64;
constexpr CK_ULONG largest_attribute = 1UL << 16;

/// What PKCS#11 calls its one login a process.
std::mutex& the_login() {
    static std::mutex mutex;
    return mutex;
}

/// The number of a fault says nothing of a person; the operator can look it up.
[[noreturn]] void fail(CK_RV fault, const char* step) {
    const std::string detail = std::string{step} + " " + std::to_string(fault);
    if (fault == CKR_PIN_LOCKED || fault == CKR_PIN_EXPIRED) throw Error{Fault::denied, "signing.pin_locked", detail};
    if (fault == CKR_PIN_INCORRECT || fault == CKR_PIN_INVALID || fault == CKR_PIN_LEN_RANGE)
        throw Error{Fault::denied, "signing.wrong_pin", detail};
    throw Error{Fault::unavailable, "signing.key_failed", detail};
}

void must(CK_RV answer, const char* step) {
    if (answer != CKR_OK) fail(answer, step);
}

/// Labels are 32 bytes, filled up with blanks, without an end.
std::string label_of(const CK_TOKEN_INFO& token) {
    std::string label{reinterpret_cast<const char*>(token.label), sizeof token.label};
    return label.substr(0, label.find_last_not_of(' ') + 1);
}

CK_SLOT_ID slot_of(CK_FUNCTION_LIST& module, const std::string& label) {
    std::array<CK_SLOT_ID, most_tokens> slots{};
    CK_ULONG count = slots.size();
    must(module.C_GetSlotList(CK_TRUE, slots.data(), &count), "C_GetSlotList");
    for (CK_ULONG i = 0; i < count; ++i) {
        CK_TOKEN_INFO token{};
        if (module.C_GetTokenInfo(slots[i], &token) != CKR_OK || label_of(token) != label) continue;
        if ((token.flags & CKF_TOKEN_INITIALIZED) == 0) continue;
        // Said without a try: it would be wrong, and some cards count it.
        if ((token.flags & CKF_USER_PIN_LOCKED) != 0) throw Error{Fault::denied, "signing.pin_locked"};
        return slots[i];
    }
    throw Error{Fault::not_found, "signing.no_token"};
}

CK_UTF8CHAR_PTR pin_text(const Pin& pin) {
    return reinterpret_cast<CK_UTF8CHAR_PTR>(const_cast<char*>(pin.reveal()));  // C interface; it is not written to
}

}  // namespace

CK_FUNCTION_LIST& load_module(const std::string& file) {
    const auto unusable = [](const char* step) { return Error{Fault::unavailable, "signing.module", step}; };
    void* const library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw unusable("dlopen");
    const auto list_of = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
    CK_FUNCTION_LIST* functions = nullptr;
    if (list_of == nullptr || list_of(&functions) != CKR_OK || functions == nullptr)
        throw unusable("C_GetFunctionList");
    CK_C_INITIALIZE_ARGS threads{};
    threads.flags = CKF_OS_LOCKING_OK;
    const CK_RV answer = functions->C_Initialize(&threads);
    if (answer != CKR_OK && answer != CKR_CRYPTOKI_ALREADY_INITIALIZED) throw unusable("C_Initialize");
    return *functions;
}

TokenSession::TokenSession(CK_FUNCTION_LIST& module, const std::string& token, const Pin& pin)
    : alone_{the_login()}, module_{module}, pin_{pin} {
    must(module_.C_OpenSession(slot_of(module_, token), CKF_SERIAL_SESSION, nullptr, nullptr, &session_),
         "C_OpenSession");
    try {
        log_in();
    } catch (...) {
        module_.C_CloseSession(session_);
        throw;
    }
}

TokenSession::~TokenSession() {
    module_.C_Logout(session_);
    module_.C_CloseSession(session_);
}

void TokenSession::log_in() {
    const auto size = static_cast<CK_ULONG>(pin_.size());
    CK_RV answer = module_.C_Login(session_, CKU_USER, pin_text(pin_), size);
    if (answer == CKR_USER_ALREADY_LOGGED_IN) {  // by a PIN that is not ours, which was not compared with anything
        must(module_.C_Logout(session_), "C_Logout");
        answer = module_.C_Login(session_, CKU_USER, pin_text(pin_), size);
    }
    must(answer, "C_Login");
}

std::vector<CK_OBJECT_HANDLE> TokenSession::find(CK_OBJECT_CLASS kind, const std::string& label) const {
    std::string text = label;
    std::array<CK_ATTRIBUTE, 2> wanted{{{CKA_CLASS, &kind, sizeof kind}, {CKA_LABEL, text.data(), text.size()}}};
    must(module_.C_FindObjectsInit(session_, wanted.data(), label.empty() ? 1 : 2), "C_FindObjectsInit");
    std::vector<CK_OBJECT_HANDLE> found(most_objects);
    CK_ULONG count = 0;
    const CK_RV answer = module_.C_FindObjects(session_, found.data(), most_objects, &count);
    module_.C_FindObjectsFinal(session_);
    must(answer, "C_FindObjects");
    found.resize(count);
    return found;
}

std::optional<CK_OBJECT_HANDLE> TokenSession::private_key(const std::string& label) const {
    const auto found = label.empty() ? std::vector<CK_OBJECT_HANDLE>{} : find(CKO_PRIVATE_KEY, label);
    return found.size() == 1 ? std::optional{found.front()} : std::nullopt;
}

Bytes TokenSession::attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
    CK_ATTRIBUTE value{type, nullptr, 0};
    if (module_.C_GetAttributeValue(session_, object, &value, 1) != CKR_OK || value.ulValueLen > largest_attribute)
        return {};
    Bytes bytes(value.ulValueLen);
    value.pValue = bytes.data();
    if (module_.C_GetAttributeValue(session_, object, &value, 1) != CKR_OK) return {};
    return bytes;
}

std::vector<Bytes> TokenSession::certificates(CK_OBJECT_HANDLE key) const {
    const Bytes id = attribute(key, CKA_ID);
    std::vector<Bytes> own;
    std::vector<Bytes> others;
    for (const auto object : find(CKO_CERTIFICATE, "")) {
        Bytes der = attribute(object, CKA_VALUE);
        if (der.empty()) continue;
        (!id.empty() && attribute(object, CKA_ID) == id ? own : others).push_back(std::move(der));
    }
    own.insert(own.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
    return own;
}

bool TokenSession::is_elliptic(CK_OBJECT_HANDLE key) const {
    const Bytes type = attribute(key, CKA_KEY_TYPE);
    CK_KEY_TYPE kind = 0;
    if (type.size() != sizeof kind) fail(CKR_ATTRIBUTE_TYPE_INVALID, "CKA_KEY_TYPE");
    std::memcpy(&kind, type.data(), sizeof kind);
    return kind == CKK_EC;
}

Bytes TokenSession::sign(CK_OBJECT_HANDLE key, CK_MECHANISM_TYPE mechanism, ByteView message) const {
    CK_MECHANISM how{mechanism, nullptr, 0};
    must(module_.C_SignInit(session_, &how, key), "C_SignInit");
    // Cards that hold a qualified key want the PIN once more for each signature (PKCS#11 2.40, CKA_ALWAYS_AUTHENTICATE).
    if (const Bytes always = attribute(key, CKA_ALWAYS_AUTHENTICATE); !always.empty() && always.front() != CK_FALSE)
        must(module_.C_Login(session_, CKU_CONTEXT_SPECIFIC, pin_text(pin_), static_cast<CK_ULONG>(pin_.size())),
             "C_Login for the signature");
    Bytes signature(1024);
    CK_ULONG size = signature.size();
    Bytes input{message.begin(), message.end()};
    must(module_.C_Sign(session_, input.data(), input.size(), signature.data(), &size), "C_Sign");
    signature.resize(size);
    return signature;
}

}  // namespace arkki::signing
