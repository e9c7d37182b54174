#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "blobs/vault.hpp"
#include "support/test_folder.hpp"
#include "support/test_world.hpp"

using namespace arkki;
using blobs::BlobId;
using blobs::Vault;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t message = 64 * 1024;
constexpr std::size_t before_messages = 8 + 24;  // magic and stream header
constexpr std::size_t sealed_message = message + 17;

auto key_is(const char* key) {
    return [key](const Error& error) { return error.key() == key; };
}

Bytes bytes_from(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return Bytes(std::istreambuf_iterator<char>{in}, {});
}

void write_to(const fs::path& file, ByteView bytes) {
    std::ofstream{file, std::ios::binary | std::ios::trunc} << text_of(bytes);
}

struct Room {
    test::TestFolder folder;
    fs::path key_file = folder.path() / "master.key";
    fs::path place = folder.path() / "blobs";
    std::unique_ptr<Vault> vault;
    Room() {
        Vault::create(place, key_file);
        vault = std::make_unique<Vault>(place, key_file);
    }
    [[nodiscard]] fs::path file_of(const BlobId& id) const {
        return place / id.text.substr(0, 2) / id.text.substr(2, 2) / id.text;
    }
    [[nodiscard]] std::size_t files() const {
        std::size_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator{place}) count += entry.is_regular_file();
        return count;
    }
};

Bytes sample(std::size_t size) { return random_bytes(test::repeatable_randomness(7), size); }

/// Puts changed bytes under the name they then have, as an attacker with the disk would.
BlobId planted(const Room& room, const Bytes& sealed) {
    const BlobId id{hex(sha256(sealed))};
    fs::create_directories(room.file_of(id).parent_path());
    write_to(room.file_of(id), sealed);
    return id;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_master_key_that_others_may_read_is_refused) {
    Room room;
    for (const mode_t mode : {0640u, 0604u, 0620u, 0602u, 0610u, 0644u}) {
        ::chmod(room.key_file.c_str(), mode);
        BOOST_CHECK_EXCEPTION(Vault(room.place, room.key_file), Error, key_is("vault.key_open_to_others"));
    }
    ::chmod(room.key_file.c_str(), 0400);
    BOOST_CHECK_NO_THROW(Vault(room.place, room.key_file));
}

BOOST_AUTO_TEST_CASE(a_missing_or_damaged_master_key_is_refused) {
    Room room;
    BOOST_CHECK_EXCEPTION(Vault(room.place, room.folder.path() / "none"), Error, key_is("vault.no_key"));
    for (const auto* text : {"", "not base64!", "c2hvcnQ=", "\n"}) {
        write_to(room.key_file, view(text));
        BOOST_CHECK_EXCEPTION(Vault(room.place, room.key_file), Error, key_is("vault.bad_key"));
    }
}

BOOST_AUTO_TEST_CASE(a_master_key_is_never_overwritten_and_never_made_for_strange_blobs) {
    Room room;
    const auto before = bytes_from(room.key_file);
    BOOST_CHECK_EXCEPTION(Vault::create(room.place, room.key_file), Error, key_is("vault.key_exists"));
    BOOST_TEST(bytes_from(room.key_file) == before);
    room.vault->put(room.vault->new_key(), sample(10));
    BOOST_CHECK_EXCEPTION(Vault::create(room.place, room.folder.path() / "second.key"), Error,
                          key_is("vault.not_empty"));
}

BOOST_AUTO_TEST_CASE(key_file_and_folders_belong_to_the_owner_alone) {
    Room room;
    const auto stored = room.vault->put(room.vault->new_key(), sample(10));
    const auto mode = [](const fs::path& path) { return static_cast<int>(fs::status(path).permissions()) & 077; };
    for (const auto& path : {room.key_file, room.place, room.file_of(stored.id), room.file_of(stored.id).parent_path()})
        BOOST_TEST(mode(path) == 0);
}

BOOST_AUTO_TEST_CASE(what_is_put_comes_back_whatever_its_size) {
    Room room;
    const auto key = room.vault->new_key();
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, message - 1, message, message + 1, 2 * message, 3 * message + 17}) {
        const auto plain = sample(size);
        const auto stored = room.vault->put(key, plain);
        BOOST_TEST(stored.size == size);
        BOOST_TEST(stored.sha256 == hex(sha256(plain)));
        BOOST_TEST((room.vault->get(key, stored.id) == plain));
        BOOST_TEST(stored.id.text == hex(sha256(bytes_from(room.file_of(stored.id)))));
    }
}

