#include "signing/later_updates.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace arkki::signing {
namespace {

using Kind = PdfValue::Kind;
using Keys = std::initializer_list<std::string_view>;

constexpr std::size_t most_evidence = 256;

/// The same words in the same order, wherever they stand.
bool same(const PdfValue& left, const PdfValue& right) {
    return left.kind == right.kind && left.text == right.text && left.object == right.object &&
           std::equal(left.items.begin(), left.items.end(), right.items.begin(), right.items.end(), same) &&
           std::equal(left.entries.begin(), left.entries.end(), right.entries.begin(), right.entries.end(),
                      [](const PdfEntry& a, const PdfEntry& b) { return a.key == b.key && same(a.value, b.value); });
}

bool is_one_of(std::string_view key, Keys keys) { return std::find(keys.begin(), keys.end(), key) != keys.end(); }

bool has_only(const PdfValue& dictionary, Keys keys) {
    return dictionary.kind == Kind::dictionary &&
           std::all_of(dictionary.entries.begin(), dictionary.entries.end(),
                       [&](const PdfEntry& entry) { return is_one_of(entry.key, keys); });
}

/// Two dictionaries that differ in these keys at most.
bool differ_only_in(const PdfValue& before, const PdfValue& after, Keys keys) {
    const auto rest = [&](PdfValue value) {
        std::erase_if(value.entries, [&](const PdfEntry& entry) { return is_one_of(entry.key, keys); });
        return value;
    };
    return before.kind == Kind::dictionary && same(rest(before), rest(after));
}

/// The array of the later one is that of the earlier with this one reference behind it.
bool grown_by(const PdfValue* before, const PdfValue* after, std::int64_t object) {
    if (after == nullptr || after->kind != Kind::array || after->items.empty()) return false;
    PdfValue without = *after;
    const PdfValue last = without.items.back();
    without.items.pop_back();
    if (last.kind != Kind::reference || last.object != object) return false;
    if (before == nullptr) return without.items.empty();
    return same(*before, without);
}

std::int64_t referred(const PdfValue& dictionary, std::string_view key) {
    const PdfValue* value = dictionary.find(key);
    return value != nullptr && value->kind == Kind::reference ? value->object : -1;
}

/// One update beside the letter it was put behind.
struct Update {
    PdfFile before;
    PdfFile after;
    std::set<std::int64_t> added;
    std::set<std::int64_t> changed;
};

bool is_known(const PdfFile& file, std::int64_t number) {
    return std::any_of(file.revisions().begin(), file.revisions().end(), [&](const PdfRevision& revision) {
        const auto found = revision.objects.find(number);
        return found != revision.objects.end() && found->second != 0;
    });
}

Update update_at(ByteView file, const std::vector<PdfRevision>& revisions, std::size_t index) {
    Update update{PdfFile{file.first(revisions[index - 1].end)}, PdfFile{file.first(revisions[index].end)}, {}, {}};
    for (const auto& [number, offset] : revisions[index].objects) {
        if (number == 0 && offset == 0) continue;  // the head of the list of free objects
        if (offset == 0) throw NotOurFormat{};
        (is_known(update.before, number) ? update.changed : update.added).insert(number);
    }
    return update;
}

/// Root and Info stay where they were; the trailer says nothing else than ours does.
bool keeps_trailer(const PdfRevision& before, const PdfRevision& after) {
    return has_only(after.trailer, {"ID", "Info", "Prev", "Root", "Size"}) &&
           referred(before.trailer, "Root") == referred(after.trailer, "Root") &&
           referred(before.trailer, "Info") == referred(after.trailer, "Info");
}

/// Takes a changed object off the list if it changed in these keys at most.
bool settles(Update& update, std::int64_t number, Keys keys) {
    if (update.changed.erase(number) == 0) return true;
    return differ_only_in(update.before.object(number), update.after.object(number), keys);
}

bool settles_info(Update& update, const PdfRevision& revision) {
    return settles(update, referred(revision.trailer, "Info"), {"ModDate"});
}

/// The streams of a security store, old ones before new ones.
std::vector<std::int64_t> streams_of(const PdfFile& file, const PdfValue& store) {
    std::vector<std::int64_t> streams;
    if (store.kind != Kind::dictionary) return streams;
    if (!has_only(store, {"Certs", "CRLs", "OCSPs"})) throw NotOurFormat{};
    for (const auto& entry : store.entries) {
        if (entry.value.kind != Kind::array || entry.value.items.size() > most_evidence) throw NotOurFormat{};
        for (const auto& item : entry.value.items) {
            if (item.kind != Kind::reference) throw NotOurFormat{};
            static_cast<void>(file.stream(item.object));
            streams.push_back(item.object);
        }
    }
    return streams;
}

bool is_pades_extension(const PdfValue* extensions) {
    if (extensions == nullptr || !has_only(*extensions, {"ESIC"})) return false;
    const PdfValue* esic = extensions->find("ESIC");
    if (esic == nullptr || !has_only(*esic, {"BaseVersion", "ExtensionLevel"})) return false;
    const PdfValue* base = esic->find("BaseVersion");
    const PdfValue* level = esic->find("ExtensionLevel");
    return base != nullptr && base->is_name("1.7") && level != nullptr && level->plain_integer() == 5;
}

bool adds_evidence(Update update, const PdfRevision& revision) {
    const std::int64_t root = referred(revision.trailer, "Root");
    if (!settles_info(update, revision) || !settles(update, root, {"DSS", "Extensions"}) || !update.changed.empty())
        return false;
    const PdfValue catalog = update.after.catalog();
    const std::int64_t store = referred(catalog, "DSS");
    if (!is_pades_extension(catalog.find("Extensions")) || update.added.erase(store) == 0) return false;
    const PdfValue before = update.before.catalog();
    const auto old_streams = streams_of(update.before, update.before.resolved(before.find("DSS")));
    const auto streams = streams_of(update.after, update.after.object(store));
    std::set<std::int64_t> left{streams.begin(), streams.end()};
    if (left.size() != streams.size() || streams.empty()) return false;
    for (const auto number : old_streams)
        if (left.erase(number) == 0) return false;
    return left == update.added;
}

/// A field without a place on the page and without a look.
bool is_bare_field(const PdfValue& field, std::int64_t page) {
    const auto names = [&](const char* key, const char* name) {
        const PdfValue* value = field.find(key);
        return value != nullptr && value->is_name(name);
    };
    const PdfValue* place = field.find("Rect");
    const PdfValue* title = field.find("T");
    const bool nowhere =
        place != nullptr && place->kind == Kind::array && place->items.size() == 4 &&
        std::all_of(place->items.begin(), place->items.end(), [](const PdfValue& edge) {
            return edge.kind == Kind::number && edge.text.find_first_not_of("0.") == std::string::npos;
        });
    return has_only(field, {"Type", "F", "FT", "P", "Rect", "Subtype", "T", "V"}) && names("Type", "Annot") &&
           names("FT", "Sig") && names("Subtype", "Widget") && nowhere && title != nullptr &&
           title->kind == Kind::text && referred(field, "P") == page;
}

std::int64_t first_page(const PdfFile& file) {
    PdfValue node = file.resolved(file.catalog().find("Pages"));
    for (int depth = 0; depth < 16; ++depth) {
        const PdfValue* kids = node.find("Kids");
        if (kids == nullptr || kids->items.empty() || kids->items.front().kind != Kind::reference) break;
        const std::int64_t number = kids->items.front().object;
        node = file.object(number);
        const PdfValue* type = node.find("Type");
        if (type != nullptr && type->is_name("Page")) return number;
    }
    throw NotOurFormat{};
}

bool adds_time_stamp(Update update, const PdfRevision& revision) {
    const std::int64_t page = first_page(update.before);
    const std::int64_t form = referred(update.before.catalog(), "AcroForm");
    const PdfValue old_page = update.before.object(page);
    const PdfValue new_page = update.after.object(page);
    const PdfValue old_form = update.before.object(form);
    const PdfValue new_form = update.after.object(form);
    if (!settles_info(update, revision) || !settles(update, page, {"Annots"}) || !settles(update, form, {"Fields"}) ||
        !update.changed.empty() || update.added.size() != 2)
        return false;
    const PdfValue* fields = new_form.find("Fields");
    if (fields == nullptr || fields->items.empty()) return false;
    const std::int64_t number = fields->items.back().object;
    if (!grown_by(old_form.find("Fields"), fields, number) ||
        !grown_by(old_page.find("Annots"), new_page.find("Annots"), number))
        return false;
    const PdfValue field = update.after.object(number);
    const std::int64_t value = referred(field, "V");
    if (!is_bare_field(field, page) || update.added != std::set<std::int64_t>{number, value}) return false;
    const PdfValue stamp = update.after.object(value);
    const PdfValue* type = stamp.find("Type");
    const PdfValue* filter = stamp.find("Filter");
    return has_only(stamp, {"Type", "ByteRange", "Contents", "Filter", "SubFilter"}) && type != nullptr &&
           type->is_name("DocTimeStamp") && filter != nullptr && filter->is_name("Adobe.PPKLite");
}

}  // namespace

std::optional<Addition> addition_in(ByteView file, const std::vector<PdfRevision>& revisions, std::size_t index) {
    if (index == 0 || index >= revisions.size()) return std::nullopt;
    try {
        if (!keeps_trailer(revisions[index - 1], revisions[index])) return std::nullopt;
        const Update update = update_at(file, revisions, index);
        if (adds_evidence(update, revisions[index])) return Addition::evidence;
        if (adds_time_stamp(update, revisions[index])) return Addition::time_stamp;
    } catch (const NotOurFormat&) {  // whatever it is, it is none of ours
    }
    return std::nullopt;
}

Evidence evidence_in(const PdfFile& letter) {
    const PdfValue catalog = letter.catalog();
    const PdfValue store = letter.resolved(catalog.find("DSS"));
    Evidence evidence;
    const std::array<std::pair<const char*, std::vector<Bytes>*>, 3> parts{
        {{"Certs", &evidence.certificates}, {"CRLs", &evidence.crls}, {"OCSPs", &evidence.ocsps}}};
    for (const auto& [key, into] : parts)
        if (const PdfValue* list = store.find(key); list != nullptr)
            for (const auto& item : list->items) into->push_back(letter.stream(item.object));
    return evidence;
}

}  // namespace arkki::signing
