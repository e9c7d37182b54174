#include "intake/scanner.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace arkki::intake {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_answer = 256 * 1024;

bool plain(std::string_view text, std::string_view also) {
    return std::ranges::all_of(text, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               also.find(c) != std::string_view::npos;
    });
}

/// Private to the service: pages are personal data.
void make_folder(const fs::path& folder) {
    std::error_code fault;
    fs::create_directories(folder, fault);
    fs::permissions(folder, fs::perms::owner_all, fault);
    if (!fs::is_directory(folder, fault)) throw Error{Fault::unavailable, "scan.no_folder"};
}

void write_file(const fs::path& file, const std::string& text) {
    const fs::path fresh = file.string() + ".new";
    std::ofstream{fresh, std::ios::trunc} << text;
    std::error_code fault;
    fs::rename(fresh, file, fault);
    if (fault) throw Error{Fault::unavailable, "scan.no_folder"};
}

/// 12 of "p0012.png".
std::optional<int> sheet_of(const std::string& name) {
    if (!name.starts_with("p") || !name.ends_with(".png")) return std::nullopt;
    int sheet = 0;
    const auto [end, fault] = std::from_chars(name.data() + 1, name.data() + name.size() - 4, sheet);
    return fault == std::errc{} && end == name.data() + name.size() - 4 && sheet > 0 ? std::optional{sheet}
                                                                                     : std::nullopt;
}

struct Room {
    std::uint64_t used = 0, left = 0;
};

Room room_in(const fs::path& folder) {
    Room room;
    std::error_code fault;
    for (const auto& entry : fs::directory_iterator{folder, fault})
        if (const auto size = entry.file_size(fault); !fault) room.used += size;
    room.left = fs::space(folder, fault).available;
    return room;
}

}  // namespace

void ScannerDevice::check() const {
    const bool one_way = address.empty() != sane.empty();
    const bool sound = !code.empty() && code.size() <= 32 && plain(code, "-_") && is_clean_utf8(name) &&
                       address.find_first_of("\n\r\", ") == std::string::npos &&
                       (address.empty() || address.starts_with("http://") || address.starts_with("https://")) &&
                       sane.find_first_of("\n\r") == std::string::npos && !sane.starts_with('-') &&
                       plain(sane.substr(0, sane.find(':')), "-_");
    if (!one_way || !sound) throw Error{Fault::invalid, "scan.bad_device", code};
}

