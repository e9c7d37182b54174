#include "intake/mail_drop.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <string_view>

#include "imaging/file_kind.hpp"
#include "intake/batches.hpp"
#include "intake/folder_files.hpp"
#include "intake/mail.hpp"
#include "jobs/jobs.hpp"

namespace arkki::intake {
namespace {

constexpr std::size_t enough_to_tell = 4'096;

/// The bytes of a file, without taking memory for them.
class Mapped {
public:
    explicit Mapped(int file) {
        struct stat facts {};
        if (::fstat(file, &facts) != 0) throw Error{Fault::unavailable, "intake.unreadable"};
        size_ = static_cast<std::size_t>(facts.st_size);
        if (size_ == 0) return;
        bytes_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes_ == MAP_FAILED) throw Error{Fault::unavailable, "intake.unreadable"};
    }
    ~Mapped() {
        if (size_ > 0) ::munmap(bytes_, size_);
    }
    Mapped(const Mapped&) = delete;
    Mapped& operator=(const Mapped&) = delete;
    [[nodiscard]] std::string_view text() const { return {static_cast<const char*>(bytes_), size_}; }

private:
    void* bytes_ = nullptr;
    std::size_t size_ = 0;
};

/// An empty file in the spool that has no name any more.
File nameless(const std::filesystem::path& spool) {
    std::filesystem::create_directories(spool);
    std::string name = (spool / "mail-XXXXXX").string();
    File file{::mkostemp(name.data(), O_CLOEXEC)};
    if (file.get() < 0) throw Error{Fault::unavailable, "web.spool_full"};
    ::unlink(name.c_str());
    return file;
}

void write_whole(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) throw Error{Fault::unavailable, "web.spool_full"};
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// By content: what a sender says of a type is his own affair.
bool can_be_paper(const Attachment& attachment) {
    const std::string beginning = beginning_of(attachment, enough_to_tell);
    return imaging::kind_of(view(beginning)) != imaging::FileKind::unknown;
}

}  // namespace

bool is_mail(int file, const std::string& name) {
    std::string ending = name.size() >= 4 ? name.substr(name.size() - 4) : "";
    std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (ending != ".eml") return false;
    std::array<char, 65'536> piece{};
    const auto got = ::pread(file, piece.data(), piece.size(), 0);
    const std::string_view beginning{piece.data(), got < 0 ? 0 : static_cast<std::size_t>(got)};
    return looks_like_mail(beginning.substr(0, beginning.rfind('\n') + 1));
}

std::string claim_of_attachment(const std::string& mail, int n) {
    return mail.empty() ? "" : mail + "-" + std::to_string(n);
}

void MailDrop::take_in(int file, const std::string& name, const std::string& claim, std::optional<UnitId> unit) const {
    Source mail{"mail", PersonalText{name}, claim, unit, std::nullopt};
    mail.batch = batch_of(claim, unit);
    static_cast<void>(unpack(file, mail));
    Batches{desk_}.close(*mail.batch);
}

ArrivalId MailDrop::unpack(int file, const Source& mail) const {
    std::string fault;
    {
        const Mapped bytes{file};
        try {
            take_in_attachments(bytes.text(), mail);
        } catch (const Error& error) {
            if (!error.key().starts_with("mail.")) throw;
            fault = error.key();
        }
    }
    // Last: its claim says that all the rest is in. Nobody reads it as a page.
    return intake_.receive(file, mail, [&](db::Write& write, ArrivalId arrival) {
        jobs::void_of(write, "read", arrival.value());
        write.run(
            "UPDATE arrival SET media = 'mail', state = :state, reason = :reason, finished_at = :now"
            " WHERE id = :id AND state = 'received'",
            {{"state", fault.empty() ? "unpacked" : "quarantined"},
             {"reason", fault},
             {"now", desk_.now()},
             {"id", arrival}});
    });
}

/// Attachments of a mail that turns out to be hostile in its middle are not begun with: the parts are known first.
void MailDrop::take_in_attachments(std::string_view bytes, const Source& mail) const {
    const Mail parts{bytes};
    Source sheet = mail;
    sheet.sheet = 0;  // the next one of the batch
    int found = 0;
    for (const auto& attachment : parts.attachments()) {
        if (!can_be_paper(attachment)) continue;
        sheet.claim = claim_of_attachment(mail.claim, ++found);
        if (!sheet.claim.empty() && claim_is_known(desk_.database(), sheet.claim)) continue;
        const File file = nameless(spool_);
        decode(attachment, [&](std::string_view piece) { write_whole(file.get(), piece); });
        if (::lseek(file.get(), 0, SEEK_SET) != 0) throw Error{Fault::unavailable, "web.spool_full"};
        sheet.name = attachment.name.empty() ? mail.name : attachment.name;
        static_cast<void>(intake_.receive(file.get(), sheet));
    }
    if (found == 0) throw Error{Fault::invalid, "mail.nothing_usable"};
}

/// The batch a crash left open under this claim, else a fresh one.
BatchId MailDrop::batch_of(const std::string& claim, std::optional<UnitId> unit) const {
    for (const auto& batch : Batches{desk_}.open_batches())
        if (batch.way == "mail" && batch.device == claim) return batch.id;
    return Batches{desk_}.open({"mail", claim, std::nullopt, unit, std::nullopt});
}

}  // namespace arkki::intake
