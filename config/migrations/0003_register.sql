-- The people the records are about. A customer is a number and what is known of him, value by value, each with its source.

CREATE TABLE customer (
    id $id,
    number TEXT NOT NULL UNIQUE,
    since TEXT NOT NULL CHECK (length(since) = 10),
    ended_on TEXT CHECK (ended_on IS NULL OR (length(ended_on) = 10 AND ended_on >= since)),
    created_at $int NOT NULL,
    created_by $int NOT NULL REFERENCES person (id)
) $strict;
$refuse 'customer.kept' BEFORE DELETE ON customer WHEN (1 = 1);
$refuse 'customer.number_is_fixed' BEFORE UPDATE OF id, number, since, created_at, created_by ON customer
    WHEN (OLD.id <> NEW.id OR OLD.number <> NEW.number OR OLD.since <> NEW.since OR OLD.created_at <> NEW.created_at
          OR OLD.created_by <> NEW.created_by);
$refuse 'customer.ended_already' BEFORE UPDATE OF ended_on ON customer WHEN (OLD.ended_on IS NOT NULL);

-- The eight data items of the privacy notice. The newest row of a datum counts; the older ones are its history.
CREATE TABLE customer_item (
    id $id,
    customer $int NOT NULL REFERENCES customer (id),
    datum TEXT NOT NULL CHECK (datum IN ('name','organisation','email','postal_address','phone','www','ip','earlier_orders')),
    value TEXT NOT NULL,
    search_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('registration','customer_notice','update_service','subcontractor','digital_source')),
    source_name TEXT NOT NULL DEFAULT '',
    recorded_on TEXT NOT NULL CHECK (length(recorded_on) = 10),
    document $int,
    recorded_at $int NOT NULL,
    recorded_by $int NOT NULL REFERENCES person (id),
    -- who told us is part of the source when it is not the customer (GDPR art. 15(1)(g))
    CHECK (source IN ('registration','customer_notice') OR source_name <> '')
) $strict;
CREATE INDEX customer_item_of ON customer_item (customer, datum, id);
CREATE INDEX customer_item_key ON customer_item (search_key) WHERE datum = 'name';
-- append-only: customer_item

CREATE TABLE hold (
    id $id,
    kind TEXT NOT NULL CHECK (kind IN ('open_invoice','collection','legal','request','restriction','represents_org','breach')),
    customer $int NOT NULL REFERENCES customer (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    evidence TEXT NOT NULL CHECK (evidence <> ''),
    review_on TEXT NOT NULL CHECK (length(review_on) = 10),
    placed_at $int NOT NULL,
    placed_by $int NOT NULL REFERENCES person (id),
    lifted_at $int,
    lifted_by $int REFERENCES person (id),
    lift_reason TEXT NOT NULL DEFAULT '',
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)),
    CHECK (lifted_at IS NULL OR lift_reason <> '')
) $strict;
$refuse 'hold.kept' BEFORE DELETE ON hold WHEN (1 = 1);
$refuse 'hold.only_lifting' BEFORE UPDATE ON hold
    WHEN (NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.customer <> OLD.customer OR NEW.reason <> OLD.reason
          OR NEW.evidence <> OLD.evidence OR NEW.placed_at <> OLD.placed_at OR NEW.placed_by <> OLD.placed_by);
$refuse 'hold.lifted_already' BEFORE UPDATE ON hold WHEN (OLD.lifted_at IS NOT NULL);

-- What letters say of the controller, the register and the authority. No personal data of customers.
CREATE TABLE register_profile (
    key TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('','fi','sv','en')),
    value TEXT NOT NULL,
    changed_at $int NOT NULL,
    changed_by $int NOT NULL REFERENCES person (id),
    PRIMARY KEY (key, language)
) $strict;
-- Lists of it: purposes, categories, recipients, retention, sources, transfers (GDPR art. 15(1)).
CREATE TABLE register_list (
    list TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fi','sv','en')),
    position $int NOT NULL CHECK (position >= 1),
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (list, language, position, field)
) $strict;
