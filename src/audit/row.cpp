#include "audit/row.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

#include "base/error.hpp"

namespace arkki::audit {
namespace {

using MaybeText = std::optional<std::string>;
using MaybeNumber = std::optional<std::int64_t>;

/// The columns in the order of `select_entry`.
template <class... T>
struct Columns {
    using Row = db::Row<T...>;
    static std::vector<Row> fetch(db::Read& read, const std::string& sql, const db::Parameters& parameters) {
        return read.rows<T...>(sql, parameters);
    }
};
using Table = Columns<EventId, Instant, int, std::string,                                  // frame
                      MaybeText, MaybeText, MaybeText, MaybeText,                          // salts
                      MaybeText, MaybeText, MaybeText, MaybeText,                          // commitments
                      MaybeNumber, MaybeText, MaybeText, MaybeText, MaybeText, MaybeText,  // A
                      MaybeText, MaybeNumber, MaybeText, MaybeText,                        // S
                      MaybeText, MaybeText, MaybeText, MaybeText, MaybeText, MaybeText,    // C
                      MaybeText, MaybeNumber, MaybeText, MaybeText,                        //
                      MaybeText, MaybeText, MaybeText>;                                    // F
constexpr const char* select_entry =
    "SELECT e.seq, e.ts, e.local_hour, e.leaf, e.salt_a, e.salt_s, e.salt_c, e.salt_f, "
    "e.com_a, e.com_s, e.com_c, e.com_f, e.actor, e.session, e.auth, e.addr, e.via, e.station, "
    "e.object, e.version, e.sha256, e.subjects, e.action, e.role, e.purpose, e.case_ref, e.basis, e.result, "
    "e.rule, e.row_count, e.request, e.args, e.query, e.reason, e.note ";

std::string text(MaybeText& maybe) { return maybe ? std::move(*maybe) : std::string{}; }
std::int64_t number(const MaybeNumber& maybe) { return maybe.value_or(0); }
PersonalText typed(MaybeText& maybe) { return PersonalText{text(maybe)}; }

std::vector<CustomerId> subjects_from(std::string_view text) {
    std::vector<CustomerId> subjects;
    while (!text.empty()) {
        std::int64_t id = 0;
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), id);
        if (fault != std::errc{}) break;
        subjects.emplace_back(id);
        text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(end - text.data()) + 1));
    }
    return subjects;
}

std::string args_text(const Event& event) {
    std::string lines;
    for (const auto& [key, value] : event.args) {
        if (!lines.empty()) lines += '\n';
        lines += key + '=' + value;
    }
    return lines;
}

std::vector<std::pair<std::string, std::string>> args_from(std::string_view lines) {
    std::vector<std::pair<std::string, std::string>> args;
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) break;
        args.emplace_back(line.substr(0, equals), line.substr(equals + 1));
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    }
    return args;
}

Salt salt_from(ByteView bytes) {
    Salt salt{};
    std::copy_n(bytes.begin(), salt.size(), salt.begin());
    return salt;
}

Bytes salt_bytes(const Group& group, std::size_t size) {
    Bytes bytes = group.commitment.empty() ? from_base64(group.salt) : Bytes(size);
    if (bytes.size() != size) throw Error{Fault::corrupt, "audit.damaged"};
    return bytes;
}

StoredEntry stored(Table::Row& row) {
    auto& [seq, ts, local_hour, leaf, salt_a, salt_s, salt_c, salt_f, com_a, com_s, com_c, com_f,  //
           actor, session, auth, addr, via, station, object, version, sha256, subjects,            //
           action, role, purpose, case_ref, basis, result, rule, row_count, request, args,         //
           query, reason, note] = row;
    StoredEntry stored;
    stored.entry.seq = seq;
    stored.entry.at = ts;
    stored.local_hour = local_hour;
    stored.leaf = std::move(leaf);
    stored.groups = {Group{text(salt_a), text(com_a)}, Group{text(salt_s), text(com_s)},
                     Group{text(salt_c), text(com_c)}, Group{text(salt_f), text(com_f)}};
    for (std::size_t i = 0; i < stored.groups.size(); ++i)
        if (!stored.groups[i].commitment.empty()) stored.entry.pruned += group_letters[i];
    const std::string listed = text(subjects);
    const std::string lines = text(args);
    Event& event = stored.entry.event;
    event.actor = PersonId{number(actor)};
    std::tie(event.session, event.auth, event.address, event.via, event.station) =
        std::tuple{text(session), text(auth), text(addr), text(via), text(station)};
    std::tie(event.object, event.version, event.sha256, event.subjects) =
        std::tuple{text(object), number(version), text(sha256), subjects_from(listed)};
    std::tie(event.action, event.role, event.purpose, event.case_ref, event.basis) =
        std::tuple{text(action), text(role), text(purpose), text(case_ref), text(basis)};
    std::tie(event.result, event.rule, event.count, event.request, event.args) =
        std::tuple{text(result), text(rule), number(row_count), text(request), args_from(lines)};
    std::tie(event.query, event.reason, event.note) = std::tuple{typed(query), typed(reason), typed(note)};
    stored.canonical = in_order(event.subjects) == event.subjects && subjects_text(event.subjects) == listed &&
                       args_text(event) == lines;
    return stored;
}

}  // namespace

