#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "audit/body.hpp"
#include "audit/event.hpp"
#include "base/bytes.hpp"

/// What of an event goes into the tree: format "arkki-audit/v1" of docs/formats.md.
namespace arkki::audit {

/// Tells hashes of different kinds apart, beside RFC 6962's 0x00 for leaves and 0x01 for nodes.
constexpr std::uint8_t group_tag = 0x02;
constexpr std::uint8_t subject_tag = 0x03;
constexpr std::uint8_t subject_salt_tag = 0x04;

using Salt = std::array<std::uint8_t, 16>;

/// Five random values of an event: one per group, so that an erased group cannot be guessed, and one its data subjects'
/// salts are made of, so that each can be opened alone.
struct Salts {
    Salt a, s, c, f, subjects;
};

/// The four groups' commitments.
struct Commitments {
    Digest a, s, c, f;
};

/// The groups' bodies: JSON without white space, every key always there, in this order.
[[nodiscard]] std::string body_a(const Event& event);
[[nodiscard]] std::string body_s(const Event& event, const Salt& subjects_seed);
[[nodiscard]] std::string body_c(const Event& event);
[[nodiscard]] std::string body_f(const Event& event);

/// SHA-256(0x02 || salt || body)
[[nodiscard]] Digest commitment(const Salt& salt, std::string_view body);
/// First half of SHA-256(0x04 || seed || id in decimal)
[[nodiscard]] Salt subject_salt(const Salt& seed, CustomerId subject);
/// SHA-256(0x03 || subject salt || id in decimal)
[[nodiscard]] Digest subject_commitment(const Salt& subject_salt, CustomerId subject);

[[nodiscard]] Commitments commitments(const Event& event, const Salts& salts);
/// The entry as it is hashed into the tree: six lines, each ending with a line feed.
[[nodiscard]] std::string leaf_text(EventId seq, Instant at, const Commitments& commitments);
void append_leaf_text(std::string& out, EventId seq, Instant at, const Commitments& commitments);

}  // namespace arkki::audit
