-- From one arrival, one document to: a batch of arrivals, read page by page by leased jobs, put together into documents.
-- (owners: src/jobs, src/intake, src/archive)

-- Work that outlives a process. `input` and `engine` make a repeated order recognisable; a new engine makes new jobs.
CREATE TABLE job (
    id $id,
    kind TEXT NOT NULL CHECK (kind <> ''),
    object $int NOT NULL,                      -- id of what it works on; which table follows from the kind
    page $int NOT NULL DEFAULT 0 CHECK (page >= 0),
    input TEXT NOT NULL DEFAULT '',
    engine TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready','running','done','failed','void')),
    priority $int NOT NULL DEFAULT 5 CHECK (priority BETWEEN 1 AND 9),   -- 1: somebody waits for it
    attempt $int NOT NULL DEFAULT 0 CHECK (attempt >= 0),    -- times it was taken up: with `id` it names one lease
    failures $int NOT NULL DEFAULT 0 CHECK (failures >= 0),  -- of these, how many ended with a fault
    lost $int NOT NULL DEFAULT 0 CHECK (lost >= 0),          -- and of how many nothing was heard again
    not_before $int NOT NULL DEFAULT 0,
    lease_owner TEXT NOT NULL DEFAULT '',
    lease_until $int NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',           -- message key of the last failure
    created_at $int NOT NULL,
    finished_at $int,
    CHECK ((state = 'running') = (lease_owner <> '')),
    CHECK (state <> 'failed' OR reason <> ''),
    UNIQUE (kind, object, page, input, engine)
) $strict;
CREATE INDEX job_next ON job (priority, id) WHERE state = 'ready';
CREATE INDEX job_running ON job (lease_until) WHERE state = 'running';
CREATE INDEX job_failed ON job (kind, id) WHERE state = 'failed';
CREATE INDEX job_object ON job (object, kind);
$refuse 'job.born_ready' BEFORE INSERT ON job WHEN (NEW.state <> 'ready');
$refuse 'job.transition' BEFORE UPDATE OF state ON job WHEN (NOT (
    OLD.state = NEW.state
    OR (OLD.state = 'ready' AND NEW.state IN ('running','void'))
    OR (OLD.state = 'running' AND NEW.state IN ('ready','done','failed','void'))
    OR (OLD.state = 'failed' AND NEW.state IN ('ready','void'))
    OR (OLD.state = 'done' AND NEW.state IN ('ready','void'))));

-- What came in together: one file of the folder, one upload of several files, one stack on the scanner, one mail.
CREATE TABLE batch (
    id $id,
    way TEXT NOT NULL CHECK (way IN ('folder','upload','command','scan','mail','api')),
    device TEXT NOT NULL DEFAULT '',
    sheets_told $int CHECK (sheets_told IS NULL OR sheets_told BETWEEN 1 AND 10000),
    unit $int REFERENCES unit (id),
    series TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('open','closed')),
    halt TEXT NOT NULL DEFAULT '',             -- message key: why an open batch stands still (scan.jammed, scan.cover_open)
    opened_at $int NOT NULL,
    opened_by $int NOT NULL REFERENCES person (id),
    closed_at $int,
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK (state = 'open' OR halt = '')
) $strict;
CREATE INDEX batch_open ON batch (id) WHERE state = 'open';
$refuse 'batch.kept' BEFORE DELETE ON batch WHEN (1 = 1);
$refuse 'batch.closed_for_good' BEFORE UPDATE OF state ON batch WHEN (OLD.state = 'closed' AND NEW.state <> 'closed');

-- What came in before was a batch of one each, with the arrival's own number.
INSERT INTO batch (id, way, unit, series, state, opened_at, opened_by, closed_at)
SELECT id, way, unit, series, 'closed', received_at, received_by, received_at FROM arrival;
-- >> postgresql
SELECT setval(pg_get_serial_sequence('batch', 'id'), greatest((SELECT max(id) FROM batch), 1),
  (SELECT count(*) FROM batch) > 0);
