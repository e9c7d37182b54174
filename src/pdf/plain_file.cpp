#include "pdf/plain_file.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <utility>

#include <podofo/podofo.h>

#include "pdf/characters.hpp"
#include "pdf/document_parts.hpp"

namespace arkki::pdf {
namespace {

using namespace PoDoFo;

std::string deflated(std::string_view content) {
    std::string packed;
    with_podofo([&] {
        const auto filter = PdfFilterFactory::Create(ePdfFilter_FlateDecode);
        char* data = nullptr;
        pdf_long length = 0;
        filter->Encode(content.data(), static_cast<pdf_long>(content.size()), &data, &length);
        const std::unique_ptr<char, decltype(&podofo_free)> owner{data, podofo_free};
        packed.assign(data, static_cast<std::size_t>(length));
    });
    return packed;
}

}  // namespace

PlainFile::PlainFile(Sink sink) : sink_{std::move(sink)} { write("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"); }

int PlainFile::reserve() {
    places_.push_back(0);
    return static_cast<int>(places_.size());
}

void PlainFile::add(int number, std::string_view body) {
    places_.at(static_cast<std::size_t>(number) - 1) = written_;
    write(std::to_string(number) + " 0 obj\n");
    write(body);
    write("\nendobj\n");
}

int PlainFile::add(std::string_view body) {
    const int number = reserve();
    add(number, body);
    return number;
}

int PlainFile::add_stream(const std::string& keys, std::string_view content) {
    const std::string packed = deflated(content);
    return add_raw_stream(keys + "/Filter/FlateDecode", view(packed));
}

int PlainFile::add_raw_stream(const std::string& keys, ByteView content) {
    const int number = reserve();
    places_.back() = written_;
    write(std::to_string(number) + " 0 obj\n<<" + keys + "/Length " + std::to_string(content.size()) + ">>\nstream\n");
    write({reinterpret_cast<const char*>(content.data()), content.size()});
    write("\nendstream\nendobj\n");
    return number;
}

void PlainFile::finish(int catalog, int information) {
    const std::size_t table = written_;
    const std::string size = std::to_string(places_.size() + 1);
    write("xref\n0 " + size + "\n0000000000 65535 f \n");
    for (const auto place : places_) {
        if (place == 0) throw std::logic_error{"an object of the file was never written"};
        char entry[32];
        std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", place);
        write(entry);
    }
    // The same content has the same identity, so that the bytes do not depend on the hour.
    const std::string id = hex(hash_.finish()).substr(0, 32);
    write("trailer\n<</Size " + size + "/Root " + reference(catalog) + "/Info " + reference(information) + "/ID[<" +
          id + "><" + id + ">]>>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n");
}

void PlainFile::write(std::string_view text) {
    const ByteView bytes = view(text);
    if (!text.starts_with("trailer")) hash_.add(bytes);
    written_ += bytes.size();
    sink_(bytes);
}

std::string reference(int number) { return std::to_string(number) + " 0 R"; }

std::string hex_text(const std::string& utf8) {
    std::string digits = "<FEFF";
    const auto put = [&](unsigned unit) {
        char four[8];
        std::snprintf(four, sizeof four, "%04X", unit);
        digits += four;
    };
    for (std::size_t i = 0; i < utf8.size();) {
        const auto sign = code_point_at(utf8, i);
        const auto value = static_cast<unsigned>(sign.value);
        if (value >= 0x10000) put(0xD800 + ((value - 0x10000) >> 10));
        put(value < 0x10000 ? value : 0xDC00 + ((value - 0x10000) & 0x3FF));
        i += sign.length;
    }
    return digits + ">";
}

std::string decimal(double value) {
    const auto thousandths = static_cast<std::int64_t>(value * 1000 + (value < 0 ? -0.5 : 0.5));
    char digits[40];
    std::snprintf(digits, sizeof digits, "%s%lld.%03lld", thousandths < 0 ? "-" : "",
                  static_cast<long long>(std::abs(thousandths) / 1000),
                  static_cast<long long>(std::abs(thousandths) % 1000));
    return digits;
}

}  // namespace arkki::pdf
