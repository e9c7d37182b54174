// must fail with: no matching function for call to .*open
#include "access/guard.hpp"
using namespace arkki;
void abuse(access::Guard& guard) { const auto grant = guard.open<access::ReadDocument>(DocumentId{1}); }
