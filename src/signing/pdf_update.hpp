#pragma once
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace arkki::signing {

/// As a PDF writes a time, UTC: "D:20260305090000Z".
[[nodiscard]] std::string pdf_time(Instant when);

/// The library writes the machine's clock into an update's /ModDate and into the changing half of its /ID. Puts there
/// what follows from the letter before, a seed and the time that is handed in. Offsets stay.
/// @param file  the letter with the update behind it
void settle_the_update(std::string& file, ByteView letter, ByteView seed, Instant when);

}  // namespace arkki::signing
