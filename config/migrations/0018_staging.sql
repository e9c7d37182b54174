-- The tray: what no person has confirmed is split, joined and put in order there (owner: src/archive).

-- A document whose pages were joined to another one: nothing is left of it but its number, and the acts that made it so.
ALTER TABLE document ADD COLUMN merged_into $int REFERENCES document (id);
CREATE INDEX document_merged ON document (merged_into) WHERE merged_into IS NOT NULL;
$refuse 'staging.merged' BEFORE UPDATE ON document WHEN (NEW.merged_into IS NOT NULL
    AND (NEW.confirmed_at IS NOT NULL OR NEW.pages <> 0 OR NEW.merged_into = NEW.id));

-- Where somebody put papers last (the pick list of places).
CREATE INDEX document_confirmed_by ON document (confirmed_by, unit) WHERE confirmed_by IS NOT NULL;

-- Degrees clockwise from the scan a person wants a page to stand; until it was read so, its picture is turned on the
-- screen by the difference to `turned`.
ALTER TABLE page ADD COLUMN turn_wanted $int CHECK (turn_wanted IN (0,90,180,270));

-- What a person has filed stays in the order he filed it.
$refuse 'staging.confirmed' BEFORE UPDATE OF document, number, dropped, turn_wanted ON page WHEN (
    (NEW.document <> OLD.document OR NEW.number <> OLD.number OR NEW.dropped <> OLD.dropped
     OR coalesce(NEW.turn_wanted, -1) <> coalesce(OLD.turn_wanted, -1))
    AND EXISTS (SELECT 1 FROM document d WHERE d.id IN (OLD.document, NEW.document) AND d.confirmed_at IS NOT NULL));

-- Every act in the tray, with what is needed to take it back. Only ever added to; taking one back is said in its row.
CREATE TABLE staging_act (
    id $id,
    kind TEXT NOT NULL CHECK (kind IN ('split','merge','move','turn','drop','take_back')),
    -- the page it was about, as it was numbered before; 0 for the whole document
    page $int NOT NULL CHECK (page >= 0),
    done_at $int NOT NULL,
    done_by $int NOT NULL REFERENCES person (id),
    undone_at $int,
    undone_by $int REFERENCES person (id),
    CHECK ((undone_at IS NULL) = (undone_by IS NULL))
) $strict;
$refuse 'staging_act.kept' BEFORE UPDATE ON staging_act WHEN (OLD.undone_at IS NOT NULL OR NEW.undone_at IS NULL
    OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.page <> OLD.page OR NEW.done_at <> OLD.done_at
    OR NEW.done_by <> OLD.done_by);
$refuse 'staging_act.kept' BEFORE DELETE ON staging_act WHEN (1 = 1);

-- The documents it touched, and whether one of them had been joined to another before.
CREATE TABLE staging_act_document (
    act $int NOT NULL REFERENCES staging_act (id),
    document $int NOT NULL REFERENCES document (id),
    merged_into $int REFERENCES document (id),
    -- this act made the document
    born $int NOT NULL DEFAULT 0 CHECK (born IN (0,1)),
    PRIMARY KEY (act, document)
) $strict;
CREATE INDEX staging_act_of_document ON staging_act_document (document, act);
-- append-only: staging_act_document

-- How the pages it changed had stood.
CREATE TABLE staging_act_page (
    act $int NOT NULL REFERENCES staging_act (id),
    page $int NOT NULL REFERENCES page (id),
    document $int NOT NULL REFERENCES document (id),
    number $int NOT NULL CHECK (number >= 1),
    dropped $int NOT NULL CHECK (dropped IN (0,1)),
    turn $int NOT NULL CHECK (turn IN (0,90,180,270)),
    PRIMARY KEY (act, page)
) $strict;
$refuse 'staging_act.kept' BEFORE UPDATE ON staging_act_page WHEN (1 = 1);
