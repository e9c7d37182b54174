// must fail with: no matching function for call to .*Log::change
#include "audit/log.hpp"
using namespace arkki;
EventId f(audit::Log& log) {
    return log.change([](db::Write& write, audit::Appender&) { write.run("DELETE FROM document"); });
}
