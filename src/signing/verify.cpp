#include "signing/verify.hpp"

#include <algorithm>
#include <new>
#include <string_view>

#include "signing/cms_check.hpp"
#include "signing/pdf_revisions.hpp"
#include "signing/signature_places.hpp"

namespace arkki::signing {
namespace {

constexpr std::size_t largest_letter = 20U << 20;

/// The file up to its last %%EOF and one line end. What follows is no part of any revision.
ByteView without_tail(ByteView file) {
    static constexpr std::string_view mark = "%%EOF";
    const auto found = std::find_end(file.begin(), file.end(), mark.begin(), mark.end());
    if (found == file.end()) throw NotOurFormat{};
    PdfReader behind{file, static_cast<std::size_t>(found - file.begin()) + mark.size()};
    behind.skip_line_end();
    return file.first(behind.position());
}

void check_issued(ByteView file, const VerifySettings& settings, Problems& problems) {
    if (settings.issued && !settings.issued(sha256(file))) problems.add("unknown_file");
}

/// An issued letter that somebody has added to is worth its own word: the addressee's copy was a good one once.
void check_added_to(ByteView file, const PdfFile& letter, const VerifySettings& settings, Problems& problems) {
    if (!settings.issued) return;
    for (const auto& revision : letter.revisions())
        if (revision.end < file.size() && settings.issued(sha256(file.first(revision.end))))
            problems.add("changed_after_issue");
}

/// What was proved, if nothing speaks against it.
struct Proved {
    PersonalText signer;
    std::string level;
};

Proved check_signatures(ByteView whole, const std::vector<SignatureField>& fields, const VerifySettings& settings,
                        Problems& problems) {
    Proved proved;
    bool all_stamped = true;
    for (const auto& field : fields) {
        const SignedContent content = signed_content(whole, field, problems);
        if (!content.cms.empty()) {
            CheckedCms checked = check_cms(content, {settings.roots, settings.stamp_roots, settings.now}, problems);
            proved.signer = std::move(checked.signer);
            all_stamped = all_stamped && checked.stamped;
        }
        // At B-B and B-T nothing may follow a signature.
        if (field.saved->end != whole.size()) problems.add("update_not_allowed");
    }
    proved.level = all_stamped ? "B-T" : "B-B";
    return proved;
}

Proved check(ByteView file, const VerifySettings& settings, Problems& problems) {
    if (file.size() > largest_letter) throw NotOurFormat{};
    check_issued(file, settings, problems);
    const ByteView whole = without_tail(file);
    const PdfFile letter{whole};
    check_added_to(file, letter, settings, problems);
    const auto fields = signature_fields(letter);
    const bool has_tail = whole.size() != file.size();
    // Cut off within the revision that signs, all that is left whole is the unsigned letter.
    if (fields.empty() && has_tail) throw NotOurFormat{};
    if (fields.empty()) problems.add("no_signature");
    if (has_tail) problems.add("trailing_bytes");
    return check_signatures(whole, fields, settings, problems);
}

}  // namespace

Verdict verify(ByteView file, const VerifySettings& settings) {
    Problems problems;
    Verdict verdict;
    try {
        Proved proved = check(file, settings, problems);
        verdict.signer = std::move(proved.signer);
        if (problems.only("unknown_file")) verdict.level = std::move(proved.level);
    } catch (const NotOurFormat&) {
        problems.add("not_our_format");
    } catch (const std::bad_alloc&) {
        problems.add("not_our_format");
    }
    verdict.valid = problems.empty();
    verdict.problems = problems.codes();
    return verdict;
}

}  // namespace arkki::signing
