// Letters a second on one core: laid out as PDF/A-3a, signed, and verified as a stranger's would be; beside the bare
// signature with the same key.
#include <chrono>
#include <cstdio>
#include <functional>

#include "pdf/letter.hpp"
#include "signing/cms.hpp"
#include "signing/pades.hpp"
#include "support/pdf_letters.hpp"
#include "support/signing_letter.hpp"

namespace {

using namespace arkki;
using Time = std::chrono::steady_clock;

/// Milliseconds that an act takes, over two seconds of doing nothing else.
double milliseconds(const std::function<void()>& act) {
    act();
    const auto begin = Time::now();
    int count = 0;
    for (; Time::now() - begin < std::chrono::seconds{2}; ++count) act();
    return std::chrono::duration<double, std::milli>(Time::now() - begin).count() / count;
}

}  // namespace

int main() {
    const auto& person = test::some_signer();
    const auto resources = pdf_test::resources();
    const auto sheet = pdf_test::sheet(Language::fi, pdf_test::refusal(Language::fi));
    const Bytes letter = pdf::compose(sheet, resources);
    const Bytes signed_letter = signing::sign(letter, person.signer, test::some_day);
    const auto prepared = signing::prepare(letter, person.signer.certificates, test::some_day);
    const signing::Cades cades{person.signer.certificates, prepared.digest};

    const double composing = milliseconds([&] { (void)pdf::compose(sheet, resources); });
    const double signing = milliseconds([&] { (void)signing::sign(letter, person.signer, test::some_day); });
    const double bare = milliseconds([&] { (void)person.signer.sign(cades.attributes()); });
    const double verifying = milliseconds([&] { (void)person.verdict(signed_letter); });
    std::printf("laid out as PDF/A            %9.2f ms  (%zu bytes, two pages)\n", composing, letter.size());
    std::printf("signed                       %9.2f ms  = %5.1f times the bare signature of %.3f ms\n", signing,
                signing / bare, bare);
    std::printf("verified                     %9.2f ms\n", verifying);
    std::printf("laid out and signed          %9.0f letters a second\n", 1e3 / (composing + signing));
    return 0;
}
