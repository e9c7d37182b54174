-- Where paper stands and who has it (owner: src/custody).
-- History tables are only ever added to; what is so now is a view on the last row, so it cannot contradict its history.
-- A row names the row it follows (prev): of two people who act on the same thing, the second is refused.

CREATE TABLE custody_kind (
    kind TEXT NOT NULL PRIMARY KEY,
    -- a thing lies in one of higher rank: no circles, and at most four deep
    rank $int NOT NULL
) $strict;
INSERT INTO custody_kind (kind, rank) VALUES
    ('site', 14), ('room', 13), ('cabinet', 12), ('shelf', 11), ('box', 4), ('binder', 3), ('folder', 2), ('sheet', 1);
-- append-only: custody_kind

CREATE TABLE place (
    id $id,
    kind TEXT NOT NULL CHECK (kind IN ('site','room','cabinet','shelf')),
    parent $int REFERENCES place (id),
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 40),
    name TEXT NOT NULL CHECK (length(name) <= 120),
    CONSTRAINT place_only_a_site_has_no_parent CHECK ((kind = 'site') = (parent IS NULL))
) $strict;
CREATE INDEX place_parent ON place (parent);
-- append-only: place
$refuse 'custody.place_rank' BEFORE INSERT ON place WHEN (NEW.parent IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM place p JOIN custody_kind above ON above.kind = p.kind JOIN custody_kind own ON own.kind = NEW.kind
    WHERE p.id = NEW.parent AND above.rank > own.rank));
$refuse 'custody.place_code_taken' BEFORE INSERT ON place WHEN (EXISTS (SELECT 1 FROM place WHERE code = NEW.code));

CREATE TABLE place_state (
    seq $id,
    place $int NOT NULL REFERENCES place (id),
    prev $int UNIQUE REFERENCES place_state (seq),
    lock_type TEXT NOT NULL CHECK (lock_type IN ('none','key','code','card')),
    lock_state TEXT NOT NULL CHECK (lock_state IN ('ok','key_lost','broken')),
    fire_class TEXT NOT NULL CHECK (length(fire_class) <= 60),
    fire_basis TEXT NOT NULL CHECK (fire_basis IN ('certified','declared')),
    is_open $int NOT NULL CHECK (is_open IN (0,1)),
    since $int NOT NULL,
    actor $int NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    locks $int NOT NULL GENERATED ALWAYS AS (
        CASE WHEN lock_type <> 'none' AND lock_state = 'ok' THEN 1 ELSE 0 END) STORED
) $strict;
CREATE INDEX place_state_place ON place_state (place, seq);
-- append-only: place_state
$refuse 'custody.somebody_was_faster' BEFORE INSERT ON place_state WHEN (NEW.prev IS DISTINCT FROM (
    SELECT s.seq FROM place_state s WHERE s.place = NEW.place
    AND NOT EXISTS (SELECT 1 FROM place_state n WHERE n.prev = s.seq)));
$refuse 'custody.time' BEFORE INSERT ON place_state WHEN (EXISTS (
    SELECT 1 FROM place_state s WHERE s.seq = NEW.prev AND s.since > NEW.since));
-- What protects paper is recorded where it is: on rooms, cabinets and shelves. An address protects nothing.
$refuse 'custody.site_protects_nothing' BEFORE INSERT ON place_state WHEN (
    (NEW.lock_type <> 'none' OR NEW.fire_class <> '')
    AND EXISTS (SELECT 1 FROM place p WHERE p.id = NEW.place AND p.kind = 'site'));

CREATE TABLE unit (
    id $id,
    kind TEXT NOT NULL CHECK (kind IN ('box','binder','folder','sheet')),
    mark TEXT NOT NULL CHECK (length(mark) <= 60),
    CONSTRAINT unit_boxes_and_binders_are_marked CHECK (mark <> '' OR kind IN ('folder','sheet'))
) $strict;
CREATE INDEX unit_mark ON unit (mark);
-- append-only: unit

