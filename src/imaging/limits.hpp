#pragma once
#include <cstddef>
#include <cstdint>

/// What a file, a page and an answer may hold at most. Reader and service both keep to it.
namespace arkki::imaging::limits {

inline constexpr int pages = 1'000;
inline constexpr std::int64_t side = 20'000;                ///< pixels
inline constexpr std::int64_t pixels = 200'000'000;         ///< of a page as scanned
inline constexpr std::int64_t decoded_bytes = 480'000'000;  ///< as Leptonica holds it: colour takes 4 bytes a pixel
inline constexpr std::int64_t working_pixels = 20'000'000;  ///< a larger page is made smaller before it is read
inline constexpr int working_dpi = 400;
inline constexpr std::size_t words = 20'000;
inline constexpr std::size_t word_bytes = 256;
inline constexpr std::size_t codes = 32;
inline constexpr std::size_t code_bytes = 1024;
inline constexpr std::size_t fields_bytes = 256u << 10;  ///< all fields of a known form, packed
inline constexpr std::size_t image_bytes = 64u << 20;  ///< all pictures of a page together

}  // namespace arkki::imaging::limits
