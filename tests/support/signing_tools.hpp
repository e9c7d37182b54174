#pragma once
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "signing/pades.hpp"

/// What other people's programs say of a letter we signed.
namespace arkki::test {

/// Signing knows no database: once is enough.
inline boost::test_tools::assertion_result first_engine(boost::unit_test::test_unit_id) {
    const char* engine = std::getenv("ARKKI_TEST_ENGINE");
    return engine == nullptr || std::string{engine} != "postgresql";
}

struct Ran {
    int status;
    std::string output;
};
inline Ran ran(const std::string& command) {
    Ran result{-1, {}};
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    BOOST_REQUIRE(pipe != nullptr);
    char buffer[4096];
    for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) result.output.append(buffer, got);
    result.status = ::pclose(pipe);
    return result;
}
inline bool says(const Ran& ran, const std::string& words) { return ran.output.find(words) != std::string::npos; }

class Folder {
public:
    Folder()
        : path_{std::filesystem::temp_directory_path() / ("arkki-sign-" + hex(random_bytes(system_randomness(), 8)))} {
        std::filesystem::create_directory(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string put(const std::string& name, ByteView bytes) const {
        std::ofstream{path_ / name, std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()),
                                                            static_cast<std::streamsize>(bytes.size()));
        return (path_ / name).string();
    }
    [[nodiscard]] std::string path(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

/// pdfsig, qpdf and `openssl cms -verify -cades` on the bytes around the gap.
inline void expect_that_other_programs_accept(ByteView letter, const signing::Gap& place, const std::string& root_pem,
                                              Instant at) {
    const Folder folder;
    const std::string file = folder.put("letter.pdf", letter);
    const Ran pdfsig = ran("pdfsig -nocert " + file);
    BOOST_TEST(says(pdfsig, "Signature is Valid"), pdfsig.output);
    BOOST_TEST(says(pdfsig, "Total document signed"), pdfsig.output);
    BOOST_TEST(says(pdfsig, "ETSI.CAdES.detached"), pdfsig.output);
    BOOST_TEST(says(pdfsig, "Mallikas"), pdfsig.output);
    const Ran qpdf = ran("qpdf --check " + file);
    BOOST_TEST(qpdf.status == 0, qpdf.output);

    Bytes around{letter.begin(), letter.begin() + static_cast<std::ptrdiff_t>(place.begin)};
    around.insert(around.end(), letter.begin() + static_cast<std::ptrdiff_t>(place.end), letter.end());
    const Bytes gap = from_hex(text_of(letter.subspan(place.begin + 1, place.end - place.begin - 2)));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
    const Ran openssl = ran("openssl cms -verify -cades -binary -inform DER -out /dev/null -purpose any -attime " +
                            std::to_string(seconds) + " -in " + folder.put("signature.der", gap) + " -content " +
                            folder.put("signed.bin", around) + " -CAfile " + folder.put("root.pem", view(root_pem)));
    BOOST_TEST(openssl.status == 0, openssl.output);
}

}  // namespace arkki::test