std::vector<StoredEntry> stored_entries(db::Read& read, const std::string& from, const db::Parameters& parameters) {
    auto rows = Table::fetch(read, select_entry + from, parameters);
    std::vector<StoredEntry> entries;
    entries.reserve(rows.size());
    for (auto& row : rows) entries.push_back(stored(row));
    return entries;
}

void insert(db::Write& write, const StoredEntry& row) {
    const auto& [entry, local_hour, leaf, groups, canonical] = row;
    const Event& event = entry.event;
    write.run(
        "INSERT INTO audit_entry (seq, ts, local_hour, leaf, salt_a, salt_s, salt_c, salt_f, actor, session, auth, "
        "addr, via, station, object, version, sha256, subjects, action, role, purpose, case_ref, basis, result, rule, "
        "row_count, request, args, query, reason, note) VALUES (:seq, :ts, :local_hour, :leaf, :salt_a, :salt_s, "
        ":salt_c, :salt_f, :actor, :session, :auth, :addr, :via, :station, :object, :version, :sha256, :subjects, "
        ":action, :role, :purpose, :case_ref, :basis, :result, :rule, :row_count, :request, :args, :query, :reason, "
        ":note)",
        {{"seq", entry.seq},         {"ts", entry.at},
         {"local_hour", local_hour}, {"leaf", leaf},
         {"salt_a", groups[0].salt}, {"salt_s", groups[1].salt},
         {"salt_c", groups[2].salt}, {"salt_f", groups[3].salt},
         {"actor", event.actor},     {"session", event.session},
         {"auth", event.auth},       {"addr", event.address},
         {"via", event.via},         {"station", event.station},
         {"object", event.object},   {"version", event.version},
         {"sha256", event.sha256},   {"subjects", subjects_text(event.subjects)},
         {"action", event.action},   {"role", event.role},
         {"purpose", event.purpose}, {"case_ref", event.case_ref},
         {"basis", event.basis},     {"result", event.result},
         {"rule", event.rule},       {"row_count", event.count},
         {"request", event.request}, {"args", args_text(event)},
         {"query", event.query},     {"reason", event.reason},
         {"note", event.note}});
    for (const CustomerId subject : event.subjects)
        write.run("INSERT INTO audit_subject (subject, seq) VALUES (:subject, :seq)",
                  {{"subject", subject}, {"seq", entry.seq}});
}

std::string subjects_text(const std::vector<CustomerId>& subjects) {
    std::string text;
    for (const CustomerId subject : subjects) {
        if (!text.empty()) text += ',';
        text += std::to_string(subject.value());
    }
    return text;
}

std::vector<CustomerId> in_order(std::vector<CustomerId> subjects) {
    std::sort(subjects.begin(), subjects.end());
    subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
    return subjects;
}

Salts salts_of(const StoredEntry& row) {
    const auto& [a, s, c, f] = row.groups;
    const Bytes both = salt_bytes(s, 32);
    return {salt_from(salt_bytes(a, 16)), salt_from(both), salt_from(salt_bytes(c, 16)), salt_from(salt_bytes(f, 16)),
            salt_from(ByteView{both}.subspan(16))};
}

void keep_salts(StoredEntry& row, const Salts& salts) {
    Bytes both{salts.s.begin(), salts.s.end()};
    both.insert(both.end(), salts.subjects.begin(), salts.subjects.end());
    row.groups = {Group{base64(salts.a), ""}, Group{base64(both), ""}, Group{base64(salts.c), ""},
                  Group{base64(salts.f), ""}};
}

Commitments commitments_of(const StoredEntry& row, const Salts& salts) {
    Commitments result = commitments(row.entry.event, salts);
    const std::array<Digest*, 4> kept{&result.a, &result.s, &result.c, &result.f};
    for (std::size_t i = 0; i < kept.size(); ++i)
        if (!row.groups[i].commitment.empty()) *kept[i] = digest_from(row.groups[i].commitment);
    return result;
}

Digest digest_from(std::string_view base64) {
    const Bytes bytes = from_base64(base64);
    Digest digest{};
    if (bytes.size() != digest.size()) throw Error{Fault::corrupt, "audit.damaged"};
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

int hour_of_week(const LocalTime& time) {
    const std::chrono::weekday weekday{std::chrono::sys_days{time.day}};
    return (static_cast<int>(weekday.iso_encoding()) - 1) * 24 + time.hour;
}

}  // namespace arkki::audit
