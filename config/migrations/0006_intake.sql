-- Arrivals: everything that came in, from its first byte on, until it is a document or a person has decided otherwise.

CREATE TABLE arrival (
    id $id,
    way TEXT NOT NULL CHECK (way IN ('folder','upload','command')),
    name TEXT NOT NULL,
    claim TEXT NOT NULL DEFAULT '',
    received_at $int NOT NULL,
    received_by $int NOT NULL REFERENCES person (id),
    unit $int REFERENCES unit (id),
    series TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size $int NOT NULL CHECK (size >= 0),
    original TEXT NOT NULL,
    document_key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received','reading','filed','duplicate','quarantined','discarded')),
    reason TEXT NOT NULL DEFAULT '',
    same_as $int REFERENCES document (id),
    document $int REFERENCES document (id),
    pages_total $int NOT NULL DEFAULT 0 CHECK (pages_total >= 0),
    pages_read $int NOT NULL DEFAULT 0 CHECK (pages_read >= 0),
    attempt $int NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    not_before $int NOT NULL DEFAULT 0,
    lease_owner TEXT NOT NULL DEFAULT '',
    lease_until $int NOT NULL DEFAULT 0,
    finished_at $int,
    CHECK ((state = 'filed') = (document IS NOT NULL)),
    CHECK (state <> 'quarantined' OR reason <> ''),
    CHECK (state <> 'duplicate' OR same_as IS NOT NULL)
) $strict;
CREATE INDEX arrival_open ON arrival (state, not_before, id);
CREATE INDEX arrival_sha256 ON arrival (sha256);
CREATE UNIQUE INDEX arrival_claim ON arrival (claim) WHERE claim <> '';

$refuse 'arrival.born_finished' BEFORE INSERT ON arrival WHEN (NEW.state NOT IN ('received','duplicate'));
$refuse 'arrival.transition' BEFORE UPDATE OF state ON arrival WHEN (NOT (
    (OLD.state = NEW.state AND OLD.state IN ('received','reading'))
    OR (OLD.state = 'received' AND NEW.state IN ('reading'))
    OR (OLD.state = 'reading' AND NEW.state IN ('received','filed','quarantined','duplicate'))
    OR (OLD.state = 'duplicate' AND NEW.state IN ('received','discarded'))
    OR (OLD.state = 'quarantined' AND NEW.state IN ('received','filed','discarded'))));
$refuse 'arrival.bytes_are_fixed'
    BEFORE UPDATE OF id, sha256, size, original, document_key, way, name, claim, received_at, received_by ON arrival
    WHEN (OLD.id <> NEW.id OR OLD.name <> NEW.name OR OLD.claim <> NEW.claim OR OLD.sha256 <> NEW.sha256 OR OLD.size <> NEW.size
          OR OLD.original <> NEW.original OR OLD.document_key <> NEW.document_key
          OR OLD.way <> NEW.way OR OLD.received_at <> NEW.received_at OR OLD.received_by <> NEW.received_by);
$refuse 'arrival.filed_once' BEFORE UPDATE OF document ON arrival
    WHEN (OLD.document IS NOT NULL AND NEW.document IS DISTINCT FROM OLD.document);
$refuse 'arrival.kept' BEFORE DELETE ON arrival WHEN (1 = 1);