-- The number on a label is its id here; its twelve digits follow from it (label_code.hpp). A thing that gets a new label
-- keeps the old one's number in its history.
CREATE TABLE label (
    id $id CHECK (id BETWEEN 1 AND 999999999),
    place $int REFERENCES place (id),
    unit $int REFERENCES unit (id),
    since $int NOT NULL,
    actor $int NOT NULL REFERENCES person (id),
    CONSTRAINT label_is_on_one_thing CHECK ((place IS NULL) <> (unit IS NULL))
) $strict;
CREATE INDEX label_place ON label (place) WHERE place IS NOT NULL;
CREATE INDEX label_unit ON label (unit) WHERE unit IS NOT NULL;
-- append-only: label

-- A place with what the cabinet and room around it give. (One flat join: of a view within a view SQLite computes every
-- row each time.)
CREATE VIEW place_now AS
SELECT a.id, a.kind, a.parent, a.code, a.name, sa.seq AS state, sa.lock_type, sa.lock_state,
    sa.fire_class AS own_fire_class, sa.fire_basis AS own_fire_basis, sa.is_open,
    coalesce('/' || d.id, '') || coalesce('/' || c.id, '') || coalesce('/' || b.id, '') || '/' || a.id || '/' AS path,
    CASE WHEN sa.locks + coalesce(sb.locks, 0) + coalesce(sc.locks, 0) > 0 THEN 1 ELSE 0 END AS locked,
    coalesce(nullif(sa.fire_class, ''), nullif(sb.fire_class, ''), sc.fire_class, '') AS fire_class,
    CASE WHEN sa.fire_class <> '' THEN sa.fire_basis WHEN sb.fire_class <> '' THEN sb.fire_basis
        WHEN sc.fire_class <> '' THEN sc.fire_basis ELSE 'declared' END AS fire_basis,
    CASE WHEN sa.is_open = 1 AND sa.locks + coalesce(sb.locks, 0) + coalesce(sc.locks, 0) > 0
        AND (sa.fire_class <> '' OR sb.fire_class <> '' OR sc.fire_class <> '') THEN 1 ELSE 0 END AS storage_grade,
    (SELECT max(l.id) FROM label l WHERE l.place = a.id) AS label
FROM place a
JOIN place_state sa ON sa.place = a.id AND NOT EXISTS (SELECT 1 FROM place_state n WHERE n.prev = sa.seq)
LEFT JOIN place b ON b.id = a.parent
LEFT JOIN place_state sb ON sb.place = b.id AND NOT EXISTS (SELECT 1 FROM place_state n WHERE n.prev = sb.seq)
LEFT JOIN place c ON c.id = b.parent
LEFT JOIN place_state sc ON sc.place = c.id AND NOT EXISTS (SELECT 1 FROM place_state n WHERE n.prev = sc.seq)
LEFT JOIN place d ON d.id = c.parent;

-- Where a unit belongs: at a place, inside another unit, or nowhere yet (the tray of received paper).
CREATE TABLE unit_home (
    seq $id,
    unit $int NOT NULL REFERENCES unit (id),
    prev $int UNIQUE REFERENCES unit_home (seq),
    place $int REFERENCES place (id),
    inside $int REFERENCES unit (id),
    since $int NOT NULL,
    actor $int NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    CONSTRAINT unit_home_is_one CHECK (place IS NULL OR inside IS NULL)
) $strict;
CREATE INDEX unit_home_unit ON unit_home (unit, seq);
CREATE INDEX unit_home_place ON unit_home (place) WHERE place IS NOT NULL;
CREATE INDEX unit_home_inside ON unit_home (inside) WHERE inside IS NOT NULL;
-- append-only: unit_home

CREATE VIEW unit_home_now AS
SELECT h.unit, h.seq, h.place, h.inside, h.since FROM unit_home h
WHERE NOT EXISTS (SELECT 1 FROM unit_home n WHERE n.prev = h.seq);

$refuse 'custody.somebody_was_faster' BEFORE INSERT ON unit_home WHEN (NEW.prev IS DISTINCT FROM (
    SELECT h.seq FROM unit_home_now h WHERE h.unit = NEW.unit));
$refuse 'custody.time' BEFORE INSERT ON unit_home WHEN (EXISTS (
    SELECT 1 FROM unit_home h WHERE h.seq = NEW.prev AND h.since > NEW.since));
$refuse 'custody.unit_rank' BEFORE INSERT ON unit_home WHEN (NEW.inside IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM unit c JOIN custody_kind above ON above.kind = c.kind, unit u JOIN custody_kind own ON own.kind = u.kind
    WHERE c.id = NEW.inside AND u.id = NEW.unit AND above.rank > own.rank));
