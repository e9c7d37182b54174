#include "pdf/code128.hpp"

#include <array>
#include <cstdint>

#include "base/error.hpp"

namespace arkki::pdf {
namespace {

// ISO/IEC 15417 table 1: widths of bar, space, bar, space, bar, space of the values 0 to 105; a decimal digit each.
constexpr std::array<std::uint32_t, 106> widths{
    212222, 222122, 222221, 121223, 121322, 131222, 122213, 122312, 132212, 221213, 221312, 231212, 112232, 122132,
    122231, 113222, 123122, 123221, 223211, 221132, 221231, 213212, 223112, 312131, 311222, 321122, 321221, 312212,
    322112, 322211, 212123, 212321, 232121, 111323, 131123, 131321, 112313, 132113, 132311, 211313, 231113, 231311,
    112133, 112331, 132131, 113123, 113321, 133121, 313121, 211331, 231131, 213113, 213311, 213131, 311123, 311321,
    331121, 312113, 312311, 332111, 314111, 221411, 431111, 111224, 111422, 121124, 121421, 141122, 141221, 112214,
    112412, 122114, 122411, 142112, 142211, 241211, 221114, 413111, 241112, 134111, 111242, 121142, 121241, 114212,
    124112, 124211, 411212, 421112, 421211, 212141, 214121, 412121, 111143, 111341, 131141, 114113, 114311, 411113,
    411311, 113141, 114131, 311141, 411131, 211412, 211214, 211232};
constexpr std::size_t start_c = 105;
constexpr std::uint32_t check_modulus = 103;
constexpr std::uint32_t stop = 2331112;  ///< with the closing bar

void add(std::vector<bool>& modules, std::uint32_t pattern) {
    std::uint32_t place = pattern >= 1'000'000 ? 1'000'000 : 100'000;
    for (bool dark = true; place > 0; place /= 10, dark = !dark)
        modules.insert(modules.end(), pattern / place % 10, dark);
}

}  // namespace

std::vector<bool> code128(std::string_view digits) {
    const bool pairs = digits.size() >= 2 && digits.size() <= 40 && digits.size() % 2 == 0;
    if (!pairs || digits.find_first_not_of("0123456789") != std::string_view::npos)
        throw Error{Fault::invalid, "code128.not_digits"};
    std::vector<bool> modules;
    add(modules, widths[start_c]);
    auto sum = static_cast<std::uint32_t>(start_c);
    for (std::uint32_t i = 0; i < digits.size() / 2; ++i) {
        const auto value = static_cast<std::uint32_t>(10 * (digits[2 * i] - '0') + (digits[2 * i + 1] - '0'));
        sum += (i + 1) * value;
        add(modules, widths.at(value));
    }
    add(modules, widths.at(sum % check_modulus));
    add(modules, stop);
    return modules;
}

}  // namespace arkki::pdf
