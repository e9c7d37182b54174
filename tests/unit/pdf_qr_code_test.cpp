// QR codes as a camera would see them: drawn, read back by the reader of codes, too long texts refused.
#include <boost/test/unit_test.hpp>

#define ZX_USE_UTF8  // Result::text() is UTF-8
#include <ZXing/ReadBarcode.h>

#include <algorithm>

#include "base/error.hpp"
#include "pdf/qr_code.hpp"

using namespace arkki;

namespace {

/// The text of a drawn code: four pixels a module, four modules of white round it.
std::string read_back(const pdf::QrCode& code) {
    constexpr int scale = 4, quiet = 4;
    const int side = (code.size + 2 * quiet) * scale;
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), 255);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const int column = x / scale - quiet, row = y / scale - quiet;
            const bool inside = column >= 0 && row >= 0 && column < code.size && row < code.size;
            if (inside && code.dark(column, row)) pixels[static_cast<std::size_t>(y * side + x)] = 0;
        }
    const auto found = ZXing::ReadBarcode({pixels.data(), side, side, ZXing::ImageFormat::Lum});
    return found.isValid() ? found.text() : "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_code_is_read_back_as_it_was_written) {
    for (const std::string text :
         {"A", "otpauth://totp/Arkki:clerk?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Arkki", "Ääkköset ja €"})
        BOOST_TEST(read_back(pdf::qr_code(text)) == text);
    std::string checkpoint = "arkki.example/audit/e1\n48211\nwqyokPgwiJJ78G8Cm9VjqjjWOjbIppi72Sg7iTJYnqc=\n\n";
    for (int i = 0; i < 8; ++i)
        checkpoint += "— arkki.example/audit/e1 BOC9b7WOAU9iTtb7iRmqtEQHZ71QTAouNxq2fDcByKdBC2L7\n";
    BOOST_TEST(read_back(pdf::qr_code(checkpoint)) == checkpoint);
}

BOOST_AUTO_TEST_CASE(what_no_code_can_hold_is_refused) {
    BOOST_CHECK_THROW(static_cast<void>(pdf::qr_code(std::string(5'000, 'x'))), Error);
    BOOST_CHECK_THROW(static_cast<void>(pdf::qr_code("")), Error);
    BOOST_TEST(pdf::qr_code(std::string(2'329, 'x')).size == 177);
}

BOOST_AUTO_TEST_CASE(the_path_of_a_drawing_covers_each_dark_module_once) {
    const auto code = pdf::qr_code("arkki");
    const auto path = pdf::svg_path(code);
    BOOST_TEST(path.starts_with("M0 0h7v1h-7z"));  // the finder pattern's upper edge
    int drawn = 0;
    for (auto at = path.find('h'); at != std::string::npos; at = path.find('h', at + 1))
        if (path[at + 1] != '-') drawn += std::stoi(path.substr(at + 1));
    BOOST_TEST(drawn == std::count(code.modules.begin(), code.modules.end(), true));
    BOOST_TEST(path.find_first_not_of("Mhvz-0123456789 ") == std::string::npos);
}
