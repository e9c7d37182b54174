#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arkki::intake {

/// What a scanner lets one choose, as `scanimage -A` tells it. The words are the driver's: foreign text that is shown and
/// handed back to it as it is, never looked into for more than a habit ("ADF" is a feeder).
struct ScanChoices {
    std::vector<std::string> sources;  ///< "Flatbed", "ADF"; empty: it has only one
    std::vector<std::string> modes;    ///< "Gray", "Color"
    std::vector<int> resolutions;      ///< dpi, ascending; of a range those that people use
};

/// Reads the list of options. What is not clean text, too long or inactive is left out; never throws.
[[nodiscard]] ScanChoices choices_from(std::string_view output);

/// Whether a source takes sheet after sheet by itself, and whether it takes both sides of each.
[[nodiscard]] bool feeds(std::string_view source);
[[nodiscard]] bool both_sides(std::string_view source);

/// The choice that suits most paper: the feeder if there is one, grey, 300 dpi or the nearest above.
struct ScanChoice {
    std::string source, mode;  ///< "" leaves it to the device
    int resolution = 300;      ///< dpi
};
[[nodiscard]] ScanChoice usual_choice(const ScanChoices& choices);
/// Whether the device offers this; what it does not let one choose must be empty.
[[nodiscard]] bool offers(const ScanChoices& choices, const ScanChoice& choice);

/// How one run over the paper ended.
enum class ScanEnd {
    done,         ///< the feeder is empty, or the one sheet of the glass is done
    no_paper,     ///< there was nothing to begin with
    jammed,
    cover_open,
    busy,         ///< somebody else uses the device
    cancelled,
    unreachable,  ///< no answer, or it went away
    no_access,    ///< the system does not let us use it
    refused,      ///< it does not take this source, mode or resolution
    timed_out,    ///< it said nothing for too long and was stopped
    no_room,      ///< the pages fill the disk
    broken        ///< the driver died or says something unknown
};
/// "jammed"; the message for people is "scan.jammed".
[[nodiscard]] std::string_view code(ScanEnd end) noexcept;

/// Listens to what `scanimage --batch --progress` says, piece by piece: lines end with \n, progress with \r.
///
/// The line "Batch terminated, 1 page scanned" is not believed: it counts a page that failed. Files are counted instead.
class ScanTalk {
public:
    void hear(std::string_view bytes);

    [[nodiscard]] int page() const noexcept { return page_; }        ///< under way, 0 before the first
    [[nodiscard]] int percent() const noexcept { return percent_; }  ///< of that page
    /// SANE status of what went wrong, if something did (SANE standard 1.06, table 1).
    [[nodiscard]] std::optional<int> fault() const noexcept { return fault_; }
    /// The device could not be opened at all; it did not take an option.
    [[nodiscard]] bool not_opened() const noexcept { return not_opened_; }
    [[nodiscard]] bool option_refused() const noexcept { return option_refused_; }

private:
    void line(std::string_view text);

    std::string line_;
    int page_ = 0, percent_ = 0;
    std::optional<int> fault_;
    bool not_opened_ = false, option_refused_ = false;
};

/// How the program ended.
struct ScanExit {
    std::optional<int> code = {};  ///< nothing: a signal ended it
    bool timed_out = false;   ///< we stopped it, as it said nothing
    bool cancelled = false;   ///< we stopped it, as somebody asked
    bool no_room = false;     ///< we stopped it, as its pages took too much room
};
/// @param files  pages that are there
[[nodiscard]] ScanEnd end_of(const ScanExit& exit, int files, const ScanTalk& talk);

}  // namespace arkki::intake
