#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "archive/asked.hpp"

namespace arkki::archive {

/// What a person searched for before.
struct KeptSearch {
    std::int64_t id = 0;
    PersonalText name;  ///< "" for one that only was the last
    PersonalText query;
    Filters filters;
};

/// A person's own searches: the last twenty of the last thirty days, and those kept under a name until they are deleted.
/// Nobody sees another's. With one a page of hits has an address without a name in it.
class KeptSearches {
public:
    explicit KeptSearches(const access::Desk& desk) : desk_{desk} {}

    /// Remembers a search as the latest one. @returns its id, or 0 for what must not be kept: a query with a personal
    /// identity code, or one longer than the log keeps
    std::int64_t remember(const PersonalText& query, const Filters& filters) const;
    /// Keeps a search under a name; one of that name gives way. @returns its id
    /// @throws Error{Fault::invalid, "search.no_name"} with field "name"  if it is empty or longer than 80 letters
    /// @throws Error{Fault::not_found, "search.unknown"}  not one of this person's
    std::int64_t save(std::int64_t id, const PersonalText& name) const;
    /// @throws Error{Fault::not_found, "search.unknown"}
    void forget(std::int64_t id) const;

    [[nodiscard]] std::optional<KeptSearch> find(std::int64_t id) const;
    [[nodiscard]] std::vector<KeptSearch> saved() const;   ///< by name
    [[nodiscard]] std::vector<KeptSearch> recent() const;  ///< newest first, at most ten

private:
    [[nodiscard]] std::vector<KeptSearch> rows(const std::string& condition, db::Parameters parameters) const;
    const access::Desk& desk_;
};

/// Filters as one text, and back; what is not understood is left out.
[[nodiscard]] std::string packed(const Filters& filters);
[[nodiscard]] Filters unpacked(std::string_view text);

}  // namespace arkki::archive
