// must fail with: cannot convert .*CustomerTag
#include "access/guard.hpp"
using namespace arkki;
void abuse(access::Guard& guard, const access::Session& session) {
    const auto grant = guard.open<access::ReadDocument>(session, CustomerId{1});
}
