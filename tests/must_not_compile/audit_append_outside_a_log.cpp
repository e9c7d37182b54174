// must fail with: Appender::Appender.* is private within this context
#include "audit/log.hpp"
using namespace arkki;
void f(db::Write& write, const audit::Log& log, const audit::Event& event) { audit::Appender{write, log}.append(event); }
