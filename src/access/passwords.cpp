#include "access/passwords.hpp"

#include <sodium.h>

#include <array>
#include <atomic>
#include <fstream>
#include <semaphore>
#include <stdexcept>

#include "base/error.hpp"

namespace arkki::access {

namespace {

constexpr std::size_t shortest = 12;
constexpr std::size_t longest_bytes = 512;
constexpr int inside = 2;
constexpr int waiting = 8;

std::string lower_ascii(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

[[noreturn]] void refuse(const char* key) { throw Error{Fault::invalid, key, {}, "password"}; }

}  // namespace

struct Passwords::Gate {
    std::counting_semaphore<inside> places{inside};
    std::atomic<int> present = 0;  ///< inside or waiting
};

Passwords::Place::Place(Gate& gate) : gate_{gate} {
    if (gate_.present.fetch_add(1) >= inside + waiting) {
        --gate_.present;
        throw Error{Fault::unavailable, "login.wait"};
    }
    gate_.places.acquire();
}

Passwords::Place::~Place() {
    gate_.places.release();
    --gate_.present;
}

Passwords::Passwords(PasswordCost cost, const std::filesystem::path& common)
    : cost_{cost}, gate_{std::make_unique<Gate>()} {
    if (sodium_init() < 0) throw Error{Fault::unavailable, "password.no_randomness"};
    std::ifstream in{common};
    if (!in) throw Error{Fault::unavailable, "password.no_list"};
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) common_.insert(line);
    nobody_ = hash(enter(), PersonalText{"nobody has this password"});
}

Passwords::~Passwords() = default;

void Passwords::check_rules(const PersonalText& password, const std::string& user_name) const {
    const std::string& text = password.reveal();
    if (!is_clean_utf8(text) || code_points(text) < shortest) refuse("password.short");
    if (text.size() > longest_bytes) refuse("password.long");
    const std::string plain = lower_ascii(text);
    if (common_.contains(plain) || plain.find_first_not_of(plain.front()) == std::string::npos)
        refuse("password.common");
    if (!user_name.empty() && plain.find(user_name) != std::string::npos) refuse("password.user_name");
}

std::string Passwords::hash(const Place&, const PersonalText& password) const {
    std::array<char, crypto_pwhash_STRBYTES> made{};
    const std::string& text = password.reveal();
    if (crypto_pwhash_str(made.data(), text.data(), text.size(), cost_.rounds, cost_.memory) != 0)
        throw Error{Fault::unavailable, "password.no_memory"};
    return made.data();
}

bool Passwords::matches(const Place&, const std::string& hash, const PersonalText& password) const {
    const std::string& text = password.reveal();
    return text.size() <= longest_bytes && crypto_pwhash_str_verify(hash.c_str(), text.data(), text.size()) == 0;
}

void Passwords::pretend(const Place& place, const PersonalText& password) const {
    static_cast<void>(matches(place, nobody_, password));
}

bool Passwords::outdated(const std::string& hash) const {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.rounds, cost_.memory) != 0;
}

}  // namespace arkki::access
