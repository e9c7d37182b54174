#pragma once
#include "access/guard.hpp"

namespace arkki::service {

/// What the Guard must know of any thing of the house: asks the room it lives in, and what ties whoever asks to whom it
/// is about. What explains the act is the first of: an open request of that person's, the paper in the asker's own
/// hands, a hold.
[[nodiscard]] access::Facts facts_of(db::Read& read, const access::Object& object, const access::Asking& asking);

}  // namespace arkki::service
