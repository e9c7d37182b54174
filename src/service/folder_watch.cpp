#include "service/folder_watch.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "custody/units.hpp"
#include "intake/delivery.hpp"
#include "intake/mail_drop.hpp"

namespace arkki::service {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr std::chrono::milliseconds pace = 2s;
constexpr std::chrono::minutes forgotten_after{60};

/// The binder in which a folder's papers stand: of the settings, else of the set-up; nothing is the received tray.
std::optional<UnitId> unit_of(Office& office, std::string code) {
    if (code.empty()) std::getline(std::ifstream{office.settings().intake_place_file()}, code);
    if (code.empty()) return std::nullopt;
    const auto unit = office.database().read([&](db::Read& read) { return custody::find_unit(read, code); });
    if (!unit) throw Error{Fault::not_found, "unit.unknown", {}, "intake.place"};
    return unit->id;
}

/// What comes in must not be able to become what runs, what decides or what is kept.
void must_stand_apart(const fs::path& folder, const Settings& settings) {
    intake::must_not_overlap(folder, settings.data);
    for (const auto* part : {"config", "templates", "src"}) intake::must_not_overlap(folder, settings.home / part);
    if (!settings.reader.empty()) intake::must_not_overlap(folder, settings.reader.parent_path());
}

/// Tells in which of our folders a file was put aside, and does something there.
void decide(Office& office, const access::Desk& desk, const std::string& claim, const char* action,
            const PersonalText& reason, void (*act)(const fs::path&, const std::string&)) {
    desk.require("arrival.handle");
    const bool ours = claim.size() == 16 && claim.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!ours) throw Error{Fault::not_found, "intake.no_such_file"};  // before a line says that something was done
    for (const auto& folder : office.settings().hot_folders()) {
        if (!fs::is_directory(folder.folder / ".arkki" / "quarantine" / claim)) continue;
        auto event = desk.event(action);
        event.object = "folder:" + claim;
        event.reason = reason;
        desk.log().append(event);
        return act(folder.folder, claim);
    }
    throw Error{Fault::not_found, "intake.no_such_file"};
}

}  // namespace

/// Rings when something stirs in a folder of a local disk, or when the watch is to end.
class FolderWatch::Bell {
public:
    Bell() : inotify_{::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)}, end_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)} {}
    void watch(const fs::path& folder) const {
        ::inotify_add_watch(inotify_.get(), folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR);
    }
    void ring() const {
        const std::uint64_t one = 1;
        static_cast<void>(!::write(end_.get(), &one, sizeof one));
    }
    void wait(std::chrono::milliseconds time) const {
        std::array<pollfd, 2> both{pollfd{inotify_.get(), POLLIN, 0}, pollfd{end_.get(), POLLIN, 0}};
        if (::poll(both.data(), both.size(), static_cast<int>(time.count())) <= 0) return;
        std::array<char, 16'384> events{};  // that something happened is all we want; what, the look tells
        while (::read(inotify_.get(), events.data(), events.size()) > 0) {}
    }

private:
    intake::File inotify_, end_;
};

FolderWatch::FolderWatch(Office& office, Report report)
    : office_{office}, report_{std::move(report)}, bell_{std::make_unique<Bell>()} {
    const auto folders = office.settings().hot_folders();
    for (auto one = folders.begin(); one != folders.end(); ++one) {
        must_stand_apart(one->folder, office.settings());
        for (auto other = folders.begin(); other != one; ++other)
            if (one->folder.parent_path() != other->folder && other->folder.parent_path() != one->folder)
                intake::must_not_overlap(one->folder, other->folder);
        add(*one);
    }
}

FolderWatch::~FolderWatch() { stop(); }

void FolderWatch::add(const HotFolderSettings& settings) {
    folders_.push_back(std::make_unique<intake::HotFolder>(
        intake::HotFolder::Settings{.folder = settings.folder, .settle = settings.settle}, office_.world().clock,
        office_.world().randomness,
        [this, place = settings.place](int file, const std::string& name, const std::string& claim) {
            receive(file, name, claim, place);
        },
        [this](const std::string& claim) { return intake::claim_is_known(office_.database(), claim); }));
    bell_->watch(settings.folder);
}

void FolderWatch::receive(int file, const std::string& name, const std::string& claim, const std::string& place) {
    const auto desk = office_.machine_desk("intake");
    const auto intake = office_.intake(desk);
    const auto unit = unit_of(office_, place);
    if (intake::is_mail(file, name))
        return intake::MailDrop{desk, intake, office_.settings().spool()}.take_in(file, name, claim, unit);
    static_cast<void>(intake.receive(file, {"folder", PersonalText{name}, claim, unit, std::nullopt}));
}

void FolderWatch::guarded(const std::function<void()>& work) {
    try {
        work();
    } catch (const std::exception& fault) {  // what() of an Error holds no personal data; a look must not end the service
        report_(std::string{"hot folder: "} + fault.what());
    }
}

void FolderWatch::recover() {
    for (const auto& folder : folders_) guarded([&] { folder->recover(); });
}

int FolderWatch::poll() {
    int taken = 0;
    for (const auto& folder : folders_) guarded([&] { taken += folder->poll(); });
    tell_left_alone();
    return taken;
}

std::size_t FolderWatch::settling() const {
    std::size_t files = 0;
    for (const auto& folder : folders_) files += folder->settling();
    return files;
}

std::vector<intake::HotFolder::LeftAlone> FolderWatch::left_alone() const {
    std::vector<intake::HotFolder::LeftAlone> all;
    for (const auto& folder : folders_) all.insert(all.end(), folder->left_alone().begin(), folder->left_alone().end());
    return all;
}

/// Names may be people's and stay out of the operator's log; the inbox shows them.
void FolderWatch::tell_left_alone() {
    auto files = left_alone();
    if (files.size() != office_.left_alone().size())
        for (const auto& file : files) report_("hot folder: one file stays: " + file.reason);
    office_.tell_left_alone(std::move(files));
}

void FolderWatch::start() {
    if (!thread_.joinable()) thread_ = std::thread{[this] { run(); }};
}

void FolderWatch::stop() {
    stopped_ = true;
    bell_->ring();
    if (thread_.joinable()) thread_.join();
}

void FolderWatch::run() {
    recover();
    Instant tidied{};
    while (!stopped_) {
        const bool more = poll() > 0;
        if (const Instant now = office_.world().clock(); now - tidied >= forgotten_after) {
            tidied = now;
            guarded([&] { intake::close_forgotten(office_.machine_desk("intake"), forgotten_after); });
        }
        if (!more && !stopped_) bell_->wait(pause());
    }
}

/// Until the next file will have settled, at most two seconds.
std::chrono::milliseconds FolderWatch::pause() const {
    auto time = pace;
    const Instant now = office_.world().clock();
    for (const auto& folder : folders_)
        if (const auto next = folder->next_settled(); next && *next > now)
            time = std::min(time, std::chrono::ceil<std::chrono::milliseconds>(*next - now));
    return time;
}

void take_up_again(Office& office, const access::Desk& desk, const std::string& claim) {
    decide(office, desk, claim, "arrival.retried", {}, intake::take_up_again);
}

void delete_put_aside(Office& office, const access::Desk& desk, const std::string& claim, const PersonalText& reason) {
    decide(office, desk, claim, "arrival.discarded", reason, intake::delete_put_aside);
}

}  // namespace arkki::service
