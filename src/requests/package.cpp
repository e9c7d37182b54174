#include "requests/package.hpp"

#include <Poco/DateTime.h>
#include <Poco/Exception.h>
#include <Poco/Zip/Compress.h>

#include <sstream>

namespace arkki::requests {
namespace {

/// A file with the place its bytes lie at.
struct Kept {
    SentFile file;
    Day dated;
    blobs::WrappedKey key;
    blobs::BlobId blob;
};

std::vector<Kept> kept_files(db::Read& read, RequestId request) {
    std::vector<Kept> files;
    for (const auto& [letter, number, dated, key, sha256, size, blob] :
         read.rows<LetterId, std::string, Day, std::string, std::string, std::int64_t, std::string>(
             "SELECT id, number, dated_on, letter_key, sha256, size, blob FROM letter WHERE request = :request ORDER BY id",
             {{"request", request}})) {
        files.push_back({{letter, 0, number + ".pdf", sha256, size}, dated, blobs::WrappedKey{key}, blobs::BlobId{blob}});
        for (const auto& [annex, name, digest, bytes, place] :
             read.rows<int, std::string, std::string, std::int64_t, std::string>(
                 "SELECT number, name, sha256, size, blob FROM letter_annex WHERE letter = :letter ORDER BY number",
                 {{"letter", letter}}))
            files.push_back({{letter, annex, name, digest, bytes}, dated, blobs::WrappedKey{key}, blobs::BlobId{place}});
    }
    return files;
}

/// Pictures and signed files do not shrink: they are stored as they are.
void add_file(Poco::Zip::Compress& zip, const std::string& name, const std::string& bytes, Day dated) {
    std::istringstream in{bytes};
    const Poco::DateTime day{static_cast<int>(dated.year()), static_cast<int>(static_cast<unsigned>(dated.month())),
                             static_cast<int>(static_cast<unsigned>(dated.day()))};
    zip.addFile(in, day, Poco::Path{name, Poco::Path::PATH_UNIX}, Poco::Zip::ZipCommon::CM_STORE);
}

}  // namespace

std::vector<SentFile> Package::files(const access::Grant<access::ViewRequest>& grant) const {
    std::vector<SentFile> files;
    desk_.database().read([&](db::Read& read) {
        for (auto& kept : kept_files(read, grant.object())) files.push_back(std::move(kept.file));
    });
    return files;
}

Bytes Package::annex(const access::Grant<access::ViewLetter>& grant, LetterId letter, int number) const {
    const auto files = desk_.database().read([&](db::Read& read) { return kept_files(read, grant.object()); });
    for (const auto& kept : files)
        if (number > 0 && kept.file.letter == letter && kept.file.annex == number) return vault_.get(kept.key, kept.blob);
    throw Error{Fault::not_found, "letter.unknown"};
}

Bytes Package::zip(const access::Grant<access::ViewLetter>& grant) const {
    const auto files = desk_.database().read([&](db::Read& read) { return kept_files(read, grant.object()); });
    if (files.empty()) throw Error{Fault::not_found, "letter.unknown"};
    try {
        std::ostringstream out;
        Poco::Zip::Compress zip{out, true};
        std::string sums;
        for (const auto& kept : files) {
            const auto bytes = vault_.get(kept.key, kept.blob);
            add_file(zip, kept.file.name, text_of(bytes), kept.dated);
            sums += kept.file.sha256 + "  " + kept.file.name + "\n";
        }
        add_file(zip, "SHA256SUMS", sums, files.back().dated);
        zip.close();
        const std::string text = out.str();
        return {text.begin(), text.end()};
    } catch (const Poco::Exception& fault) {
        throw Error{Fault::corrupt, "package.not_written", fault.displayText()};
    }
}

}  // namespace arkki::requests
