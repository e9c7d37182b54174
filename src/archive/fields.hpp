#pragma once
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "imaging/field_state.hpp"
#include "register/customers.hpp"

namespace arkki::archive {

/// A field of a filed page, as the person who files it sees it.
struct FieldOnPage {
    imaging::FieldRead read;     ///< box in pixels of the page image
    imaging::JudgedField shown;  ///< the value tidied, and how far to trust it, the register asked as well
    std::string datum;           ///< datum of the register it may become, "" for none
    bool accepted = false;       ///< a person has accepted a value before
};

/// A page of a known form.
struct FormOnPage {
    PageId page{0};
    int number = 0;
    int width = 0, height = 0;  ///< of the page image
    imaging::FormRead form;     ///< what it is and how it fitted; its fields stand below
    std::vector<FieldOnPage> fields;
};

/// A value a person says is right: taken as it was read, mended or keyed from the picture.
struct AcceptedField {
    int page = 0;  ///< number in the document
    std::string name;
    PersonalText value;
};

/// The fields of a document's forms. Cheap: built on a desk for one piece of work.
///
/// Nothing here reaches the register by itself: a value is written there only by `accept`, which a person's act calls.
class Fields {
public:
    Fields(const access::Desk& desk, const Shelves& shelves) : desk_{desk}, shelves_{shelves} {}

    [[nodiscard]] std::vector<FormOnPage> of(const access::Grant<access::ReadDocument>& grant) const;

    /// The values among the accepted ones that a customer's card can take, with the document as their evidence.
    [[nodiscard]] std::vector<customers::NewValue> for_card(const access::Grant<access::FileDocument>& grant,
                                                            const std::vector<AcceptedField>& fields) const;

    /// Stores who accepted what at which confidence, and takes contact data over to the card: one transaction.
    /// @param card  of the customer the paper is about; null: nothing goes to the register
    /// @throws Error{Fault::not_found, "fields.unknown"}  no such field on this document
    /// @throws Error{Fault::invalid, "fields.too_long"}, and as customers::check
    void accept(const access::Grant<access::FileDocument>& grant, const std::vector<AcceptedField>& fields,
                const access::Grant<access::AmendCard>* card) const;

private:
    [[nodiscard]] std::vector<FormOnPage> load(db::Read& read, DocumentId id) const;

    const access::Desk& desk_;
    Shelves shelves_;
};

}  // namespace arkki::archive