-- >> both

-- An arrival is one original file, a sheet of its batch; who reads it stands in `job`. `read`: all its pages are, and it
-- waits for its batch. `separator`: a sheet of ours that only told where documents begin or stand.
-- >> sqlite
PRAGMA legacy_alter_table=ON;
CREATE TABLE arrival_new (
    id $id,
    batch $int NOT NULL REFERENCES batch (id),
    sheet $int NOT NULL CHECK (sheet >= 1),
    way TEXT NOT NULL CHECK (way IN ('folder','upload','command','scan','mail','api')),
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
    media TEXT NOT NULL DEFAULT 'unknown' CHECK (media IN ('pdf','tiff','png','jpeg','mail','unknown')),
    state TEXT NOT NULL CHECK (state IN
        ('received','reading','read','filed','separator','unpacked','duplicate','quarantined','discarded')),
    reason TEXT NOT NULL DEFAULT '',
    same_as $int REFERENCES document (id),
    document $int REFERENCES document (id),
    pages_total $int NOT NULL DEFAULT 0 CHECK (pages_total >= 0),
    pages_read $int NOT NULL DEFAULT 0 CHECK (pages_read >= 0),
    finished_at $int,
    CHECK ((state = 'filed') = (document IS NOT NULL)),
    CHECK (state <> 'quarantined' OR reason <> ''),
    CHECK (state <> 'duplicate' OR same_as IS NOT NULL)
) $strict;
INSERT INTO arrival_new (id, batch, sheet, way, name, claim, received_at, received_by, unit, series, sha256, size, original, document_key, state, reason,
  same_as, document, pages_total, pages_read, finished_at)
SELECT id, id, 1, way, name, claim, received_at, received_by, unit, series, sha256, size, original, document_key, CASE state WHEN 'reading' THEN 'received' ELSE state END, reason,
  same_as, document, pages_total, pages_read, finished_at FROM arrival;
UPDATE arrival_new SET media = (SELECT d.media FROM document d WHERE d.id = arrival_new.document)
  WHERE document IS NOT NULL;
DROP TABLE arrival;
ALTER TABLE arrival_new RENAME TO arrival;
PRAGMA legacy_alter_table=OFF;
CREATE INDEX arrival_sha256 ON arrival (sha256);
CREATE UNIQUE INDEX arrival_claim ON arrival (claim) WHERE claim <> '';
-- >> postgresql
DROP TRIGGER arrival_refuses_arrival_born_finished_1 ON arrival;
DROP FUNCTION arrival_refuses_arrival_born_finished_1();
DROP TRIGGER arrival_refuses_arrival_transition_2 ON arrival;
DROP FUNCTION arrival_refuses_arrival_transition_2();
DROP TRIGGER arrival_refuses_arrival_bytes_are_fixed_3 ON arrival;
DROP FUNCTION arrival_refuses_arrival_bytes_are_fixed_3();
DROP TRIGGER arrival_refuses_arrival_filed_once_4 ON arrival;
DROP FUNCTION arrival_refuses_arrival_filed_once_4();
DROP TRIGGER arrival_refuses_arrival_kept_5 ON arrival;
DROP FUNCTION arrival_refuses_arrival_kept_5();
UPDATE arrival SET state = 'received' WHERE state = 'reading';
ALTER TABLE arrival DROP COLUMN attempt;
ALTER TABLE arrival DROP COLUMN not_before;
ALTER TABLE arrival DROP COLUMN lease_owner;
ALTER TABLE arrival DROP COLUMN lease_until;
ALTER TABLE arrival DROP CONSTRAINT arrival_way_check;
ALTER TABLE arrival ADD CONSTRAINT arrival_way_check
  CHECK (way IN ('folder','upload','command','scan','mail','api'));
