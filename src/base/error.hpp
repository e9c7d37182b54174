#pragma once
#include <stdexcept>
#include <string>
#include <utility>

namespace arkki {

/// Why an operation failed, in the few ways a caller can act on.
enum class Fault { invalid, not_found, denied, conflict, unavailable, corrupt };

/// The one exception of the house.
///
/// `key` names a translated message (templates/messages) that says what happened and what to do now. `detail` is for
/// the operator's log. Neither holds personal data. `field` names the form field or option at fault, if there is one.
class Error : public std::runtime_error {
public:
    Error(Fault fault, std::string key, const std::string& detail = {}, std::string field = {})
        : std::runtime_error{detail.empty() ? key : key + ": " + detail},
          fault_{fault}, key_{std::move(key)}, field_{std::move(field)} {}

    [[nodiscard]] Fault fault() const noexcept { return fault_; }
    [[nodiscard]] const std::string& key() const noexcept { return key_; }
    [[nodiscard]] const std::string& field() const noexcept { return field_; }

private:
    Fault fault_;
    std::string key_;
    std::string field_;
};

}  // namespace arkki
