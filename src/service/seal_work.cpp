#include "service/seal_work.hpp"

#include <unistd.h>

#include <algorithm>
#include <map>

#include "access/notices.hpp"
#include "audit/checkpoints.hpp"
#include "audit/query.hpp"
#include "service/sealer_keys.hpp"
#include "tlog/note.hpp"
#include "tlog/seal_client.hpp"

namespace arkki::service {
namespace {

using namespace std::chrono_literals;
using tlog::SealAnswer;

constexpr auto patience = 30s;

/// The alarm that an error means.
std::string alarm_of(const Error& error) {
    static const std::map<std::string, std::string, std::less<>> codes{{"seal.no_sealer", "no_sealer"},
                                                                       {"seal.bad_answer", "bad_note"},
                                                                       {"seal.no_key", "no_key"},
                                                                       {"audit.bad_vkey", "no_key"},
                                                                       {"audit.bad_signature", "bad_note"},
                                                                       {"audit.bad_checkpoint", "bad_note"},
                                                                       {"seal.row_changed", "row_changed"},
                                                                       {"seal.two_notes", "forked"},
                                                                       {"seal.halted", "halted"},
                                                                       {"seal.behind", "behind"},
                                                                       {"seal.forked", "forked"}};
    const auto found = codes.find(error.key());
    return found == codes.end() ? "fault" : found->second;
}

}  // namespace

SealWork::SealWork(Office& office, Report report) : office_{office}, report_{report}, courier_{office, report} {}

SealWork::~SealWork() { stop(); }

/// Runs a talk with the sealer and keeps as news how it went.
void SealWork::try_to(const std::function<void()>& work) {
    const std::lock_guard lock{one_seal_};
    const std::string before = news_.fault;
    news_.asked_at = last_try_ = office_.world().clock();
    try {
        work();
        news_.fault.clear();
    } catch (const Error& error) {
        news_.fault = alarm_of(error);
        if (news_.fault != before) report_(std::string{"seal: "} + error.what());
    }
    office_.seal_news().keep(news_);
}

void SealWork::check() {
    try_to([this] {
        Talk talk;
        const auto size = office_.database().read([](db::Read& read) { return audit::current(read).size; });
        ask(talk, tlog::push_text(size, {}));
        reopen();
        say_keys();
    });
}

void SealWork::seal() {
    try_to([this] { seal_all(); });
}

void SealWork::seal_all() {
    Talk talk;
    const auto size = office_.database().read([](db::Read& read) { return audit::current(read).size; });
    ask(talk, tlog::push_text(size, {}));
    while (talk.from < size) push(talk, size);
    if (talk.note.empty()) return;
    const Instant now = office_.world().clock();
    office_.database().write([&](db::Write& write) { audit::keep_checkpoint(write, talk.note, now); });
    courier_.hand_over(talk.from);
}

void SealWork::push(Talk& talk, std::uint64_t to) {
    const std::uint64_t before = talk.from;
    to = std::min(to, before + tlog::max_push);
    const auto leaves = office_.database().read([&](db::Read& read) { return audit::leaf_texts(read, before, to); });
    ask(talk, tlog::push_text(before, leaves));
    if (talk.from <= before) throw Error{Fault::unavailable, "seal.no_sealer", "it takes nothing"};
}

/// Asks, and believes nothing of the answer but what the pinned key signed and our own log bears out.
void SealWork::ask(Talk& talk, const std::string& request) {
    const auto word = tlog::ask_sealer(office_.settings().seal.socket, request, patience);
    news_.same_user = word.uid == ::geteuid();
    const SealAnswer& answer = word.answer;
    if (answer.kind == SealAnswer::Kind::bad)
        throw Error{Fault::unavailable, "seal.halted", std::to_string(answer.number) + " " + answer.why};
    if (answer.kind != SealAnswer::Kind::ok && answer.kind != SealAnswer::Kind::size)
        throw Error{Fault::unavailable, "seal.refused", answer.why};
    news_.reached_at = office_.world().clock();
    if (!answer.note.empty())
        believe(talk, answer.note, answer.kind == SealAnswer::Kind::size ? answer.number : 0);
    else
        talk = {};  // it has not begun
}

void SealWork::believe(Talk& talk, const std::string& note, std::uint64_t said) {
    const auto checkpoint = signed_by_one(note, pinned_keys(office_.settings()));
    if (said != 0 && said != checkpoint.size) throw Error{Fault::corrupt, "seal.bad_answer"};
    const auto [size, ours] = office_.database().read([&](db::Read& read) {
        return std::pair{audit::current(read).size, audit::is_of_this_log(read, checkpoint)};
    });
    if (checkpoint.size > size) close("behind", checkpoint.size);
    if (!ours) close("forked", checkpoint.size);
    talk = {checkpoint.size, note};
}

/// A log that is not the one that was sealed must not go on: what followed could never be proved.
void SealWork::close(const std::string& why, std::uint64_t size) {
    office_.database().write([&](db::Write& write) { audit::close_log(write, why); });
    throw Error{Fault::unavailable, "seal." + why, "the sealer has sealed " + std::to_string(size)};
}

void SealWork::reopen() {
    const auto closed = office_.database().read([](db::Read& read) { return audit::why_closed(read); });
    if (closed.empty()) return;
    office_.database().write([](db::Write& write) { audit::reopen_log(write); });
    report_("seal: the log is again the one that was sealed; it is open");
}

/// Every key that is pinned stands in the log, so that a change of keys cannot be made quietly.
void SealWork::say_keys() {
    const auto said = office_.database().read([](db::Read& read) {
        std::set<std::string> keys;
        audit::Filter filter;
        filter.action = "log.key";
        for (const auto& entry : audit::entries(read, filter, std::nullopt, 100))
            for (const auto& [name, value] : entry.event.args)
                if (name == "vkey") keys.insert(value);
        return keys;
    });
    for (const auto& key : pinned_keys(office_.settings())) {
        if (said.contains(key.text())) continue;
        auto event = office_.machine_desk("maintenance").event("log.key");
        event.args = {{"vkey", key.text()}};
        office_.log().append(event);
    }
}

bool SealWork::is_due() {
    if (office_.seal_news().take_wish()) return true;
    const SealSettings& settings = office_.settings().seal;
    const Instant now = office_.world().clock();
    const auto [latest, worth] = office_.database().read([](db::Read& read) {
        const auto checkpoint = audit::latest_checkpoint(read);
        return std::pair{checkpoint, audit::worth_sealing(read, checkpoint ? checkpoint->size : 0)};
    });
    if (!latest) return now - last_try_ >= 10s;
    if (worth >= settings.events && now - last_try_ >= 10s) return true;
    if (now - last_try_ < settings.interval) return false;
    return worth > 0 || now - latest->at >= 24h;  // a sign of life each day: silence is an attack too
}

void SealWork::tell() {
    const auto alarms = seal_status(office_).alarms;
    const std::set<std::string> now{alarms.begin(), alarms.end()};
    const Instant at = office_.world().clock();
    office_.database().write([&](db::Write& write) {
        for (const auto& code : now)
            if (seen_.contains(code) && !told_.contains(code))
                for (const auto role : {access::Role::auditor, access::Role::admin})
                    access::notify(write, {access::Addressee::to(role), "seal." + code, "", 0}, at);
        for (const auto& code : seal_alarm_codes())
            if (!now.contains(code) && (first_ || told_.contains(code)))
                access::settle(write, "seal." + code, "", access::machine_person, at);
    });
    std::set<std::string> told;
    for (const auto& code : now)
        if (seen_.contains(code)) told.insert(code);
    told_ = std::move(told);
    seen_ = now;
    first_ = false;
}

void SealWork::guarded(const char* what, const std::function<void()>& work) {
    try {
        work();
    } catch (const std::exception& fault) {  // must not end the service; what() of an Error holds no personal data
        report_(std::string{what} + ": " + fault.what());
    }
}

bool SealWork::pause(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    return !stopping_.wait_for(lock, time, [this] { return stopped_; });
}

void SealWork::start() {
    threads_.emplace_back([this] {
        for (int second = 0; pause(1s); ++second) {
            guarded("seal", [this] {
                if (is_due()) seal();
            });
            if (second % 60 == 59) guarded("seal", [this] { tell(); });
        }
    });
    threads_.emplace_back([this] {
        while (pause(1s)) guarded("courier", [this] { courier_.deliver(); });
    });
}

void SealWork::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopped_ = true;
    }
    stopping_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

}  // namespace arkki::service
