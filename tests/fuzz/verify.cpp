// The letter verifier: valid are the bytes that were signed and no others, whatever a forger does with them.
#include <set>

#include "fuzz/fuzz.hpp"
#include "signing/cms_check.hpp"
#include "signing/cms_shape.hpp"
#include "support/signing_letter.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::signing;

namespace {

const std::set<std::string> known_problems{"unknown_file",
                                           "changed_after_issue",
                                           "not_our_format",
                                           "trailing_bytes",
                                           "no_signature",
                                           "byte_range",
                                           "padding",
                                           "cms",
                                           "digest",
                                           "signature",
                                           "signing_certificate",
                                           "weak",
                                           "untrusted",
                                           "expired",
                                           "time_stamp",
                                           "revoked",
                                           "revocation",
                                           "update_not_allowed"};

struct Issued {
    Bytes letter = test::some_signer().signed_letter();
    SignedContent content;
    Issued() {
        Problems problems;
        const PdfFile file{letter};
        content = signed_content(letter, signature_fields(file).at(0), problems);
        demand(problems.empty() && test::some_signer().verdict(letter).valid, "the letter itself is valid");
    }
};

void demand_verdict(ByteView file, bool genuine) {
    const Verdict verdict = test::some_signer().verdict(file);
    demand(verdict.valid == genuine, "valid exactly if signed");
    demand(verdict.valid == verdict.problems.empty(), "invalid exactly if something is named");
    demand(verdict.level == (genuine ? "B-B" : ""), "a level only for what is proved");
    const std::set<std::string> named{verdict.problems.begin(), verdict.problems.end()};
    demand(named.size() == verdict.problems.size(), "each problem once");
    demand(std::includes(known_problems.begin(), known_problems.end(), named.begin(), named.end()), "known words only");
}

void judge_cms(const Issued& issued, Bytes cms) {
    const bool genuine = cms == issued.content.cms;
    static_cast<void>(has_our_shape(cms));
    Problems problems;
    static_cast<void>(check_cms({std::move(cms), issued.content.digest},
                                {test::some_signer().identity.root, {}, test::some_day}, problems));
    demand(problems.empty() == genuine, "no other signature over the same digest");
}

}  // namespace

/// First byte: a file as it is, changes to a signed letter, a CMS as it is, or changes to a true one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Issued issued;
    Dealer dealer{{data, size}};
    switch (dealer.byte() % 4) {
        case 0:
            demand_verdict(dealer.all(), false);
            break;
        case 1: {
            const auto changed = edited(issued.letter, dealer);
            demand_verdict(changed, changed == issued.letter);
            break;
        }
        case 2: {
            const auto cms = dealer.all();
            judge_cms(issued, {cms.begin(), cms.end()});
            break;
        }
        default:
            judge_cms(issued, edited(issued.content.cms, dealer));
            break;
    }
    return 0;
}
