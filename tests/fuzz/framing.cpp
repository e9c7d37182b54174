// The judge of framing: what passes has one length, one host and nothing a front proxy could read otherwise.
#include "web/framing.hpp"
#include "fuzz/fuzz.hpp"
#include "web/ascii.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::web;

namespace {

constexpr std::uint64_t limit = 4096;

void demand_beyond_doubt(std::string_view method, std::string_view target, const HeaderList& headers,
                         std::uint64_t body) {
    int hosts = 0;
    int lengths = 0;
    for (const auto& [name, value] : headers) {
        demand(!name.empty() &&
                   std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 127 && c != ':'; }),
               "a plain name");
        demand(value.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos, "a value of one line");
        const auto known = lower(name);
        demand(known != "transfer-encoding", "no transfer coding");
        if (known == "host") ++hosts;
        if (known != "content-length") continue;
        ++lengths;
        demand(
            !value.empty() && value.find_first_not_of("0123456789") == std::string::npos && std::stoull(value) == body,
            "the stated length");
    }
    demand(hosts == 1 && lengths <= 1, "one host, one length");
    demand(body <= limit && (lengths == 1 || body == 0), "no length out of nothing, none beyond the limit");
    demand(target.starts_with('/') && target.find_first_of(" \r\n\t") == std::string_view::npos, "a path of ours");
    demand(method.find_first_of(" \r\n") == std::string_view::npos && !method.empty(), "a method of one word");
}

}  // namespace

/// "METHOD target", then a line "name:value" for each header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = text_in({data, size});
    auto target = cut(rest, '\n');
    const auto method = cut(target, ' ');
    HeaderList headers;
    while (!rest.empty()) {
        auto value = cut(rest, '\n');
        const std::string name{cut(value, ':')};
        headers.emplace_back(name, value);
    }
    const Verdict verdict = judge(method, target, headers, limit);
    static constexpr int answers[] = {200, 400, 411, 413, 414, 431};
    demand(std::find(std::begin(answers), std::end(answers), verdict.status) != std::end(answers),
           "an answer of the list");
    demand(verdict.status == 200 || !verdict.reason.empty(), "a reason for every refusal");
    if (verdict.status == 200) demand_beyond_doubt(method, target, headers, verdict.body);
    std::reverse(headers.begin(), headers.end());
    demand((judge(method, target, headers, limit).status == 200) == (verdict.status == 200),
           "the order of headers changes nothing");
    return 0;
}
