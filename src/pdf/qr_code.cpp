#include "pdf/qr_code.hpp"

#include <ZXing/BarcodeFormat.h>
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

#include <exception>

#include "base/error.hpp"

namespace arkki::pdf {
namespace {

constexpr std::size_t longest = 2329;
constexpr int level_m = 4;  // ZXing counts from 0 to 8 over the four levels

ZXing::BitMatrix encoded(std::string_view text) {
    try {
        ZXing::MultiFormatWriter writer{ZXing::BarcodeFormat::QRCode};
        writer.setMargin(0).setEccLevel(level_m).setEncoding(ZXing::CharacterSet::UTF8);
        return writer.encode(std::string{text}, 0, 0);  // no size asked for: one pixel a module
    } catch (const std::exception&) {
        throw Error{Fault::invalid, "qr.too_long"};
    }
}

}  // namespace

QrCode qr_code(std::string_view utf8) {
    if (utf8.size() > longest) throw Error{Fault::invalid, "qr.too_long"};
    const auto matrix = encoded(utf8);
    QrCode code;
    code.size = matrix.width();
    for (int row = 0; row < code.size; ++row)
        for (int column = 0; column < code.size; ++column) code.modules.push_back(matrix.get(column, row));
    return code;
}

std::string svg_path(const QrCode& code) {
    std::string path;
    for (int row = 0; row < code.size; ++row)
        for (int column = 0; column < code.size; ++column) {
            if (!code.dark(column, row)) continue;
            int run = 1;
            while (column + run < code.size && code.dark(column + run, row)) ++run;
            path += "M" + std::to_string(column) + " " + std::to_string(row) + "h" + std::to_string(run) + "v1h-" +
                    std::to_string(run) + "z";
            column += run;
        }
    return path;
}

}  // namespace arkki::pdf
