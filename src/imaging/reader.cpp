#include "imaging/reader.hpp"

#include <unistd.h>

#include <array>

#include "base/error.hpp"
#include "imaging/pool.hpp"
#include "imaging/sealed_file.hpp"

namespace arkki::imaging {
namespace {

/// After so many pages in a row that crashed, hung or lied the rest is not tried: a hostile file must not hold a slot
/// for hours.
constexpr int patience = 3;

std::string refusal_before_opening(std::size_t size, FileKind kind, std::size_t largest) {
    if (size == 0) return "reader.empty";
    if (kind == FileKind::unknown) return "reader.unknown_type";
    if (size > largest) return "reader.file_too_big";
    return {};
}

PageOutcome broken_down(std::string failure) {
    PageOutcome outcome;
    outcome.failure = std::move(failure);
    outcome.broke_down = true;
    return outcome;
}

PageRead failed_page(int number, int of, std::string failure) {
    PageRead page;
    page.number = number;
    page.of = of;
    page.failure = std::move(failure);
    return page;
}

/// The pages of one file, one after the other.
class Walk {
public:
    Walk(Reading& reading, const std::function<void(PageRead)>& on_page) : reading_{reading}, on_page_{on_page} {}

    /// Takes the outcome of a page; false if the file has come to its end.
    bool take(int number, PageOutcome outcome) {
        if (reading_.pages == 0) {
            if (outcome.of_file || !outcome.pages) {
                first_failure_ = outcome.failure;
                return false;
            }
            reading_.pages = *outcome.pages;
        }
        if (outcome.no_such_page) return false;
        if (outcome.failure.empty() && outcome.pages != reading_.pages) outcome = broken_down("reader.bad_answer");
        breakdowns_ = outcome.broke_down ? breakdowns_ + 1 : 0;
        hand_out(number, std::move(outcome));
        return number < reading_.pages;
    }
    [[nodiscard]] bool out_of_patience() const noexcept { return breakdowns_ >= patience; }
    /// Why nothing could be read; empty if something was.
    [[nodiscard]] std::string refusal() const { return read_ > 0 ? std::string{} : first_failure_; }

private:
    void hand_out(int number, PageOutcome outcome) {
        if (outcome.failure.empty()) {
            ++read_;
            return on_page_(std::move(outcome.page));
        }
        ++reading_.failed;
        if (first_failure_.empty()) first_failure_ = outcome.failure;
        on_page_(failed_page(number, reading_.pages, std::move(outcome.failure)));
    }

    Reading& reading_;
    const std::function<void(PageRead)>& on_page_;
    std::string first_failure_;
    int read_{};
    int breakdowns_{};
};

/// The kind and size of a sealed file, looked at without holding it.
std::pair<FileKind, std::size_t> look_at(const SealedFile& file) {
    std::array<std::uint8_t, 16> head{};
    const auto size = ::lseek(file.descriptor(), 0, SEEK_END);
    const auto read = ::pread(file.descriptor(), head.data(), head.size(), 0);
    if (size < 0 || read < 0) throw Error{Fault::unavailable, "reader.unavailable", "the file cannot be looked at"};
    return {kind_of(ByteView{head}.first(static_cast<std::size_t>(read))), static_cast<std::size_t>(size)};
}

}  // namespace

Reader::Reader(ReaderSettings settings) : pool_{std::make_unique<Pool>(std::move(settings))} {}
Reader::~Reader() = default;

std::string Reader::engine() { return pool_->engine(); }

Reading Reader::read(ByteView file, const std::function<void(PageRead)>& on_page, int from) {
    Reading reading;
    reading.kind = kind_of(file);
    reading.refusal = refusal_before_opening(file.size(), reading.kind, pool_->settings().largest_file);
    if (!reading.refusal.empty()) return reading;
    reading.engine = pool_->engine();

    const SealedFile sealed{file};
    Walk walk{reading, on_page};
    int number = from;
    while (walk.take(
        number, walk.out_of_patience() ? broken_down("reader.gave_up") : pool_->read_page(sealed.descriptor(), number, {})))
        ++number;
    if (from == 1 || reading.pages == 0) reading.refusal = walk.refusal();
    return reading;
}

PageAnswer Reader::read_page(const SealedFile& file, int number, const Ask& ask) {
    PageAnswer answer;
    const auto [kind, size] = look_at(file);
    answer.kind = kind;
    answer.page = failed_page(number, 0, refusal_before_opening(size, kind, pool_->settings().largest_file));
    answer.of_file = !answer.page.failure.empty();
    if (answer.of_file) return answer;
    auto outcome = pool_->read_page(file.descriptor(), number, ask);
    answer.broke_down = outcome.broke_down;
    answer.no_such_page = outcome.no_such_page;
    answer.of_file = outcome.of_file;
    answer.pages = outcome.pages.value_or(0);
    answer.page = outcome.failure.empty() ? std::move(outcome.page)
                                          : failed_page(number, answer.pages, std::move(outcome.failure));
    return answer;
}

}  // namespace arkki::imaging
