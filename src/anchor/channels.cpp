#include "anchor/channels.hpp"

#include "anchor/folder.hpp"
#include "anchor/syslog.hpp"
#include "anchor/time_stamp.hpp"
#include "anchor/witness.hpp"

namespace arkki::anchor {

std::vector<Channel> channels(const Addresses& to, const Outside& outside) {
    std::vector<Channel> set;
    const auto add = [&](const char* name, bool is_set, std::function<Receipt(const Parcel&)> deliver,
                         std::chrono::minutes rhythm, bool newest_covers) {
        if (is_set) set.push_back({name, std::move(deliver), rhythm, newest_covers});
    };
    using std::chrono::minutes;
    const MailSettings mail{to.mail_to, to.mail_from, to.mail_server, outside.words, to.patience};
    const SyslogSettings syslog{to.syslog, outside.clock, to.patience};
    const TimeStampSettings tsa{to.tsa, to.tsa_authorities, outside.randomness, to.patience};
    const WitnessSettings witness{to.witness, to.witness_vkey, to.patience};
    add(
        "folder", !to.folder.empty(),
        [folder = to.folder](const Parcel& parcel) { return put_into_folder(folder, parcel); }, minutes{0}, false);
    add(
        "syslog", !to.syslog.empty(), [syslog](const Parcel& parcel) { return send_syslog(syslog, parcel); },
        minutes{0}, false);
    add(
        "witness", !to.witness.empty(), [witness](const Parcel& parcel) { return ask_witness(witness, parcel); },
        minutes{0}, true);
    add(
        "tsa", !to.tsa.empty(), [tsa](const Parcel& parcel) { return stamp(tsa, parcel); }, to.tsa_rhythm, true);
    add(
        "mail", !to.mail_to.empty(), [mail](const Parcel& parcel) { return send_mail(mail, parcel); }, to.mail_rhythm,
        true);
    return set;
}

}  // namespace arkki::anchor
