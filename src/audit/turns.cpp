#include "audit/turns.hpp"

#include <string>

namespace arkki::audit {

bool left_running(db::Read& read) {
    return read.row<std::string>(
               "SELECT action FROM audit_entry WHERE action IN ('service.started', 'service.stopped') "
               "ORDER BY ts DESC, seq DESC LIMIT 1") == "service.started";
}

}  // namespace arkki::audit
