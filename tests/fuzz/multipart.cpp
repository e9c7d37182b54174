// Multipart forms: however the network cuts them, the same parts come out or the same refusal.
#include <vector>

#include "fuzz/fuzz.hpp"
#include "web/ascii.hpp"
#include "web/multipart.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::web;

namespace {

struct Part {
    std::string name, file_name, data;
    bool ended = false;
    friend bool operator==(const Part&, const Part&) = default;
};

struct Parts : PartSink {
    std::vector<Part> list;
    void begin(const PartHead& head) override {
        demand(list.empty() || list.back().ended, "a part begins after the one before has ended");
        demand(is_clean_utf8(head.name), "a name is clean UTF-8");
        demand(!head.file_name || is_clean_utf8(head.file_name->reveal()), "a file name is clean UTF-8");
        list.push_back({head.name, head.file_name ? "file " + head.file_name->reveal() : "", {}, false});
        demand(list.size() <= 20, "at most 20 parts");
    }
    void data(std::string_view piece) override {
        demand(!list.empty() && !list.back().ended && !piece.empty(), "data belongs to a part");
        list.back().data += piece;
    }
    void end() override {
        demand(!list.empty() && !list.back().ended, "a part ends once");
        list.back().ended = true;
    }
};

struct Outcome {
    bool refused;
    std::vector<Part> parts;  ///< empty if refused: how far it came depends on the cuts
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome read(const std::string& boundary, std::string_view body, std::size_t piece) {
    Parts parts;
    const bool refusal = refused({"web.bad_upload", "web.truncated"}, [&] {
        MultipartReader reader{boundary, parts};
        for (; !body.empty(); body.remove_prefix(std::min(piece, body.size()))) reader.feed(body.substr(0, piece));
        reader.finish();
    });
    if (refusal) return {true, {}};
    for (const auto& part : parts.list) {
        demand(part.ended, "a whole form has whole parts");
        demand(part.data.find("\r\n--" + boundary) == std::string::npos, "no boundary inside a part");
    }
    return {false, parts.list};
}

}  // namespace

/// First line: the Content-Type; then the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view body = text_in({data, size});
    const auto type = cut(body, '\n');
    const auto stated = multipart_boundary(type);
    demand(
        !stated || (!stated->empty() && stated->size() <= 70 && stated->find_first_of("\r\n\" ;") == std::string::npos),
        "a plain boundary");
    const std::string boundary = stated.value_or("b");
    const auto whole = read(boundary, body, body.size() + 1);
    for (const std::size_t piece : {1U, 2U, 7U, 61U})
        if (body.size() / piece < 2000) demand(read(boundary, body, piece) == whole, "cuts do not matter");
    refused({"web.bad_upload"}, [&] { demand(is_clean_utf8(parse_part_head(body).name), "a name is clean UTF-8"); });
    return 0;
}
