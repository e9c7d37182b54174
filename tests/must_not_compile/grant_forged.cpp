// must fail with: is private within this context
#include "access/guard.hpp"
using namespace arkki;
void forge() { access::Grant<access::ReadDocument> grant{DocumentId{1}, EventId{1}}; }