$refuse 'custody.mark_taken' BEFORE INSERT ON unit_home WHEN (EXISTS (
    SELECT 1 FROM unit u JOIN unit other ON other.mark = u.mark AND other.id <> u.id
    JOIN unit_home_now h ON h.unit = other.id
    WHERE u.id = NEW.unit AND u.mark <> '' AND (+h.place = NEW.place OR +h.inside = NEW.inside)));
$refuse 'custody.home_lost' BEFORE INSERT ON unit_home WHEN (
    NEW.prev IS NOT NULL AND NEW.place IS NULL AND NEW.inside IS NULL);

-- Who has a unit. A folder or sheet has rows of its own only once it has left its container alone.
CREATE TABLE custody (
    seq $id,
    unit $int NOT NULL REFERENCES unit (id),
    prev $int UNIQUE REFERENCES custody (seq),
    state TEXT NOT NULL
        CHECK (state IN ('in_storage','out','in_transit','missing','found_quarantine','destroyed','transferred')),
    place $int REFERENCES place (id),
    holder $int REFERENCES person (id),
    due TEXT CHECK (due IS NULL OR length(due) = 10),
    since $int NOT NULL,
    -- the office's day of `since`, to compare with commitments and the access list
    on_day TEXT NOT NULL CHECK (length(on_day) = 10),
    actor $int NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    CONSTRAINT custody_in_storage_at_a_place CHECK (state <> 'in_storage' OR
        (place IS NOT NULL AND holder IS NULL AND due IS NULL)),
    CONSTRAINT custody_out_with_somebody CHECK (state NOT IN ('out','in_transit') OR
        (place IS NULL AND holder IS NOT NULL AND due IS NOT NULL AND due >= on_day))
) $strict;
CREATE INDEX custody_unit ON custody (unit, seq);
CREATE INDEX custody_holder ON custody (holder) WHERE holder IS NOT NULL;
-- append-only: custody

CREATE TABLE custody_rule (
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    PRIMARY KEY (before, after)
) $strict;
INSERT INTO custody_rule (before, after) VALUES
    ('', 'in_storage'), ('in_storage', 'in_storage'), ('in_storage', 'out'), ('out', 'in_storage');
-- append-only: custody_rule

CREATE VIEW custody_own AS
SELECT c.unit, c.seq, c.state, c.place, c.holder, c.due, c.since FROM custody c
WHERE NOT EXISTS (SELECT 1 FROM custody n WHERE n.prev = c.seq);

-- A unit with what its containers give it: the place it belongs to, and the custody row that counts for it.
CREATE VIEW unit_lies AS
SELECT u.id, u.kind, u.mark, h0.seq AS home, h0.place AS home_place, h0.inside,
    coalesce(h0.place, h1.place, h2.place, h3.place) AS place,
    coalesce(k0.seq, k1.seq, k2.seq, k3.seq) AS custody,
    k0.seq AS own_custody,
    CASE WHEN u3.mark <> '' THEN '-' || u3.mark ELSE '' END || CASE WHEN u2.mark <> '' THEN '-' || u2.mark ELSE '' END ||
    CASE WHEN u1.mark <> '' THEN '-' || u1.mark ELSE '' END || CASE WHEN u.mark <> '' THEN '-' || u.mark ELSE '' END AS marks
FROM unit u
JOIN unit_home_now h0 ON h0.unit = u.id
LEFT JOIN custody_own k0 ON k0.unit = u.id
LEFT JOIN unit u1 ON u1.id = h0.inside
LEFT JOIN unit_home_now h1 ON h1.unit = h0.inside
LEFT JOIN custody_own k1 ON k1.unit = h0.inside
LEFT JOIN unit u2 ON u2.id = h1.inside
LEFT JOIN unit_home_now h2 ON h2.unit = h1.inside
LEFT JOIN custody_own k2 ON k2.unit = h1.inside
LEFT JOIN unit u3 ON u3.id = h2.inside
LEFT JOIN unit_home_now h3 ON h3.unit = h2.inside
LEFT JOIN custody_own k3 ON k3.unit = h2.inside;

