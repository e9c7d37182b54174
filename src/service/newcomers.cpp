#include "service/newcomers.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "access/commitments.hpp"
#include "access/people.hpp"

namespace arkki::service {
namespace {

/// The text that was signed. Its hash stands for the sheet until a commitment with the scan's own hash is recorded.
std::string commitment_text(const Settings& settings) {
    std::ifstream in{settings.home / "templates" / "letters" / "confidentiality-commitment" / "fi.md",
                     std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace

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

Credential take_on(Office& office, const Newcomer& newcomer, PersonId witness) {
    const auto desk = office.machine_desk("maintenance");
    access::People people{desk};
    const auto person = people.add({newcomer.user, newcomer.name, newcomer.title, "own", desk.today()});
    access::Commitments{desk}.record(
        {person, "1", desk.today(), {}, hex(sha256(view(commitment_text(office.settings())))), witness});
    for (const auto& role : newcomer.roles) people.give_role(person, access::role_from(role), desk.today());
    const auto password = one_time_password(office.world().randomness);
    people.set_password(person, password, office.passwords());
    return {newcomer.user, newcomer.roles.front(), password, {}, {}};
}

std::vector<Credential> first_administrator(Office& office, const FirstPeople& people) {
    const auto witness = add_outsider(office, "witness", people.witness);
    return {take_on(office, {"admin", people.administrator, {}, {"admin"}}, witness)};
}

}  // namespace arkki::service