BOOST_AUTO_TEST_CASE(a_file_is_put_from_where_it_stands) {
    Room room;
    const auto plain = sample(message + 5);
    write_to(room.folder.path() / "scan", plain);
    const int file = ::open((room.folder.path() / "scan").c_str(), O_RDONLY);
    ::lseek(file, 3, SEEK_SET);
    const auto key = room.vault->new_key();
    const auto stored = room.vault->put_file(key, file);
    ::close(file);
    BOOST_TEST(stored.size == plain.size() - 3);
    BOOST_TEST((room.vault->get(key, stored.id) == Bytes(plain.begin() + 3, plain.end())));
}

BOOST_AUTO_TEST_CASE(the_same_content_twice_has_two_names_and_shows_nowhere) {
    Room room;
    const auto key = room.vault->new_key();
    const std::string secret = "Taimi Esimerkki, Kuvitteellinenkatu 3";
    const auto first = room.vault->put(key, view(secret)), second = room.vault->put(key, view(secret));
    BOOST_TEST(first.id.text != second.id.text);
    BOOST_TEST(first.id.text != first.sha256);
    BOOST_TEST(text_of(bytes_from(room.file_of(first.id))).find("Esimerkki") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_kind_of_damage_is_noticed_even_under_a_fitting_name) {
    Room room;
    const auto key = room.vault->new_key();
    const auto stored = room.vault->put(key, sample(3 * message));
    const Bytes sealed = bytes_from(room.file_of(stored.id));
    const auto is_damaged = [&](const Bytes& changed, const std::string& how) {
        BOOST_TEST_CONTEXT(how)
        BOOST_CHECK_EXCEPTION((void)room.vault->get(key, planted(room, changed)), Error, key_is("vault.damaged"));
    };
    for (const std::size_t at : {std::size_t{0}, std::size_t{7}, std::size_t{8}, before_messages - 1, before_messages,
                                 before_messages + 100, before_messages + sealed_message, sealed.size() - 1}) {
        Bytes changed = sealed;
        changed[at] ^= 1;
        is_damaged(changed, "bit flipped at " + std::to_string(at));
    }
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{8}, before_messages, before_messages + 1, before_messages + sealed_message,
          before_messages + 2 * sealed_message, before_messages + 2 * sealed_message + 5, sealed.size() - 1})
        is_damaged(Bytes(sealed.begin(), sealed.begin() + static_cast<long>(size)), "cut at " + std::to_string(size));
    Bytes swapped = sealed;
    const auto messages = swapped.begin() + before_messages;
    std::swap_ranges(messages, messages + sealed_message, messages + sealed_message);
    is_damaged(swapped, "two messages swapped");
    Bytes longer = sealed;
    longer.push_back(0);
    is_damaged(longer, "a byte more");
    longer = sealed;
    longer.insert(longer.end(), sealed.begin() + before_messages, sealed.end());
    is_damaged(longer, "messages after the end");
}

BOOST_AUTO_TEST_CASE(one_sound_blob_in_the_place_of_another_is_noticed) {
    Room room;
    const auto key = room.vault->new_key();
    const auto page1 = room.vault->put(key, sample(100)), page2 = room.vault->put(key, sample(200));
    fs::copy_file(room.file_of(page2.id), room.file_of(page1.id), fs::copy_options::overwrite_existing);
    BOOST_CHECK_EXCEPTION((void)room.vault->get(key, page1.id), Error, key_is("vault.damaged"));
}

BOOST_AUTO_TEST_CASE(another_documents_key_or_another_master_key_opens_nothing) {
    Room room, other;
    const auto key = room.vault->new_key();
    const auto stored = room.vault->put(key, sample(100));
    BOOST_CHECK_EXCEPTION((void)room.vault->get(room.vault->new_key(), stored.id), Error, key_is("vault.damaged"));
    BOOST_CHECK_EXCEPTION((void)room.vault->get(other.vault->new_key(), stored.id), Error, key_is("vault.wrong_key"));
    Vault with_other_key{room.place, other.key_file};
    BOOST_CHECK_EXCEPTION((void)with_other_key.get(key, stored.id), Error, key_is("vault.wrong_key"));
    BOOST_CHECK_EXCEPTION(room.vault->put({"????"}, sample(1)), Error, key_is("vault.wrong_key"));
    Bytes wrapped = from_base64(key.text);
    wrapped.back() ^= 1;
    BOOST_CHECK_EXCEPTION((void)room.vault->get({base64(wrapped)}, stored.id), Error, key_is("vault.wrong_key"));
}

