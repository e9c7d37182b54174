#include "lang/template_source.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace arkki::lang {

namespace {

constexpr std::size_t longest_file = 64 * 1024;
constexpr std::size_t longest_assembled = 256 * 1024;

[[noreturn]] void refuse(const std::string& file, const std::string& what) {
    throw Error{Fault::corrupt, "template.bad", file + ": " + what};
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

Tag read_tag(const std::string& file, std::string_view inside, Dialect dialect) {
    inside = trimmed(inside);
    const char sign = inside.empty() ? '\0' : inside.front();
    if (sign == '#' || sign == '^' || sign == '/' || sign == '>') {
        const std::string name{trimmed(inside.substr(1))};
        if (!is_name(name, sign == '>')) refuse(file, "bad tag {{" + std::string{inside} + "}}");
        return {sign, name};
    }
    const bool row_itself = inside == "." && dialect == Dialect::page;
    if (!row_itself && !is_name(inside, false)) refuse(file, "bad tag {{" + std::string{inside} + "}}");
    return {'\0', std::string{inside}};
}

/// What stands between the tags. A letter's own text keeps to headings, lists, tables and line breaks.
void check_plain(const std::string& file, std::string_view plain, Dialect dialect) {
    if (plain.find("\uE000") != std::string_view::npos || plain.find("\uE001") != std::string_view::npos)
        refuse(file, "private-use character");
    if (plain.find("}}") != std::string_view::npos) refuse(file, "}} without {{");
    if (dialect == Dialect::letter) {
        const auto at = plain.find_first_of("<>`*_[]&~");
        if (at != std::string_view::npos) refuse(file, std::string{"markup character "} + plain[at]);
    }
}

/// Walks through one template, putting the partials in as it meets them.
class Assembly {
public:
    Assembly(const Partials& partials, Dialect dialect) : partials_{partials}, dialect_{dialect} {}

    void add(const std::string& file, const std::string& text) {
        if (text.size() > longest_file) refuse(file, "longer than 64 kB");
        if (!is_clean_utf8(text)) refuse(file, "not UTF-8");
        std::vector<std::string> open_sections;
        std::size_t at = 0;
        for (auto begin = text.find("{{"); begin != std::string::npos; begin = text.find("{{", at)) {
            plain(file, std::string_view{text}.substr(at, begin - at));
            const auto end = text.find("}}", begin);
            if (end == std::string::npos) refuse(file, "unclosed {{");
            tag(file, read_tag(file, std::string_view{text}.substr(begin + 2, end - begin - 2), dialect_),
                open_sections);
            at = end + 2;
        }
        plain(file, std::string_view{text}.substr(at));
        if (!open_sections.empty()) refuse(file, "unclosed section " + open_sections.back());
    }

    Assembled finish() { return std::move(result_); }

private:
    void plain(const std::string& file, std::string_view text) {
        check_plain(file, text, dialect_);
        result_.text += text;
        if (result_.text.size() > longest_assembled) refuse(file, "longer than 256 kB with its partials");
    }

    void tag(const std::string& file, const Tag& tag, std::vector<std::string>& open_sections) {
        if (tag.sign == '>') return partial(file, tag.name);
        if (tag.sign == '#' || tag.sign == '^') open_sections.push_back(tag.name);
        if (tag.sign == '/') {
            if (open_sections.empty() || open_sections.back() != tag.name) refuse(file, "unopened section " + tag.name);
            open_sections.pop_back();
        }
        if (tag.sign == '\0') result_.printed_names.push_back(tag.name);
        result_.text += "{{";
        result_.text += tag.sign == '\0' ? printed_mark : tag.sign;
        result_.text += tag.name + "}}";
    }

    void partial(const std::string& file, const std::string& name) {
        const auto found = partials_.find(name);
        if (found == partials_.end()) refuse(file, "no partial " + name);
        if (std::find(inside_.begin(), inside_.end(), name) != inside_.end()) refuse(file, "partial in itself " + name);
        inside_.push_back(name);
        add(file + " > " + name, found->second);
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
    return assembly.finish();
}

}  // namespace arkki::lang
