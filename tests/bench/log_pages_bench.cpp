// The auditor's pages over a long log, through the real site in this process: from the request to the printed page, the
// line that says the log was read and its sync to the disk included.
//   log_pages_bench [ENTRIES] [DAYS]
// The log is made by SQL, of a year or so many days; its entries are not sealed, as no page reads a hash.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "service/setup.hpp"
#include "support/test_site.hpp"
#include "tlog/tree.hpp"

namespace {

using namespace arkki;
constexpr int times = 7;

/// Acts by seven people on three thousand customers, most of them by day. Refusals, break-glass and
/// verifications are as rare as they are.
void fill(db::Database& database, std::int64_t entries, std::int64_t days, Instant until) {
    database.write([&](db::Write& write) {
        for (const auto* trigger : {"audit_entry_in", "audit_subject_in"})
            write.run("DROP TRIGGER " + std::string{trigger});
        const auto first = write.one<std::int64_t>("SELECT max(seq) + 1 FROM audit_entry");
        const std::int64_t step = days * 86'400 * 1'000'000 / entries;
        const auto begin = microseconds(until) - entries * step;
        write.run(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :entries) "
            "INSERT INTO audit_entry (seq, ts, local_hour, leaf, salt_a, salt_s, salt_c, salt_f, actor, session, auth, "
            "addr, via, station, object, version, sha256, subjects, action, role, purpose, case_ref, basis, result, "
            "rule, row_count, request, args, query, reason, note) "
            "SELECT :first + i, :begin + i * :step, ((:begin + i * :step) / 3600000000 + 98) % 168, "
            "'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'AAAAAAAAAAAAAAAAAAAAAA==', 'AAAAAAAAAAAAAAAAAAAAAA==', "
            "'AAAAAAAAAAAAAAAAAAAAAA==', 'AAAAAAAAAAAAAAAAAAAAAA==', i * 7919 % 7 + 1, 's-4f2a', 'password', "
            "'10.1.1.7', "
            "'web', '', 'document:' || (i * 104729 % 20000 + 1), 1, '', i * 7727 % 3000 + 1, "
            "CASE WHEN i % 100000 = 0 THEN 'log.verified' WHEN i % 50021 = 0 THEN 'glass.broken' WHEN i % 10 < 6 THEN "
            "'document.view' WHEN i % 10 < 8 THEN 'document.preview' WHEN i % 10 = 8 THEN 'card.view' ELSE "
            "'search.page' "
            "END, 'clerk', 'orders', '', 'list:4', CASE WHEN i % 997 = 0 THEN 'denied' ELSE 'allowed' END, "
            "CASE WHEN i % 997 = 0 THEN 'not-on-list' ELSE '' END, 1, '9f2c0a14', 'explained=none', '', '', '' FROM n",
            {{"entries", entries}, {"first", first}, {"begin", begin}, {"step", step}});
        write.run(
            "INSERT INTO audit_subject (subject, seq) SELECT subjects, seq FROM audit_entry WHERE seq >= :first "
            "ORDER BY subjects, seq",
            {{"first", first}});
        auto tree = tlog::Frontier::from_text(write.one<std::string>("SELECT frontier FROM audit_state"));
        for (std::int64_t i = 0; i < entries; ++i) static_cast<void>(tree.add(Digest{}));
        write.run("UPDATE audit_state SET frontier = :frontier", {{"frontier", tree.text()}});
        write.run("ANALYZE");
    });
}

struct Measured {
    const char* page;
    std::string address;
};

double median_ms(test::Visitor& auditor, const std::string& address) {
    std::vector<double> all;
    for (int i = 0; i < times; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const auto reply = auditor.get(address);
        all.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
        if (reply.status != 200) std::printf("%s answers %d\n", address.c_str(), reply.status);
    }
    std::ranges::sort(all);
    return all[all.size() / 2];
}

service::Settings settings_in(const std::filesystem::path& folder) {
    service::Settings settings;
    settings.home = ARKKI_SOURCE_DIR;
    settings.data = folder / "data";
    settings.messages = std::filesystem::path{ARKKI_BINARY_DIR} / "messages";
    settings.reader = std::filesystem::path{ARKKI_BINARY_DIR} / "bin" / "arkki-reader";
    settings.database = "sqlite:" + (folder / "arkki.db").string();
    settings.hot_folder = folder / "inbox";
    settings.password_cost = {1, 8192};
    return settings;
}

}  // namespace

int main(int count, char** words) {
    const std::int64_t entries = count > 1 ? std::atoll(words[1]) : 200'000;
    const test::TestFolder folder;
    const auto settings = settings_in(folder.path());
    const auto credentials = service::set_up(settings, service::real_world(), std::nullopt);
    service::Office office{settings, service::real_world()};
    const auto begin = std::chrono::steady_clock::now();
    fill(office.database(), entries, count > 2 ? std::atoll(words[2]) : 365, office.world().clock());
    std::printf("%lld entries made in %.0f s\n", static_cast<long long>(entries),
                std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    const web::Site site{office};
    const web::Door door{site.routes(),
                         site.parts([](std::string_view line) { std::printf("%s\n", std::string{line}.c_str()); }),
                         site.door_settings()};
    test::Visitor auditor{door};
    auditor.sign_in(*std::ranges::find(credentials, "auditor", &service::Credential::user));
    const std::string middle = std::to_string(entries / 2);
    for (const auto& [page, address] :
         std::vector<Measured>{{"start page", "/"},
                               {"findings", "/findings"},
                               {"one entry, and the person's day", "/log/" + middle},
                               {"a customer, whole life", "/log?subject=AS-000001"},
                               {"a document, whole life", "/log?object=document%3A812"},
                               {"a person, next page", "/log?actor=3&before=" + middle},
                               {"everything, next page", "/log?from=&before=" + middle},
                               {"refusals of 30 days", "/log?result=denied"},
                               {"30 days of everything, with bars", "/log"},
                               {"30 days of a person, with bars", "/log?actor=3"},
                               {"30 days of nights, with bars", "/log?hours=19-5"},
                               {"30 days of break-glass, with bars", "/log?action=glass.broken"},
                               {"my log", "/my-log"}})
        std::printf("%-40s %8.1f ms\n", page, median_ms(auditor, address));
    return EXIT_SUCCESS;
}
