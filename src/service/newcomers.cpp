#include "service/newcomers.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "access/commitment_texts.hpp"
#include "access/people.hpp"
#include "service/commitment_work.hpp"

namespace arkki::service {

PersonalText one_time_password(const Randomness& randomness) {
    static constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz";
    std::string text;
    for (const auto byte : random_bytes(randomness, 20)) {
        if (text.size() % 6 == 5) text += '-';
        text += letters[byte & 31];
    }
    return PersonalText{text};
}

void write_private(const std::filesystem::path& file, ByteView bytes) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = descriptor >= 0 &&
                         ::write(descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                         ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!written) throw Error{Fault::unavailable, "setup.cannot_write", file.string()};
}

PersonId add_outsider(Office& office, const std::string& user, const PersonalText& name) {
    const auto desk = office.machine_desk("maintenance");
    return access::People{desk}.add({user, name, {}, "outside", desk.today()});
}

Credential take_on(Office& office, const Newcomer& newcomer, PersonId witness, access::Chosen chosen) {
    const auto desk = office.machine_desk("maintenance");
    access::People people{desk};
    const auto person = people.add({newcomer.user, newcomer.name, newcomer.title, "own", desk.today()});
    // The hash of the text stands for the sheet until a commitment with the scan's own hash is recorded.
    const auto text = access::CommitmentTexts{desk}.find(commitment_version(office, desk), Language::fi);
    static_cast<void>(record_sheet(office, desk,
                                   {person, Language::fi, desk.today(), {}, witness, text.version, {}, text.sha256}));
    for (const auto& role : newcomer.roles) people.give_role(person, access::role_from(role), desk.today());
    const auto password = one_time_password(office.world().randomness);
    people.set_password(person, password, office.passwords(), chosen);
    return {newcomer.user, newcomer.roles.front(), password, {}, {}};
}

std::vector<Credential> first_administrator(Office& office, const FirstPeople& people) {
    const auto witness = add_outsider(office, "witness", people.witness);
    return {take_on(office, {"admin", people.administrator, {}, {"admin"}}, witness, access::Chosen::by_another)};
}

}  // namespace arkki::service
