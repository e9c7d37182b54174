-- What is taken out of the copies a person gets of his papers (owner: src/archive). The original is never touched: the
-- boxes are burnt into new pictures when the copy is made.

-- A box on a page, in pixels of its upright picture; page 0 and no box: the whole paper is withheld. Only ever added to;
-- taking one back is said in its row.
CREATE TABLE redaction (
    id $id,
    request $int NOT NULL REFERENCES request (id),
    document $int NOT NULL REFERENCES document (id),
    page $int NOT NULL CHECK (page >= 0),
    x $int NOT NULL CHECK (x >= 0),
    y $int NOT NULL CHECK (y >= 0),
    width $int NOT NULL,
    height $int NOT NULL,
    -- the picture it was drawn on: on another one the box would cover something else
    picture TEXT NOT NULL,
    ground TEXT NOT NULL CHECK (ground IN ('others','secret','section_34','identity_code','staff')),
    made_at $int NOT NULL,
    made_by $int NOT NULL REFERENCES person (id),
    taken_back_at $int,
    taken_back_by $int REFERENCES person (id),
    CHECK ((page = 0) = (width = 0)),
    CHECK ((page = 0) = (height = 0)),
    CHECK ((page = 0) = (picture = '')),
    CHECK (page = 0 OR (width > 0 AND height > 0)),
    CHECK ((taken_back_at IS NULL) = (taken_back_by IS NULL))
) $strict;
CREATE INDEX redaction_of ON redaction (request, document, page);
CREATE UNIQUE INDEX redaction_withheld ON redaction (request, document) WHERE page = 0 AND taken_back_at IS NULL;
$refuse 'redaction.kept' BEFORE UPDATE ON redaction WHEN (OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL
    OR NEW.id <> OLD.id OR NEW.request <> OLD.request OR NEW.document <> OLD.document OR NEW.page <> OLD.page
    OR NEW.x <> OLD.x OR NEW.y <> OLD.y OR NEW.width <> OLD.width OR NEW.height <> OLD.height
    OR NEW.picture <> OLD.picture OR NEW.ground <> OLD.ground OR NEW.made_at <> OLD.made_at
    OR NEW.made_by <> OLD.made_by);
$refuse 'redaction.kept' BEFORE DELETE ON redaction WHEN (1 = 1);
$refuse 'redaction.answered' BEFORE INSERT ON redaction
    WHEN (EXISTS (SELECT 1 FROM request r WHERE r.id = NEW.request AND r.answered_on IS NOT NULL));
$refuse 'redaction.answered' BEFORE UPDATE ON redaction
    WHEN (EXISTS (SELECT 1 FROM request r WHERE r.id = OLD.request AND r.answered_on IS NOT NULL));
-- Only papers of the person who asks, and only as a person filed them.
$refuse 'redaction.other_paper' BEFORE INSERT ON redaction WHEN (NOT EXISTS (
    SELECT 1 FROM document d JOIN request r ON r.id = NEW.request JOIN request_case c ON c.id = r.request_case
    WHERE d.id = NEW.document AND d.customer = c.subject));

-- Somebody has read this paper through with the other people's data in mind. Only ever added to.
CREATE TABLE redaction_look (
    id $id,
    request $int NOT NULL REFERENCES request (id),
    document $int NOT NULL REFERENCES document (id),
    looked_at $int NOT NULL,
    looked_by $int NOT NULL REFERENCES person (id)
) $strict;
CREATE INDEX redaction_look_of ON redaction_look (request, document);
-- append-only: redaction_look

-- The copy as the person will get it: pictures only, without a text layer, sealed under the document's key. `input` is a
-- digest of what it was made from; made anew when a box or a page changes.
CREATE TABLE redacted_copy (
    request $int NOT NULL REFERENCES request (id),
    document $int NOT NULL REFERENCES document (id),
    input TEXT NOT NULL CHECK (length(input) = 64),
    blob TEXT NOT NULL CHECK (blob <> ''),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size $int NOT NULL CHECK (size > 0),
    pages $int NOT NULL CHECK (pages > 0),
    made_at $int NOT NULL,
    PRIMARY KEY (request, document)
) $strict;
