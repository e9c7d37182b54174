// What a stranger sends to prove himself: the Authorization header, a typed code, an address for the delays.
#include "access/second_factor.hpp"
#include "access/throttle.hpp"
#include "access/tokens.hpp"
#include "access/totp.hpp"
#include "fuzz/fuzz.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::access;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_in({data, size});
    if (const auto secret = bearer_secret(text)) {
        demand(secret->size() == 70 && secret->starts_with("arkki_"), "a secret has our form");
        demand(bearer_secret("Bearer " + *secret) == secret, "a secret is read the same again");
    }
    if (const auto code = typed_code(text)) {
        demand(code->size() == 6 && code->find_first_not_of("0123456789") == std::string::npos, "six digits");
        demand(!typed_recovery_code(*code), "no code is of both kinds");
    }
    if (const auto code = typed_recovery_code(text)) {
        demand(code->size() == 11 && (*code)[5] == '-', "a recovery code has its form");
        demand(typed_recovery_code(*code) == code, "a recovery code is read the same again");
    }
    const auto key = address_key(std::string{text});
    demand(key.starts_with("address:") && key.size() <= 80, "the key of an address is short");
    static const Bytes secret(20, 7);
    static_cast<void>(totp_match(secret, text, Instant{}, 0));
    return 0;
}
