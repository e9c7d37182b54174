#include "web/draft_shelf.hpp"

namespace arkki::web {

void DraftShelf::put(const std::string& session, RequestId request, ShownDrafts drafts) {
    const std::lock_guard lock{mutex_};
    entries_.remove_if([&](const Entry& entry) { return entry.session == session && entry.request == request; });
    entries_.push_front({session, request, std::move(drafts)});
    if (entries_.size() > most) entries_.pop_back();
}

void DraftShelf::forget(const std::string& session) {
    const std::lock_guard lock{mutex_};
    entries_.remove_if([&](const Entry& entry) { return entry.session == session; });
}

ShownDrafts DraftShelf::find(const std::string& session, RequestId request) const {
    const std::lock_guard lock{mutex_};
    for (const auto& entry : entries_)
        if (entry.session == session && entry.request == request) return entry.drafts;
    return nullptr;
}

}  // namespace arkki::web
