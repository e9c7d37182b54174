#pragma once
#include <algorithm>
#include <atomic>
#include <functional>

#include "audit/finder.hpp"
#include "audit/query.hpp"
#include "base/error.hpp"
#include "support/test_log.hpp"

namespace arkki::test {

using namespace std::chrono_literals;

inline constexpr std::int64_t anna = 17, otso = 18;

/// A log in which people act on a Monday morning, and the review of it.
class Review : public TestLog {
public:
    /// Without an alarm for the seal, which no test but one is about.
    Review() { surroundings.thresholds.seal_hours = 24 * 365; }

    /// An act of a clerk, explained by an order and with its case, about customer 4242.
    audit::Event act(const std::string& action, std::int64_t actor = anna) {
        auto event = look(812, {CustomerId{4242}});
        event.actor = PersonId{actor};
        event.action = action;
        event.case_ref = "order:2210";
        event.args = {{"explained", "order:2210"}};
        return event;
    }
    Review& add(audit::Event event, std::chrono::seconds later = 1s) {
        clock.advance(later);
        log.append(event);
        return *this;
    }
    /// Opens cards from `first` on, one every `pace`.
    Review& open_cards(std::int64_t first, int count, std::chrono::seconds pace, std::int64_t step = 1) {
        for (int n = 0; n < count; ++n) {
            auto event = act("card.view");
            event.object = "customer:" + std::to_string(first + n * step);
            event.subjects = {CustomerId{first + n * step}};
            add(event, pace);
        }
        return *this;
    }
    audit::Reviewed run(const std::atomic<bool>* stop = nullptr) {
        audit::Event by;
        by.actor = PersonId{1};
        by.via = "job";
        by.role = "machine";
        by.purpose = "maintenance";
        return audit::Finder{log, by, surroundings}.run(clock.now(), stop);
    }
    /// Runs the review; the new findings as `rule/part`, in their order.
    std::string found() {
        run();
        return look_back();
    }
    std::vector<audit::Finding> all() {
        return database().read([](db::Read& read) { return audit::findings(read, {}, {}, 1'000); });
    }
    audit::Finding newest() { return all().front(); }
    audit::Event judge(std::int64_t person) {
        audit::Event by;
        by.actor = PersonId{person};
        by.via = "web";
        by.role = "auditor";
        by.purpose = "audit";
        return by;
    }

    audit::Surroundings surroundings{{}, winter_wall_clock(), [](Day day) { return iso(day) == "2026-12-25"; }, {}, {}};

private:
    std::string look_back() {
        std::string text;
        auto news = all();
        std::reverse(news.begin(), news.end());
        for (const auto& one : news)
            if (one.id.value() > seen_) text += (text.empty() ? "" : " ") + one.rule + "/" + one.what;
        if (!news.empty()) seen_ = news.back().id.value();
        return text;
    }
    std::int64_t seen_ = 0;
};

inline audit::Event with(audit::Event event, std::vector<std::pair<std::string, std::string>> args) {
    event.args = std::move(args);
    return event;
}

inline audit::Event denied(audit::Event event, const std::string& rule) {
    event.result = "denied";
    event.rule = rule;
    return event;
}

inline audit::Event without_case(audit::Event event) {
    event.case_ref.clear();
    return event;
}

inline std::string key_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.key();
    }
    return "done";
}

}  // namespace arkki::test