ALTER TABLE arrival DROP CONSTRAINT arrival_state_check;
ALTER TABLE arrival ADD CONSTRAINT arrival_state_check CHECK (state IN
  ('received','reading','read','filed','separator','unpacked','duplicate','quarantined','discarded'));
ALTER TABLE arrival ADD COLUMN batch bigint REFERENCES batch (id);
ALTER TABLE arrival ADD COLUMN sheet bigint NOT NULL DEFAULT 1 CHECK (sheet >= 1);
ALTER TABLE arrival ADD COLUMN media TEXT NOT NULL DEFAULT 'unknown'
  CHECK (media IN ('pdf','tiff','png','jpeg','mail','unknown'));
UPDATE arrival SET batch = id;
UPDATE arrival SET media = (SELECT d.media FROM document d WHERE d.id = arrival.document) WHERE document IS NOT NULL;
ALTER TABLE arrival ALTER COLUMN batch SET NOT NULL;
ALTER TABLE arrival ALTER COLUMN sheet DROP DEFAULT;
-- >> both
CREATE INDEX arrival_open ON arrival (state, id);
CREATE UNIQUE INDEX arrival_sheet ON arrival (batch, sheet);
$refuse 'arrival.born_finished' BEFORE INSERT ON arrival WHEN (NEW.state NOT IN ('received','duplicate'));
$refuse 'batch.closed' BEFORE INSERT ON arrival WHEN (
    (SELECT b.state FROM batch b WHERE b.id = NEW.batch) = 'closed'
    AND EXISTS (SELECT 1 FROM arrival a WHERE a.batch = NEW.batch));
$refuse 'arrival.transition' BEFORE UPDATE OF state ON arrival WHEN (NOT (
    (OLD.state = NEW.state AND OLD.state IN ('received','reading','read'))
    OR (OLD.state = 'received' AND NEW.state IN ('reading','unpacked','quarantined','duplicate'))
    OR (OLD.state = 'reading' AND NEW.state IN ('received','read','filed','quarantined','duplicate'))
    OR (OLD.state = 'read' AND NEW.state IN ('reading','filed','separator','quarantined','duplicate'))
    OR (OLD.state = 'separator' AND NEW.state IN ('read','filed'))
    OR (OLD.state = 'duplicate' AND NEW.state IN ('received','filed','discarded'))
    OR (OLD.state = 'quarantined' AND NEW.state IN ('received','read','filed','discarded'))));
$refuse 'arrival.bytes_are_fixed'
    BEFORE UPDATE OF id, batch, sha256, size, original, document_key, way, name, claim, received_at, received_by
    ON arrival
    WHEN (OLD.id <> NEW.id OR OLD.name <> NEW.name OR OLD.claim <> NEW.claim OR OLD.sha256 <> NEW.sha256 OR OLD.size <> NEW.size
          OR OLD.original <> NEW.original OR OLD.document_key <> NEW.document_key OR OLD.batch <> NEW.batch
          OR OLD.way <> NEW.way OR OLD.received_at <> NEW.received_at OR OLD.received_by <> NEW.received_by);
$refuse 'arrival.filed_once' BEFORE UPDATE OF document ON arrival
    WHEN (OLD.document IS NOT NULL AND NEW.document IS DISTINCT FROM OLD.document);
$refuse 'arrival.kept' BEFORE DELETE ON arrival WHEN (1 = 1);

