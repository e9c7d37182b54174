#include "lang/letter_names.hpp"

#include <algorithm>
#include <vector>

#include "base/error.hpp"

namespace arkki::lang {
namespace {

constexpr std::string_view rows_mark = "[]";

[[noreturn]] void refuse(const TagUse& where, const std::string& what) {
    throw Error{Fault::corrupt, "template.bad", where.file + ":" + std::to_string(where.line) + ": " + what};
}

std::string inside(const std::string& place, const std::string& name) {
    return place.empty() ? name : place + "." + name;
}

/// Walks through the tags as the renderer will, and finds for each the name it stands for.
class Walk {
public:
    explicit Walk(const std::set<std::string, std::less<>>& names) : names_{names} {}

    void take(const TagUse& tag) {
        if (tag.sign == '/') {
            places_.pop_back();
            return;
        }
        const bool section = tag.sign == '#' || tag.sign == '^';
        const auto [place, found] = resolve(tag.name, section);
        if (found.empty()) refuse(tag, "unknown field " + tag.name);
        used_.insert(found);
        const auto whole = inside(place, tag.name);
        const auto here = found.ends_with(rows_mark) ? whole + std::string{rows_mark} : whole;
        first_.try_emplace(here, tag);
        // A yes or no is no place of its own: names are looked for in the one around it.
        if (section) places_.push_back(is_object(here) ? here : std::string{places_.back()});
    }

    [[nodiscard]] bool used(const std::string& name) const { return used_.contains(name); }

    /// The tag within whose section a name ought to stand, or nullptr.
    [[nodiscard]] const TagUse* section_for(std::string_view name) const {
        for (auto dot = name.rfind('.'); dot != std::string_view::npos && dot > 0; dot = name.rfind('.', dot - 1)) {
            const auto found = first_.find(name.substr(0, dot));
            if (found != first_.end()) return &found->second;
        }
        return nullptr;
    }

private:
    struct Resolved {
        std::string place, name;
    };

    /// A plain name belongs to the innermost object; a dotted one is looked for outwards.
    [[nodiscard]] Resolved resolve(const std::string& name, bool section) const {
        for (auto place = places_.rbegin(); place != places_.rend(); ++place) {
            const auto whole = inside(*place, name);
            if (auto found = declared(whole, section); !found.empty()) return {*place, std::move(found)};
            if (name.find('.') == std::string::npos && !place->empty()) break;
        }
        return {};
    }

    [[nodiscard]] std::string declared(const std::string& whole, bool section) const {
        if (!section) return names_.contains(whole) ? whole : std::string{};
        for (const auto* kind : {"?", "[]"})
            if (names_.contains(whole + kind)) return whole + kind;
        return is_object(whole) ? whole : std::string{};
    }

    [[nodiscard]] bool is_object(const std::string& whole) const {
        const auto first = names_.lower_bound(whole + ".");
        return first != names_.end() && first->starts_with(whole + ".");
    }

    const std::set<std::string, std::less<>>& names_;
    std::vector<std::string> places_{""};
    std::set<std::string, std::less<>> used_;
    std::map<std::string, TagUse, std::less<>> first_;
};

}  // namespace

LetterNames::LetterNames(std::string_view list) {
    std::string rows, word;
    const auto take = [&] {
        if (!word.empty()) names_.insert(inside(rows, word));
        word.clear();
    };
    for (const char sign : list) {
        if (sign == '[') {
            if (word.empty() || !rows.empty()) throw Error{Fault::corrupt, "template.bad", "names"};
            rows = word + std::string{rows_mark};
            names_.insert(rows);
            word.clear();
        } else if (sign == ']') {
            if (rows.empty()) throw Error{Fault::corrupt, "template.bad", "names"};
            take();
            rows.clear();
        } else if (sign == ' ') {
            take();
        } else {
            word += sign;
        }
    }
    take();
    if (!rows.empty()) throw Error{Fault::corrupt, "template.bad", "names"};
}

void LetterNames::check(const Assembled& assembled) const {
    Walk walk{names_};
    for (const auto& tag : assembled.tags) walk.take(tag);
    for (const auto& name : names_) {
        if (walk.used(name)) continue;
        const auto* section = walk.section_for(name);
        refuse(section != nullptr ? *section : assembled.title, "missing field " + name);
    }
}

}  // namespace arkki::lang
