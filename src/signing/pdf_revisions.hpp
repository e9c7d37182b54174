#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "signing/pdf_value.hpp"

namespace arkki::signing {

/// One saved state of a file: the objects written since the state before, their table and their trailer.
struct PdfRevision {
    std::size_t begin = 0;                        ///< where the state before ends
    std::size_t table = 0;                        ///< offset of its cross-reference table
    std::size_t end = 0;                          ///< behind its %%EOF and one line end
    std::map<std::int64_t, std::size_t> objects;  ///< number to offset; 0 for an object taken away
    PdfValue trailer;
};

/// A file taken apart into its revisions, oldest first, each proved to lie behind the one before.
///
/// Only what Arkki writes is accepted: classic cross-reference tables, no hybrid, no encryption, every object within
/// its own revision. All else throws NotOurFormat.
class PdfFile {
public:
    /// @param file  whole, up to and with the last `%%EOF` and at most one line end
    explicit PdfFile(ByteView file);

    [[nodiscard]] const std::vector<PdfRevision>& revisions() const noexcept { return revisions_; }
    /// The newest version of an object. Its stream, if it has one, is not looked at.
    [[nodiscard]] PdfValue object(std::int64_t number) const;
    /// The value itself, or what it refers to. Null stays null.
    [[nodiscard]] PdfValue resolved(const PdfValue* value) const;
    [[nodiscard]] PdfValue catalog() const;
    /// The bytes of a stream that was written as it is: its dictionary says nothing but its length.
    [[nodiscard]] Bytes stream(std::int64_t number) const;

private:
    void read_revisions();
    [[nodiscard]] PdfRevision read_revision(std::size_t table) const;

    /// A reader behind the head of the newest version of an object; nothing if it is not there.
    [[nodiscard]] std::optional<PdfReader> at_object(std::int64_t number) const;

    ByteView file_;
    std::vector<PdfRevision> revisions_;
};

}  // namespace arkki::signing
