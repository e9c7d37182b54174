#include "service/deep_check.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "archive/blob_names.hpp"
#include "intake/blob_names.hpp"
#include "requests/blob_names.hpp"
#include "service/night_work.hpp"

namespace arkki::service {
namespace {

/// A blob's name as its 32 bytes: an archive may have millions.
using Name = std::array<std::uint8_t, 32>;

Name name_of(std::string_view text) {
    const Bytes bytes = from_hex(text);
    Name name{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), name.size()), name.begin());
    return name;
}

std::string text_of(const Name& name) { return hex(ByteView{name}); }

using Take = std::function<void(std::string_view, std::string_view)>;
void each_named(db::Read& read, const Take& take) {
    archive::each_blob(read, take);
    intake::each_blob(read, take);
    requests::each_blob(read, take);
}

/// Of all that is named, with the key that opens it, each once.
struct Named {
    explicit Named(db::Database& database) {
        database.read([&](db::Read& read) {
            each_named(read, [&](std::string_view key, std::string_view blob) {
                const auto known = numbers_.emplace(key, keys.size());
                if (known.second) keys.emplace_back(key);
                blobs.emplace_back(name_of(blob), known.first->second);
            });
        });
        std::sort(blobs.begin(), blobs.end());
        const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
        blobs.erase(std::unique(blobs.begin(), blobs.end(), same), blobs.end());
    }
    [[nodiscard]] bool has(const Name& name) const {
        const auto found = std::lower_bound(blobs.begin(), blobs.end(), std::pair{name, std::size_t{0}});
        return found != blobs.end() && found->first == name;
    }

    std::vector<std::pair<Name, std::size_t>> blobs;
    std::vector<std::string> keys;

private:
    std::map<std::string, std::size_t> numbers_;
};

/// What a running service removed meanwhile is no finding.
void forget_what_went(Office& office, std::vector<CheckFinding>& findings) {
    if (findings.empty()) return;
    const Named now{office.database()};
    std::erase_if(findings, [&](const CheckFinding& finding) {
        return finding.key.starts_with("vault.") && !now.has(name_of(finding.what));
    });
}

struct StoredBlob {
    Name name;
    std::chrono::seconds age;
};

std::vector<StoredBlob> stored_in(const blobs::Vault& vault) {
    std::vector<StoredBlob> stored;
    vault.each([&](const blobs::BlobId& id, std::chrono::seconds age) { stored.push_back({name_of(id.text), age}); });
    return stored;
}

void check_blobs(Office& office, const CheckDepth& depth, Checked& checked) {
    // First what stands there, then what is named: what is named later was stored later.
    const auto shelves = office.shelves();
    const auto stored = stored_in(shelves.vault);
    const Named named{office.database()};
    checked.blobs = static_cast<std::int64_t>(named.blobs.size());
    checked.stored = static_cast<std::int64_t>(stored.size());
    for (const auto& blob : stored) {
        if (named.has(blob.name)) continue;
        if (blob.age >= depth.orphans_from)
            checked.findings.push_back({"check.orphan", text_of(blob.name)});
        else
            ++checked.young;
    }
    std::vector<Name> there;
    for (const auto& blob : stored) there.push_back(blob.name);
    std::sort(there.begin(), there.end());
    std::int64_t done = 0;
    for (const auto& [name, key] : named.blobs) {
        if (depth.on_progress) depth.on_progress(++done, checked.blobs);
        try {
            if (depth.open_blobs)
                shelves.vault.get_pieces(blobs::WrappedKey{named.keys[key]}, blobs::BlobId{text_of(name)},
                                         [](ByteView) {});
            else if (!std::binary_search(there.begin(), there.end(), name))
                checked.findings.push_back({"vault.missing", text_of(name)});
        } catch (const Error& error) {
            checked.findings.push_back({error.key(), text_of(name)});
        }
    }
}

void check_rows(Office& office, Checked& checked) {
    office.database().read([&](db::Read& read) {
        const auto take = [&](std::string_view kind, std::string_view what) {
            checked.findings.push_back({"check." + std::string{kind}, std::string{what}});
        };
        archive::each_misfit(read, take);
        intake::each_misfit(read, take);
        if (read.engine() != db::Engine::sqlite) return;
        for (const auto& problem : read.rows<std::string>("PRAGMA integrity_check(20)"))
            if (problem != "ok") checked.findings.push_back({"check.database", "integrity_check"});
        if (!read.rows<std::string>("SELECT \"table\" FROM pragma_foreign_key_check").empty())
            checked.findings.push_back({"check.database", "foreign_key_check"});
    });
}

}  // namespace

Checked deep_check(Office& office, const CheckDepth& depth) {
    Checked checked;
    check_rows(office, checked);
    check_blobs(office, depth, checked);
    forget_what_went(office, checked.findings);
    const auto log = verification(office);
    checked.entries = static_cast<std::int64_t>(log.size);
    for (const auto& problem : log.problems)
        checked.findings.push_back({problem.key, problem.seq ? "entry:" + std::to_string(problem.seq->value()) : ""});
    return checked;
}

std::int64_t sweep_blobs(Office& office, std::chrono::seconds older_than) {
    auto shelves = office.shelves();
    auto candidates = stored_in(shelves.vault);
    std::erase_if(candidates, [&](const StoredBlob& blob) { return blob.age < older_than; });
    std::int64_t swept = shelves.vault.sweep_unfinished(older_than);
    const Named named{office.database()};
    for (const auto& blob : candidates) {
        if (named.has(blob.name)) continue;
        shelves.vault.remove(blobs::BlobId{text_of(blob.name)});
        ++swept;
    }
    if (swept == 0) return 0;
    const auto desk = office.machine_desk("maintenance");
    auto event = desk.event("blobs.swept");
    event.args = {{"count", std::to_string(swept)}};
    office.log().append(event);
    return swept;
}

}  // namespace arkki::service
