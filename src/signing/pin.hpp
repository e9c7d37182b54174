#pragma once
#include <string>

namespace arkki::signing {

/// The PIN of a key file. Kept in one place in memory, which is wiped at the end; it cannot be copied or printed.
class Pin {
public:
    /// Takes the text and wipes what it was taken from.
    explicit Pin(std::string&& text);
    ~Pin();
    Pin(const Pin&) = delete;
    Pin& operator=(const Pin&) = delete;

    [[nodiscard]] const char* reveal() const noexcept { return text_.c_str(); }
    [[nodiscard]] int size() const noexcept { return static_cast<int>(text_.size()); }

private:
    std::string text_;
};

}  // namespace arkki::signing