CREATE VIEW unit_now AS
SELECT l.id, l.kind, l.mark, l.home, l.home_place, l.inside, l.place, l.own_custody, l.marks,
    p.code AS place_code, p.path, p.locked, p.fire_class, p.fire_basis, p.storage_grade,
    coalesce(k.state, 'tray') AS state, k.holder, k.due, k.since,
    (SELECT max(b.id) FROM label b WHERE b.unit = l.id) AS label
FROM unit_lies l
JOIN place_now p ON p.id = l.place
LEFT JOIN custody k ON k.seq = l.custody
UNION ALL
SELECT l.id, l.kind, l.mark, l.home, l.home_place, l.inside, l.place, l.own_custody, l.marks,
    '', '/', 0, '', 'declared', 0,
    coalesce(k.state, 'tray'), k.holder, k.due, k.since,
    (SELECT max(b.id) FROM label b WHERE b.unit = l.id)
FROM unit_lies l
LEFT JOIN custody k ON k.seq = l.custody
WHERE l.place IS NULL;

$refuse 'custody.somebody_was_faster' BEFORE INSERT ON custody WHEN (NEW.prev IS DISTINCT FROM (
    SELECT k.seq FROM custody_own k WHERE k.unit = NEW.unit));
$refuse 'custody.transition' BEFORE INSERT ON custody WHEN (NOT EXISTS (
    SELECT 1 FROM custody_rule r WHERE r.after = NEW.state AND r.before = coalesce(
        (SELECT k.state FROM unit_lies l JOIN custody k ON k.seq = l.custody WHERE l.id = NEW.unit), '')));
$refuse 'custody.time' BEFORE INSERT ON custody WHEN (EXISTS (
    SELECT 1 FROM unit_lies l JOIN custody k ON k.seq = l.custody WHERE l.id = NEW.unit AND k.since > NEW.since));
$refuse 'custody.not_storage_grade' BEFORE INSERT ON custody WHEN (NEW.state = 'in_storage' AND NOT EXISTS (
    SELECT 1 FROM place_now p WHERE p.id = NEW.place AND p.storage_grade = 1));
$refuse 'custody.not_its_place' BEFORE INSERT ON custody WHEN (NEW.state = 'in_storage' AND NOT EXISTS (
    SELECT 1 FROM unit_lies l WHERE l.id = NEW.unit AND l.place = NEW.place));
$refuse 'custody.container_is_out' BEFORE INSERT ON custody WHEN (NEW.state = 'in_storage' AND EXISTS (
    SELECT 1 FROM unit_home_now h JOIN unit_lies c ON c.id = h.inside JOIN custody k ON k.seq = c.custody
    WHERE h.unit = NEW.unit AND k.state <> 'in_storage'));
-- Whoever touches paper has a commitment on that day, and whoever keeps it until the last day. The machine touches none.
$refuse 'custody.commitment' BEFORE INSERT ON custody WHEN (
    NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.actor AND p.kind = 'machine')
    AND NOT EXISTS (SELECT 1 FROM commitment c WHERE c.person = NEW.actor AND c.revoked_at IS NULL
        AND NEW.on_day BETWEEN c.signed_on AND c.valid_to));
$refuse 'custody.holder_commitment' BEFORE INSERT ON custody WHEN (NEW.holder IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM commitment c WHERE c.person = NEW.holder AND c.revoked_at IS NULL
        AND c.signed_on <= NEW.on_day AND c.valid_to >= NEW.due));
$refuse 'custody.holder_not_on_list' BEFORE INSERT ON custody WHEN (NEW.holder IS NOT NULL
    AND EXISTS (SELECT 1 FROM commitment c WHERE c.person = NEW.holder AND c.revoked_at IS NULL
        AND c.signed_on <= NEW.on_day AND c.valid_to >= NEW.due)
    AND NOT EXISTS (
    SELECT 1 FROM access_entry e WHERE e.person = NEW.holder AND e.act = 'take' AND e.ended_at IS NULL
    AND e.from_day <= NEW.on_day AND e.to_day >= NEW.due AND e.path = substr(
        coalesce((SELECT p.path FROM unit_lies l JOIN place_now p ON p.id = l.place WHERE l.id = NEW.unit), '/'),
        1, length(e.path))));