DeviceLock::DeviceLock(const fs::path& folder, const std::string& device) {
    make_folder(folder);
    file_ = imaging::Descriptor{::open((folder / (device + ".lock")).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (!file_ || ::flock(file_.number(), LOCK_EX | LOCK_NB) != 0) throw Error{Fault::conflict, "scan.device_in_use"};
}

Scanner::Scanner(ScannerDevice device, Settings settings) : device_{std::move(device)}, settings_{std::move(settings)} {
    device_.check();
}

std::string Scanner::sane_name() const {
    return device_.address.empty() ? device_.sane : "airscan:e0:" + device_.code;
}

/// dll.conf names the one driver; of a network scanner airscan.conf says the address, and that nothing is searched for.
fs::path Scanner::write_settings() const {
    const fs::path folder = settings_.folder / device_.code;
    make_folder(folder);
    if (!device_.address.empty()) {
        write_file(folder / "dll.conf", "airscan\n");
        write_file(folder / "airscan.conf", "[devices]\n\"" + device_.code + "\" = " + device_.address +
                                                ", eSCL\n[options]\ndiscovery = disable\n");
        return folder;
    }
    const std::string driver = device_.sane.substr(0, device_.sane.find(':'));
    write_file(folder / "dll.conf", driver + "\n");
    std::error_code none_of_its_own;
    fs::copy_file(settings_.drivers / (driver + ".conf"), folder / (driver + ".conf"),
                  fs::copy_options::overwrite_existing, none_of_its_own);
    return folder;
}

ScanChoices Scanner::choices(const std::atomic<bool>* stop) const {
    const fs::path settings = write_settings();
    const auto ask = [&](ScanProcess::Speech speech, const auto& hear) {
        ScanProcess process{{settings_.program, {"-A", "-d", sane_name()}, settings, settings}, speech};
        return process.watch(settings_.patience, [&](std::string_view words) {
            hear(words);
            return stop && *stop ? ScanProcess::Wish::stop : ScanProcess::Wish::go_on;
        });
    };
    std::string answer;
    const auto exit = ask(ScanProcess::Speech::output, [&](std::string_view words) {
        answer.append(words.substr(0, longest_answer - std::min(answer.size(), longest_answer)));
    });
    if (exit.code == 0) return choices_from(answer);
    if (exit.cancelled || exit.timed_out)
        throw Error{Fault::unavailable, exit.cancelled ? "scan.cancelled" : "scan.timed_out", device_.code};
    // Why not is said with the other voice.
    ScanTalk talk;
    const auto again = ask(ScanProcess::Speech::errors, [&](std::string_view words) { talk.hear(words); });
    const auto end = again.code == 0 ? ScanEnd::busy : end_of(again, 0, talk);
    throw Error{Fault::unavailable, "scan." + std::string{code(end)}, device_.code};
}

ScanProcess::Command Scanner::command(const ScanOrder& order) const {
    ScanProcess::Command command{settings_.program, {"-d", sane_name()}, write_settings(), order.folder};
    auto& arguments = command.arguments;
    if (!order.choice.source.empty()) arguments.push_back("--source=" + order.choice.source);
    if (!order.choice.mode.empty()) arguments.push_back("--mode=" + order.choice.mode);
    if (order.choice.resolution > 0) arguments.push_back("--resolution=" + std::to_string(order.choice.resolution));
    arguments.insert(arguments.end(), device_.options.begin(), device_.options.end());
    arguments.insert(arguments.end(), {"--format=png", "--progress", "--batch=p%04d.png",
                                       "--batch-start=" + std::to_string(order.first_sheet)});
    if (order.most_sheets > 0) arguments.push_back("--batch-count=" + std::to_string(order.most_sheets));
    command.largest_file = settings_.most_bytes;
    return command;
}

ScanEnd Scanner::run(const ScanOrder& order, const ScanWatch& watch) const {
    make_folder(order.folder);
    int sheets = 0, looked_at_page = 0;
    std::pair<int, int> told{0, 0};
    ScanTalk talk;
    ScanProcess process{command(order), ScanProcess::Speech::errors};
    const auto exit = process.watch(settings_.patience, [&](std::string_view words) {
        talk.hear(words);
        const std::pair now{talk.page(), talk.percent()};
        if (watch.on_progress && now.first > 0 && std::exchange(told, now) != now)
            watch.on_progress(now.first, now.second);
        if (watch.stop && *watch.stop) return ScanProcess::Wish::stop;
        // When the next page begins, the last one has its name.
        if (!words.empty() && std::exchange(looked_at_page, talk.page()) == talk.page()) return ScanProcess::Wish::go_on;
        sheets += hand_over_pages(order.folder, watch.on_sheet);
        const Room room = room_in(order.folder);
        return room.used > settings_.most_bytes || room.left < settings_.least_free ? ScanProcess::Wish::no_room
                                                                                   : ScanProcess::Wish::go_on;
    });
    sheets += hand_over_pages(order.folder, watch.on_sheet);
    return end_of(exit, sheets, talk);
}

int hand_over_pages(const fs::path& folder, const std::function<void(int sheet, int file)>& on_sheet) {
    std::map<int, fs::path> pages;
    std::error_code fault;
    for (const auto& entry : fs::directory_iterator{folder, fault})
        if (const auto sheet = sheet_of(entry.path().filename().string())) pages.emplace(*sheet, entry.path());
    for (const auto& [sheet, path] : pages) {
        const imaging::Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
        if (!file) throw Error{Fault::unavailable, "scan.no_folder"};
        on_sheet(sheet, file.number());
        ::unlink(path.c_str());
    }
    return static_cast<int>(pages.size());
}

}  // namespace arkki::intake
