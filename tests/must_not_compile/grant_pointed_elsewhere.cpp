// must fail with: use of deleted function .*operator=
#include <utility>

#include "access/guard.hpp"
using namespace arkki::access;
void abuse(Grant<ReadDocument>& mine, Grant<ReadDocument>& other) { mine = std::move(other); }
