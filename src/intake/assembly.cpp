#include "intake/assembly.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "custody/places.hpp"
#include "custody/units.hpp"
#include "intake/codes.hpp"

namespace arkki::intake {
namespace {

using custody::LabelNumber;
using custody::LabelType;

constexpr const char* labels_differ = "assembly.labels_differ";
constexpr const char* place_unread = "assembly.place_unread";

template <class T>
void add_once(std::vector<T>& all, const T& one) {
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
}

/// All that the codes of one page say, each thing once.
struct Said {
    explicit Said(const PageInBatch& page) {
        for (const auto& code : page.codes) {
            const auto meaning = meaning_of_code(code.text.reveal());
            if (const auto* label = std::get_if<LabelNumber>(&meaning)) add(*label);
            if (const auto* form = std::get_if<FormMark>(&meaning)) add_once(forms, *form);
        }
    }
    [[nodiscard]] bool on_sheet_of_ours() const { return !commands.empty(); }

    std::vector<LabelNumber> places, sheets;
    std::vector<FormMark> forms;
    std::set<Command> commands;
    std::set<archive::Series> types;

private:
    void add(const LabelNumber& label) {
        if (label.type <= LabelType::binder_or_folder) add_once(places, label);
        if (label.type == LabelType::sheet) add_once(sheets, label);
        if (label.type != LabelType::command) return;
        const auto command = command_of(label.number);
        if (!command) return;
        commands.insert(*command);
        if (const auto type = type_of(*command)) types.insert(*type);
    }
};

/// The code of the narrowest label: a binder lies in a box, a box at a place. "" if two of one kind differ.
std::string narrowest(const std::vector<LabelNumber>& labels) {
    std::optional<LabelNumber> found;
    std::set<LabelType> kinds;
    for (const auto& label : labels) {
        if (!kinds.insert(label.type).second) return {};
        if (!found || label.type > found->type) found = label;
    }
    return found ? custody::label_code(*found) : std::string{};
}

/// What the sheets of ours have said so far and still holds.
class Standing {
public:
    void hear(const Said& said) {
        const bool follows = said.commands.contains(Command::place_follows);
        const bool ends = said.commands.contains(Command::place_ends);
        if (follows && ends)
            change({}, labels_differ);
        else if (!said.places.empty())
            change(narrowest(said.places), narrowest(said.places).empty() ? labels_differ : "");
        else if (follows || ends)
            change({}, follows ? place_unread : "");
        // Two types on one sheet are none.
        if (!said.types.empty()) type_ = said.types.size() == 1 ? std::optional{*said.types.begin()} : std::nullopt;
    }

    [[nodiscard]] DocumentPlan document(const PageInBatch& first) const {
        DocumentPlan plan;
        plan.series = type_ ? type_ : first.series;
        if (!place_heard_) plan.unit = first.unit;
        plan.place_code = place_;
        plan.doubt = doubt_;
        return plan;
    }

private:
    void change(std::string place, const char* doubt) {
        place_heard_ = true;
        place_ = std::move(place);
        doubt_ = doubt;
    }

    bool place_heard_ = false;
    std::string place_;
    std::string doubt_;
    std::optional<archive::Series> type_;
};

/// A document while pages are added to it.
class Growing {
public:
    explicit Growing(DocumentPlan plan) : plan_{std::move(plan)} {}

    void take(const PageInBatch& page, const Said& said) {
        plan_.pages.push_back(page);
        for (const auto& sheet : said.sheets) add_once(sheets_, sheet);
        if (said.forms.size() != 1 || form_) return;
        form_ = said.forms.front();
        plan_.language = form_->language;
        if (!plan_.series) plan_.series = form_->series;
    }

    /// Whether the page belongs to another document within the stack. Of two different forms on one page nothing is
    /// guessed.
    [[nodiscard]] bool ends_before(const PageInBatch& page, const Said& said) const {
        const auto& last = plan_.pages.back();
        if (page.arrival != last.arrival && !(page.of_stack && last.of_stack)) return true;
        if (said.on_sheet_of_ours() || !said.places.empty()) return true;
        if (said.forms.size() != 1) return false;
        const FormMark& form = said.forms.front();
        return form.page == 1 || !form_ || !form_->same_form(form);
    }

    [[nodiscard]] DocumentPlan finished() && {
        if (sheets_.size() == 1) plan_.sheet_code = custody::label_code(sheets_.front());
        if (sheets_.size() > 1 && plan_.place_code.empty()) plan_.doubt = labels_differ;
        if (!plan_.doubt.empty()) {
            plan_.unit.reset();
            plan_.place_code.clear();
            plan_.sheet_code.clear();
        }
        return std::move(plan_);
    }

private:
    DocumentPlan plan_;
    std::optional<FormMark> form_;
    std::vector<LabelNumber> sheets_;
};

}  // namespace

std::vector<DocumentPlan> plan(const std::vector<PageInBatch>& pages) {
    std::vector<DocumentPlan> documents;
    std::optional<Growing> document;
    Standing standing;
    const auto end_document = [&] {
        if (document) documents.push_back(std::move(*document).finished());
        document.reset();
    };
    for (const auto& page : pages) {
        const Said said{page};
        if (document && document->ends_before(page, said)) end_document();
        standing.hear(said);
        if (said.on_sheet_of_ours()) continue;
        if (!document) document.emplace(standing.document(page));
        document->take(page, said);
    }
    end_document();
    return documents;
}

std::optional<UnitId> unit_of(const access::Desk& desk, const DocumentPlan& plan) {
    if (!plan.doubt.empty()) return std::nullopt;
    if (plan.place_code.empty() && plan.sheet_code.empty()) return plan.unit;
    const custody::Units units{desk};
    const auto sheet = plan.sheet_code.empty() ? std::nullopt : units.find(plan.sheet_code);
    if (!plan.sheet_code.empty() && !sheet) return std::nullopt;
    if (plan.place_code.empty()) return sheet->id;
    if (const auto home = units.find(plan.place_code)) {
        if (sheet && sheet->home.inside != home->id) return std::nullopt;
        return sheet ? sheet->id : home->id;
    }
    const auto place = custody::Places{desk}.find(plan.place_code);
    if (!place || (sheet && sheet->path != place->path)) return std::nullopt;
    if (sheet) return sheet->id;
    const auto there = units.in_place(place->id);
    return there.size() == 1 ? std::optional{there.front().id} : std::nullopt;
}

}  // namespace arkki::intake
