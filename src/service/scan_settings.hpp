#pragma once
#include <chrono>
#include <filesystem>
#include <vector>

#include "intake/scanner.hpp"

namespace arkki::service {

/// The scanners of the settings and how they are used.
struct ScanSettings {
    std::vector<intake::ScannerDevice> devices;
    std::filesystem::path program = "/usr/bin/scanimage";
    intake::ScanPatience patience = {};
    std::chrono::milliseconds busy_pause{5'000};  ///< before a busy device is tried again; three tries
};

}  // namespace arkki::service
