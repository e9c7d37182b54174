#include "imaging/reader/engines.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "base/bytes.hpp"
#include "imaging/reader/png_crops.hpp"

namespace arkki::imaging {
namespace {

constexpr const char* languages = "fin+swe+eng";
constexpr const char* reader_version = "2";
constexpr const char* preprocessing = "background-deskew-2";

void start(tesseract::TessBaseAPI& engine, const char* models, tesseract::OcrEngineMode mode) {
    // Its messages may quote the page. Lines it reads poorly are not read again as white on black: dark bars are turned
    // over before (covers.cpp), which costs a tenth of the time less and finds more of them.
    const std::vector<std::string> names{"debug_file", "tessedit_do_invert"}, values{"/dev/null", "0"};
    if (engine.Init(nullptr, models, mode, nullptr, 0, &names, &values, false) != 0)
        throw std::runtime_error{"a Tesseract model is missing"};
}

std::string hash_of_models(const std::string& folder) {
    Sha256 hash;
    for (const char* name : {"fin", "swe", "eng", "osd"}) {
        const std::filesystem::path path = folder + "/" + name + ".traineddata";
        std::string bytes(std::filesystem::file_size(path), '\0');
        std::ifstream{path, std::ios::binary}.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        hash.add(bytes);
    }
    return hex(hash.finish()).substr(0, 16);
}

}  // namespace

Engines::Engines() {
    start(text_, languages, tesseract::OEM_LSTM_ONLY);
    text_.SetPageSegMode(tesseract::PSM_AUTO);
    start(swedish_and_english_, "swe+eng", tesseract::OEM_LSTM_ONLY);
    start(english_, "eng", tesseract::OEM_LSTM_ONLY);
    start(orientation_, "osd", tesseract::OEM_TESSERACT_ONLY);
    spare_png_crops(tesseract::TessBaseAPI::Version());
}

std::string Engines::line() {
    return std::string{"arkki-reader/"} + reader_version + " tesseract/" + tesseract::TessBaseAPI::Version() + " " +
           languages + " models/" + hash_of_models(text_.GetDatapath()) + " " + preprocessing;
}

}  // namespace arkki::imaging