-- What was read of an arrival before it belongs to a document: blobs are sealed under the arrival's key. A page that
-- could not be read says why and names none.
CREATE TABLE read_page (
    arrival $int NOT NULL REFERENCES arrival (id),
    number $int NOT NULL CHECK (number >= 1),
    of $int NOT NULL CHECK (of >= number),
    engine TEXT NOT NULL DEFAULT '',
    width $int NOT NULL CHECK (width > 0),
    height $int NOT NULL CHECK (height > 0),
    dpi $int NOT NULL CHECK (dpi > 0),
    turned $int NOT NULL CHECK (turned IN (0,90,180,270)),
    skew $real NOT NULL DEFAULT 0,
    blank $int NOT NULL CHECK (blank IN (0,1)),
    damaged $int NOT NULL CHECK (damaged IN (0,1)),
    constant_tail $int NOT NULL CHECK (constant_tail IN (0,1)),
    colour $int NOT NULL DEFAULT 0 CHECK (colour IN (0,1)),
    embedded $int NOT NULL CHECK (embedded IN (0,1)),
    confidence $real NOT NULL,
    words $int NOT NULL CHECK (words >= 0),
    words_missing $int NOT NULL DEFAULT 0 CHECK (words_missing IN (0,1)),
    retried $int NOT NULL DEFAULT 0 CHECK (retried IN (0,1)),
    retry_won $int NOT NULL DEFAULT 0 CHECK (retry_won IN (0,1)),
    failure TEXT NOT NULL DEFAULT '',
    image_blob TEXT NOT NULL DEFAULT '',
    thumbnail_blob TEXT NOT NULL DEFAULT '',
    bilevel_blob TEXT NOT NULL DEFAULT '',
    words_blob TEXT NOT NULL DEFAULT '',
    codes_blob TEXT NOT NULL DEFAULT '',
    fields_blob TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (arrival, number),
    CHECK (failure <> '' OR image_blob <> '')
) $strict;

-- Where a page comes from, what sealed it ('' is its document's own key) and what else was read of it. A page a person
-- took out is `dropped`: kept, not shown, not searched.
ALTER TABLE page ADD COLUMN arrival $int REFERENCES arrival (id);
ALTER TABLE page ADD COLUMN source_page $int NOT NULL DEFAULT 1 CHECK (source_page >= 1);
ALTER TABLE page ADD COLUMN sealed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN engine TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN colour $int NOT NULL DEFAULT 0 CHECK (colour IN (0,1));
ALTER TABLE page ADD COLUMN codes_blob TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN fields_blob TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN dropped $int NOT NULL DEFAULT 0 CHECK (dropped IN (0,1));
UPDATE page SET source_page = number,
    arrival = (SELECT min(a.id) FROM arrival a WHERE a.document = page.document);
CREATE INDEX page_source ON page (arrival, source_page) WHERE arrival IS NOT NULL;

-- The files a document rests on, in order: several for the sheets of a scan; one file may bear several documents. The
-- columns of `document` keep the first.
CREATE TABLE document_original (
    document $int NOT NULL REFERENCES document (id),
    position $int NOT NULL CHECK (position >= 1),
    arrival $int REFERENCES arrival (id),
    media TEXT NOT NULL CHECK (media IN ('pdf','tiff','png','jpeg','mail','unknown')),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size $int NOT NULL CHECK (size > 0),
    original TEXT NOT NULL CHECK (original <> ''),
    document_key TEXT NOT NULL,
    PRIMARY KEY (document, position)
) $strict;
CREATE INDEX document_original_sha256 ON document_original (sha256);
CREATE INDEX document_original_arrival ON document_original (arrival) WHERE arrival IS NOT NULL;
INSERT INTO document_original (document, position, arrival, media, sha256, size, original, document_key)
SELECT d.id, 1, (SELECT min(a.id) FROM arrival a WHERE a.document = d.id), d.media, d.sha256, d.size, d.original,
  d.document_key FROM document d;
$refuse 'original.fixed' BEFORE UPDATE OF arrival, media, sha256, size, original, document_key ON document_original
    WHEN (coalesce(NEW.arrival, 0) <> coalesce(OLD.arrival, 0) OR NEW.media <> OLD.media OR NEW.sha256 <> OLD.sha256
          OR NEW.size <> OLD.size OR NEW.original <> OLD.original OR NEW.document_key <> OLD.document_key);

-- What waited when the program was another one is read by jobs from now on.
INSERT INTO job (kind, object, page, created_at) SELECT 'read', id, 1, received_at FROM arrival WHERE state = 'received';