BOOST_AUTO_TEST_CASE(a_name_that_is_no_hash_never_reaches_the_disk) {
    Room room;
    const auto key = room.vault->new_key();
    for (const auto* name : {"", "../../master.key", "ab", "/etc/hostname"}) {
        BOOST_CHECK_EXCEPTION((void)room.vault->get(key, {name}), Error, key_is("vault.missing"));
        BOOST_CHECK_EXCEPTION(room.vault->remove({name}), Error, key_is("vault.missing"));
    }
    BOOST_CHECK_EXCEPTION((void)room.vault->get(key, {std::string(64, 'a')}), Error, key_is("vault.missing"));
}

BOOST_AUTO_TEST_CASE(a_removed_blob_is_gone_and_may_be_removed_again) {
    Room room;
    const auto key = room.vault->new_key();
    const auto stored = room.vault->put(key, sample(100));
    room.vault->remove(stored.id);
    BOOST_TEST(room.files() == 0u);
    BOOST_CHECK_NO_THROW(room.vault->remove(stored.id));
    BOOST_CHECK_EXCEPTION((void)room.vault->get(key, stored.id), Error, key_is("vault.missing"));
}

BOOST_AUTO_TEST_CASE(a_put_that_breaks_off_leaves_nothing_behind) {
    Room room;
    const int file = ::open(room.place.c_str(), O_RDONLY);  // a folder: reading it fails
    BOOST_CHECK_EXCEPTION(room.vault->put_file(room.vault->new_key(), file), Error, key_is("vault.cannot_write"));
    ::close(file);
    BOOST_TEST(room.files() == 0u);
}

BOOST_AUTO_TEST_CASE(many_threads_may_put_at_the_same_time) {
    Room room;
    const auto key = room.vault->new_key();
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 10; ++n) room.vault->put(key, sample(1000));
        });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(room.files() == 80u);
}

BOOST_AUTO_TEST_CASE(what_is_written_piece_by_piece_is_the_same_as_in_one_and_comes_back_in_pieces) {
    Room room;
    const auto key = room.vault->new_key();
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, message - 1, message, message + 1, 3 * message}) {
        const Bytes whole = sample(size);
        for (const std::size_t step : {std::size_t{7'001}, message, 2 * message + 3}) {
            const auto stored = room.vault->put_written(key, [&](const auto& add) {
                for (std::size_t at = 0; at < size; at += step)
                    add(ByteView{whole}.subspan(at, std::min(step, size - at)));
            });
            BOOST_TEST(stored.size == size);
            BOOST_TEST(stored.sha256 == hex(sha256(whole)));
            BOOST_TEST((room.vault->get(key, stored.id) == whole), size << " in steps of " << step);
            Bytes back;
            std::size_t longest = 0;
            room.vault->get_pieces(key, stored.id, [&](ByteView piece) {
                back.insert(back.end(), piece.begin(), piece.end());
                longest = std::max(longest, piece.size());
            });
            BOOST_TEST((back == whole));
            BOOST_TEST(longest <= message);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_changed_blob_hands_out_no_piece_and_a_writer_that_gives_up_leaves_nothing) {
    Room room;
    const auto key = room.vault->new_key();
    const auto stored = room.vault->put(key, sample(2 * message));
    auto bytes = bytes_from(room.file_of(stored.id));
    bytes.back() ^= 1;
    write_to(room.file_of(stored.id), bytes);
    int pieces = 0;
    BOOST_CHECK_EXCEPTION(room.vault->get_pieces(key, stored.id, [&](ByteView) { ++pieces; }), Error,
                          key_is("vault.damaged"));
    BOOST_TEST(pieces == 0);
    const auto before = room.files();
    BOOST_CHECK_EXCEPTION(static_cast<void>(room.vault->put_written(key, [&](const auto& add) {
        add(sample(3 * message));
        throw Error{Fault::invalid, "searchable.bad_page"};
    })), Error, key_is("searchable.bad_page"));
    BOOST_TEST(room.files() == before);
}
