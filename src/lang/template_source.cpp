#include "lang/template_source.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace arkki::lang {

namespace {

constexpr std::size_t longest_file = 64 * 1024;
constexpr std::size_t longest_assembled = 256 * 1024;

/// A place in a template, for whoever has to mend it.
struct Place {
    const std::string& file;
    const std::string& text;
    std::size_t at = 0;

    [[nodiscard]] std::size_t line() const {
        const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size()));
        return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
    }
};

[[noreturn]] void refuse(const std::string& file, const std::string& what) {
    throw Error{Fault::corrupt, "template.bad", file + ": " + what};
}
[[noreturn]] void refuse(const Place& place, const std::string& what) {
    refuse(place.file + ":" + std::to_string(place.line()), what);
}

/// One `{{...}}`: its sign (`#`, `^`, `/`, `>` or none) and its name.
struct Tag {
    char sign;
    std::string name;
};

bool is_name(std::string_view name, bool partial) {
    if (name.empty() || name.front() == '.' || name.back() == '.') return false;
    if (name.find("..") != std::string_view::npos) return false;
    return std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || (partial ? c == '-' : c == '.');
    });
}

Tag read_tag(const Place& place, std::string_view inside, Dialect dialect) {
    inside = trimmed(inside);
    const char sign = inside.empty() ? '\0' : inside.front();
    if (sign == '#' || sign == '^' || sign == '/' || sign == '>') {
        const std::string name{trimmed(inside.substr(1))};
        if (!is_name(name, sign == '>')) refuse(place, "bad tag {{" + std::string{inside} + "}}");
        return {sign, name};
    }
    const bool row_itself = inside == "." && dialect == Dialect::page;
    if (!row_itself && !is_name(inside, false)) refuse(place, "bad tag {{" + std::string{inside} + "}}");
    return {'\0', std::string{inside}};
}

/// What stands between the tags, from a place on. A letter's own text keeps to headings, lists, tables and line breaks.
void check_plain(const Place& from, std::string_view plain, Dialect dialect) {
    const auto refuse_at = [&](std::size_t at, const std::string& what) {
        if (at != std::string_view::npos) refuse(Place{from.file, from.text, from.at + at}, what);
    };
    refuse_at(std::min(plain.find("\uE000"), plain.find("\uE001")), "private-use character");
    refuse_at(plain.find("}}"), "}} without {{");
    if (dialect == Dialect::page) return;
    const auto at = plain.find_first_of("<>`*_[]&~");
    if (at != std::string_view::npos) refuse_at(at, std::string{"markup character "} + plain[at]);
}

/// Walks through one template, putting the partials in as it meets them.
class Assembly {
public:
    Assembly(const Partials& partials, Dialect dialect) : partials_{partials}, dialect_{dialect} {}

    void add(const std::string& file, const std::string& text) {
        if (text.size() > longest_file) refuse(file, "longer than 64 kB");
        if (!is_clean_utf8(text)) refuse(file, "not UTF-8");
        std::vector<TagUse> open_sections;
        std::size_t at = 0;
        for (auto begin = text.find("{{"); begin != std::string::npos; begin = text.find("{{", at)) {
            plain({file, text, at}, std::string_view{text}.substr(at, begin - at));
            const Place here{file, text, begin};
            const auto end = text.find("}}", begin);
            if (end == std::string::npos) refuse(here, "unclosed {{");
            tag(here, read_tag(here, std::string_view{text}.substr(begin + 2, end - begin - 2), dialect_),
                open_sections);
            at = end + 2;
        }
        plain({file, text, at}, std::string_view{text}.substr(at));
        if (open_sections.empty()) return;
        const auto& open = open_sections.back();
        refuse(file + ":" + std::to_string(open.line), "unclosed section " + open.name);
    }

    Assembled finish(const std::string& file, const std::string& text) {
        const auto title = text.starts_with("# ") ? 0 : text.find("\n# ");
        const std::size_t at = title == std::string::npos || title == 0 ? 0 : title + 1;
        result_.title = {file, Place{file, text, at}.line(), '\0', {}};
        return std::move(result_);
    }

private:
    void plain(const Place& from, std::string_view text) {
        check_plain(from, text, dialect_);
        result_.text += text;
        if (result_.text.size() > longest_assembled) refuse(from.file, "longer than 256 kB with its partials");
    }

    void tag(const Place& here, const Tag& tag, std::vector<TagUse>& open_sections) {
        if (tag.sign == '>') return partial(here, tag.name);
        const TagUse use{here.file, here.line(), tag.sign, tag.name};
        if (tag.sign == '#' || tag.sign == '^') open_sections.push_back(use);
        if (tag.sign == '/') {
            if (open_sections.empty() || open_sections.back().name != tag.name)
                refuse(here, "unopened section " + tag.name);
            open_sections.pop_back();
        }
        result_.tags.push_back(use);
        if (tag.sign == '\0') result_.printed_names.push_back(tag.name);
        result_.text += "{{";
        result_.text += tag.sign == '\0' ? printed_mark : tag.sign;
        result_.text += tag.name + "}}";
    }

    void partial(const Place& here, const std::string& name) {
        const auto found = partials_.find(name);
        if (found == partials_.end()) refuse(here, "no partial " + name);
        if (std::find(inside_.begin(), inside_.end(), name) != inside_.end())
            refuse(here, "partial in itself " + name);
        inside_.push_back(name);
        add(here.file + " > " + name, found->second);
        inside_.pop_back();
    }

    const Partials& partials_;
    Dialect dialect_;
    std::vector<std::string> inside_;
    Assembled result_;
};

}  // namespace

Assembled assemble(const std::string& file, const std::string& text, const Partials& partials, Dialect dialect) {
    Assembly assembly{partials, dialect};
    assembly.add(file, text);
    return assembly.finish(file, text);
}

}  // namespace arkki::lang
