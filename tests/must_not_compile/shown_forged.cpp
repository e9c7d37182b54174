// must fail with: is private within this context
#include "access/guard.hpp"
using namespace arkki;
void forge() { access::Shown<DocumentId> shown{{DocumentId{1}}, EventId{1}}; }
