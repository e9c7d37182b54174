// must fail with: invalid initialization of reference of type .*CopyDocument
#include "access/guard.hpp"
using namespace arkki;
void send_copy(const access::Grant<access::CopyDocument>& grant);
void abuse(access::Guard& guard, const access::Session& session) {
    send_copy(guard.open<access::ReadDocument>(session, DocumentId{1}));
}
