#include "signing/verify.hpp"

#include <algorithm>
#include <chrono>
#include <new>
#include <string_view>

#include "signing/cms_check.hpp"
#include "signing/evidence.hpp"
#include "signing/later_updates.hpp"
#include "signing/pdf_revisions.hpp"
#include "signing/signature_places.hpp"
#include "signing/token_check.hpp"

namespace arkki::signing {
namespace {

constexpr std::size_t largest_letter = 20U << 20;
constexpr std::chrono::minutes clocks_may_differ{10};

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
    if (!settings.issued || settings.issued(sha256(file))) return;  // a later form of a letter holds the earlier one
    for (const auto& revision : letter.revisions())
        if (revision.end < file.size() && settings.issued(sha256(file.first(revision.end))))
            problems.add("changed_after_issue");
}

/// What was proved, if nothing speaks against it.
struct Proved {
    PersonalText signer;
    std::string level;
};

/// What follows the first signature: nothing, or the security store and document time stamps, each exactly as we write it.
std::vector<Addition> check_additions(ByteView whole, const PdfFile& letter, const SignatureField& first,
                                      Problems& problems) {
    std::vector<Addition> additions;
    const auto& revisions = letter.revisions();
    for (std::size_t i = 0; i < revisions.size(); ++i) {
        if (revisions[i].begin <= first.dictionary.begin) continue;
        if (const auto addition = addition_in(whole, revisions, i))
            additions.push_back(*addition);
        else
            problems.add("update_not_allowed");
    }
    return additions;
}

/// The document time stamps, newest first: each proves that what it covers was there, and so when the chain of the one
/// before it must hold. @returns that time for the signature; now without any
Instant check_document_stamps(ByteView whole, const std::vector<SignatureField>& fields, const VerifySettings& settings,
                              Problems& problems) {
    Instant at = settings.now;
    for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
        if (!field->is_document_stamp()) continue;
        const SignedContent content = signed_content(whole, *field, problems, "ETSI.RFC3161");
        if (content.cms.empty()) continue;
        const auto time = stamped_at(content.cms, content.digest, settings.stamp_roots, at);
        if (!time || *time > at + clocks_may_differ)
            problems.add("time_stamp");
        else
            at = *time;
    }
    return at;
}

/// Nobody had taken back a certificate of signer or authority when the signature was stamped, by the store alone.
void check_revocation(const CheckedCms& checked, const PdfFile& letter, Instant until, Problems& problems) {
    const Evidence evidence = evidence_in(letter);
    for (const auto* chain : {&checked.chain, &checked.stamp_chain}) {
        const Standing standing = standing_of(*chain, evidence, *checked.stamped, until);
        if (standing != Standing::good) problems.add(standing == Standing::revoked ? "revoked" : "revocation");
    }
}

Proved check_signatures(ByteView whole, const PdfFile& letter, const std::vector<SignatureField>& fields,
                        const VerifySettings& settings, Problems& problems) {
    Proved proved;
    const auto first = std::find_if(fields.begin(), fields.end(),
                                    [](const SignatureField& field) { return !field.is_document_stamp(); });
    if (first == fields.end()) {
        problems.add("no_signature");
        return proved;
    }
    const auto additions = check_additions(whole, letter, *first, problems);
    const Instant at = check_document_stamps(whole, fields, settings, problems);
    bool all_stamped = true;
    for (const auto& field : fields) {
        if (field.is_document_stamp()) continue;
        const SignedContent content = signed_content(whole, field, problems);
        if (content.cms.empty()) continue;
        CheckedCms checked = check_cms(content, {settings.roots, settings.stamp_roots, at}, problems);
        all_stamped = all_stamped && checked.stamped;
        // We add nothing to a letter whose signature has no time stamp of its own.
        if (!additions.empty() && !checked.stamped) problems.add("update_not_allowed");
        if (!additions.empty() && checked.stamped) check_revocation(checked, letter, at, problems);
        proved.signer = std::move(checked.signer);
    }
    proved.level = additions.empty()                              ? (all_stamped ? "B-T" : "B-B")
                   : additions.back() == Addition::time_stamp     ? "B-LTA"
                                                                  : "B-LT";
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
    if (has_tail) problems.add("trailing_bytes");
    return check_signatures(whole, letter, fields, settings, problems);
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
