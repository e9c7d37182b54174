// must fail with: use of deleted function .*Grant
#include "access/guard.hpp"
using namespace arkki::access;
void keep(const Grant<ReadDocument>& grant) { Grant<ReadDocument> second = grant; }
