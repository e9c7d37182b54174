// arkki-reader: decodes and reads scans for the service, in a cage. docs/formats.md, "Reader protocol".
#include <cstdio>
#include <string_view>

#include "imaging/reader/probe.hpp"
#include "imaging/reader/serve.hpp"

int main(int count, char** arguments) {
    using arkki::imaging::Landlock;
    const std::string_view task = count > 1 ? arguments[1] : "";
    const bool weaker = count > 2 && std::string_view{arguments[2]} == "--without-landlock";
    const auto landlock = weaker ? Landlock::if_there : Landlock::required;
    if (task == "--serve") return arkki::imaging::serve(landlock);
    if (task == "--probe") return arkki::imaging::probe(landlock);
    std::fputs("arkki-reader is started by arkki.  arkki-reader --probe [--without-landlock]: tries out its cage.\n",
               stderr);
    return 2;
}
