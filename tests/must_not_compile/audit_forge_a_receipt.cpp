// must fail with: Receipt::Receipt.* is private within this context
#include "audit/log.hpp"
using namespace arkki;
EventId f(audit::Log& log) {
    return log.change([](db::Write&, audit::Appender&) { return audit::Receipt{EventId{1}}; });
}
