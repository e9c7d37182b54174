#pragma once
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/ids.hpp"

namespace arkki::web {

/// A letter as it would leave, with its pages as pictures: what the signer reads.
struct ShownDraft {
    struct Sheet {
        Bytes image;  ///< JPEG
        int width, height;
    };
    std::string kind;
    Bytes pdf;
    std::vector<Sheet> sheets;
};
using ShownDrafts = std::shared_ptr<const std::vector<ShownDraft>>;

/// The drafts that are being read just now, so that each page's picture is made once. In memory only, the last few.
///
/// Safe to use from several threads.
class DraftShelf {
public:
    /// @param session  public id of the reader's session: nobody gets what another one opened
    void put(const std::string& session, RequestId request, ShownDrafts drafts);
    /// At sign-out: nothing of what was read stays in memory.
    void forget(const std::string& session);
    /// Null if they are not, or no longer, there.
    [[nodiscard]] ShownDrafts find(const std::string& session, RequestId request) const;

private:
    struct Entry {
        std::string session;
        RequestId request;
        ShownDrafts drafts;
    };
    static constexpr std::size_t most = 8;
    mutable std::mutex mutex_;
    std::list<Entry> entries_;  ///< newest first
};

}  // namespace arkki::web
