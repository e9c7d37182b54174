#pragma once
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "blobs/vault.hpp"
#include "requests/requests.hpp"

namespace arkki::requests {

/// One file that left with a request's letters.
struct SentFile {
    LetterId letter{0};
    int annex;  ///< 0: the letter itself
    std::string name, sha256;
    std::int64_t size;
};

/// Everything that was sent in answer to a request: letters and their annexes, as they left. Nothing of it ever changes.
class Package {
public:
    Package(const access::Desk& desk, blobs::Vault& vault) : desk_{desk}, vault_{vault} {}

    /// Letters in the order they were signed, each before its annexes.
    [[nodiscard]] std::vector<SentFile> files(const access::Grant<access::ViewRequest>& grant) const;
    /// One annex.
    /// @throws Error{Fault::not_found, "letter.unknown"}  or of another request
    [[nodiscard]] Bytes annex(const access::Grant<access::ViewLetter>& grant, LetterId letter, int number) const;
    /// All of it as one ZIP with a list SHA256SUMS: the same bytes each time.
    /// @throws Error{Fault::not_found, "letter.unknown"}  nothing was signed yet
    [[nodiscard]] Bytes zip(const access::Grant<access::ViewLetter>& grant) const;

private:
    const access::Desk& desk_;
    blobs::Vault& vault_;
};

}  // namespace arkki::requests
