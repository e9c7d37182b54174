-- The access log (docs/formats.md, "Access log"): append-only entries under a Merkle tree, in the same database as what
-- they are about. Each entry has four groups, A who, S whom, C circumstances, F free text. A group stands open, with its
-- salt and its columns, or is pruned to its commitment; that is the only change an entry ever sees.

CREATE TABLE audit_entry (
    seq $int NOT NULL PRIMARY KEY CHECK (seq >= 0),
    ts $int NOT NULL,
    -- weekday * 24 + hour of the office's wall clock, Monday = 0
    local_hour $int NOT NULL CHECK (local_hour BETWEEN 0 AND 167),
    leaf TEXT NOT NULL CHECK (length(leaf) = 44),
    -- base64; salt_s holds the group's salt and the seed of its subjects' salts
    salt_a TEXT, salt_s TEXT, salt_c TEXT, salt_f TEXT,
    com_a TEXT, com_s TEXT, com_c TEXT, com_f TEXT,
    actor $int, session TEXT, auth TEXT, addr TEXT, via TEXT, station TEXT,
    -- subjects: ids in ascending order, comma between them
    object TEXT, version $int, sha256 TEXT, subjects TEXT,
    -- args: one key=value a line
    action TEXT, role TEXT, purpose TEXT, case_ref TEXT, basis TEXT, result TEXT, rule TEXT, row_count $int,
    request TEXT, args TEXT,
    query TEXT, reason TEXT, note TEXT,
    CONSTRAINT audit_who_open_or_pruned CHECK (
        (com_a IS NOT NULL AND length(com_a) = 44 AND
        salt_a IS NULL AND actor IS NULL AND session IS NULL AND auth IS NULL AND addr IS NULL AND
        via IS NULL AND station IS NULL) OR
        (com_a IS NULL AND
        salt_a IS NOT NULL AND actor IS NOT NULL AND session IS NOT NULL AND auth IS NOT NULL AND
        addr IS NOT NULL AND via IS NOT NULL AND station IS NOT NULL)),
    CONSTRAINT audit_whom_open_or_pruned CHECK (
        (com_s IS NOT NULL AND length(com_s) = 44 AND
        salt_s IS NULL AND object IS NULL AND version IS NULL AND sha256 IS NULL AND subjects IS NULL) OR
        (com_s IS NULL AND
        salt_s IS NOT NULL AND object IS NOT NULL AND version IS NOT NULL AND sha256 IS NOT NULL AND
        subjects IS NOT NULL)),
    CONSTRAINT audit_circumstances_open_or_pruned CHECK (
        (com_c IS NOT NULL AND length(com_c) = 44 AND
        salt_c IS NULL AND action IS NULL AND role IS NULL AND purpose IS NULL AND case_ref IS NULL AND
        basis IS NULL AND result IS NULL AND rule IS NULL AND row_count IS NULL AND request IS NULL AND
        args IS NULL) OR
        (com_c IS NULL AND
        salt_c IS NOT NULL AND action IS NOT NULL AND role IS NOT NULL AND purpose IS NOT NULL AND
        case_ref IS NOT NULL AND basis IS NOT NULL AND result IS NOT NULL AND rule IS NOT NULL AND
        row_count IS NOT NULL AND request IS NOT NULL AND args IS NOT NULL)),
    CONSTRAINT audit_free_text_open_or_pruned CHECK (
        (com_f IS NOT NULL AND length(com_f) = 44 AND
        salt_f IS NULL AND query IS NULL AND reason IS NULL AND note IS NULL) OR
        (com_f IS NULL AND
        salt_f IS NOT NULL AND query IS NOT NULL AND reason IS NOT NULL AND note IS NOT NULL))
) $strict;
CREATE INDEX audit_entry_ts ON audit_entry (ts);
CREATE INDEX audit_entry_actor ON audit_entry (actor, ts) WHERE actor IS NOT NULL;
CREATE INDEX audit_entry_object ON audit_entry (object, ts) WHERE object <> '';
CREATE INDEX audit_entry_refused ON audit_entry (ts) WHERE result <> 'allowed';

-- Who was looked at, to answer "who has seen my data". A second copy of audit_entry.subjects: verify compares them.
CREATE TABLE audit_subject (
    subject $int NOT NULL,
    seq $int NOT NULL REFERENCES audit_entry (seq),
    PRIMARY KEY (subject, seq)
-- >> sqlite
) WITHOUT ROWID, STRICT;
-- >> postgresql
);
-- >> both

-- Complete subtrees at levels 8, 16, 24 ..., so that a proof need not read every leaf.
CREATE TABLE audit_node (
    level $int NOT NULL CHECK (level > 0 AND level % 8 = 0),
    n $int NOT NULL CHECK (n >= 0),
    hash TEXT NOT NULL CHECK (length(hash) = 44),
    PRIMARY KEY (level, n)
) $strict;
-- append-only: audit_node

-- What the tree needs to grow; read and written back by every append, in its transaction.
CREATE TABLE audit_state (
    id $int NOT NULL PRIMARY KEY CHECK (id = 0),
    frontier TEXT NOT NULL
) $strict;
INSERT INTO audit_state (id, frontier) VALUES (0, 'AAAAAAAAAAA=');

-- >> sqlite
-- The order of numbers also refuses INSERT OR REPLACE, which fires no trigger for the row it deletes.
CREATE TRIGGER audit_entry_in BEFORE INSERT ON audit_entry
WHEN NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq) + 1, 0) FROM audit_entry) BEGIN
    SELECT RAISE(ABORT, 'audit.append_only: entries follow one another');
END;
CREATE TRIGGER audit_entry_out BEFORE DELETE ON audit_entry BEGIN
    SELECT RAISE(ABORT, 'audit.append_only');
END;
CREATE TRIGGER audit_entry_change BEFORE UPDATE ON audit_entry
WHEN (NEW.seq, NEW.ts, NEW.local_hour, NEW.leaf) IS DISTINCT FROM (OLD.seq, OLD.ts, OLD.local_hour, OLD.leaf)
    OR (OLD.com_a IS NOT NULL AND NEW.com_a IS DISTINCT FROM OLD.com_a)
    OR (OLD.com_s IS NOT NULL AND NEW.com_s IS DISTINCT FROM OLD.com_s)
    OR (OLD.com_c IS NOT NULL AND NEW.com_c IS DISTINCT FROM OLD.com_c)
    OR (OLD.com_f IS NOT NULL AND NEW.com_f IS DISTINCT FROM OLD.com_f)
    OR (NEW.com_a IS NULL AND
        (NEW.salt_a, NEW.actor, NEW.session, NEW.auth, NEW.addr, NEW.via, NEW.station) IS DISTINCT FROM
        (OLD.salt_a, OLD.actor, OLD.session, OLD.auth, OLD.addr, OLD.via, OLD.station))
    OR (NEW.com_s IS NULL AND
        (NEW.salt_s, NEW.object, NEW.version, NEW.sha256, NEW.subjects) IS DISTINCT FROM
        (OLD.salt_s, OLD.object, OLD.version, OLD.sha256, OLD.subjects))
    OR (NEW.com_c IS NULL AND
        (NEW.salt_c, NEW.action, NEW.role, NEW.purpose, NEW.case_ref, NEW.basis, NEW.result, NEW.rule,
        NEW.row_count, NEW.request, NEW.args) IS DISTINCT FROM
        (OLD.salt_c, OLD.action, OLD.role, OLD.purpose, OLD.case_ref, OLD.basis, OLD.result, OLD.rule,
        OLD.row_count, OLD.request, OLD.args))
    OR (NEW.com_f IS NULL AND
        (NEW.salt_f, NEW.query, NEW.reason, NEW.note) IS DISTINCT FROM
        (OLD.salt_f, OLD.query, OLD.reason, OLD.note)) BEGIN
    SELECT RAISE(ABORT, 'audit.append_only: a group can only be pruned');
END;
CREATE TRIGGER audit_subject_in BEFORE INSERT ON audit_subject
WHEN NEW.seq IS DISTINCT FROM (SELECT max(seq) FROM audit_entry)
    OR coalesce((SELECT instr(',' || subjects || ',', ',' || NEW.subject || ',') FROM audit_entry
                 WHERE seq = NEW.seq), 0) = 0 BEGIN
    SELECT RAISE(ABORT, 'audit.append_only: a subject is listed with its entry');
END;
CREATE TRIGGER audit_subject_change BEFORE UPDATE ON audit_subject BEGIN
    SELECT RAISE(ABORT, 'audit.append_only');
END;
CREATE TRIGGER audit_subject_out BEFORE DELETE ON audit_subject
WHEN (SELECT com_s FROM audit_entry WHERE seq = OLD.seq) IS NULL BEGIN
    SELECT RAISE(ABORT, 'audit.append_only: the entry still lists the subject');
END;
CREATE TRIGGER audit_state_in BEFORE INSERT ON audit_state
WHEN EXISTS (SELECT 1 FROM audit_state) BEGIN
    SELECT RAISE(ABORT, 'audit.append_only: there is one tree');
END;
CREATE TRIGGER audit_state_out BEFORE DELETE ON audit_state BEGIN
    SELECT RAISE(ABORT, 'audit.append_only');
END;
-- >> postgresql
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit.append_only';
END $$;
CREATE FUNCTION audit_entry_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq) + 1, 0) FROM audit_entry) THEN
        RAISE EXCEPTION 'audit.append_only: entries follow one another';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION audit_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.seq, NEW.ts, NEW.local_hour, NEW.leaf) IS DISTINCT FROM (OLD.seq, OLD.ts, OLD.local_hour, OLD.leaf)
        OR (OLD.com_a IS NOT NULL AND NEW.com_a IS DISTINCT FROM OLD.com_a)
        OR (OLD.com_s IS NOT NULL AND NEW.com_s IS DISTINCT FROM OLD.com_s)
        OR (OLD.com_c IS NOT NULL AND NEW.com_c IS DISTINCT FROM OLD.com_c)
        OR (OLD.com_f IS NOT NULL AND NEW.com_f IS DISTINCT FROM OLD.com_f)
        OR (NEW.com_a IS NULL AND
            (NEW.salt_a, NEW.actor, NEW.session, NEW.auth, NEW.addr, NEW.via, NEW.station) IS DISTINCT FROM
            (OLD.salt_a, OLD.actor, OLD.session, OLD.auth, OLD.addr, OLD.via, OLD.station))
        OR (NEW.com_s IS NULL AND
            (NEW.salt_s, NEW.object, NEW.version, NEW.sha256, NEW.subjects) IS DISTINCT FROM
            (OLD.salt_s, OLD.object, OLD.version, OLD.sha256, OLD.subjects))
        OR (NEW.com_c IS NULL AND
            (NEW.salt_c, NEW.action, NEW.role, NEW.purpose, NEW.case_ref, NEW.basis, NEW.result, NEW.rule,
            NEW.row_count, NEW.request, NEW.args) IS DISTINCT FROM
            (OLD.salt_c, OLD.action, OLD.role, OLD.purpose, OLD.case_ref, OLD.basis, OLD.result, OLD.rule,
            OLD.row_count, OLD.request, OLD.args))
        OR (NEW.com_f IS NULL AND
            (NEW.salt_f, NEW.query, NEW.reason, NEW.note) IS DISTINCT FROM
            (OLD.salt_f, OLD.query, OLD.reason, OLD.note))
    THEN
        RAISE EXCEPTION 'audit.append_only: a group can only be pruned';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION audit_subject_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq IS DISTINCT FROM (SELECT max(seq) FROM audit_entry)
        OR coalesce((SELECT position(',' || NEW.subject || ',' IN ',' || subjects || ',') FROM audit_entry
                     WHERE seq = NEW.seq), 0) = 0
    THEN
        RAISE EXCEPTION 'audit.append_only: a subject is listed with its entry';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION audit_subject_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT com_s FROM audit_entry WHERE seq = OLD.seq) IS NULL THEN
        RAISE EXCEPTION 'audit.append_only: the entry still lists the subject';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER audit_entry_in BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_in();
CREATE TRIGGER audit_entry_change BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_change();
CREATE TRIGGER audit_entry_out BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_entry_all BEFORE TRUNCATE ON audit_entry EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_subject_in BEFORE INSERT ON audit_subject FOR EACH ROW EXECUTE FUNCTION audit_subject_in();
CREATE TRIGGER audit_subject_change BEFORE UPDATE ON audit_subject FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_subject_out BEFORE DELETE ON audit_subject FOR EACH ROW EXECUTE FUNCTION audit_subject_out();
CREATE TRIGGER audit_subject_all BEFORE TRUNCATE ON audit_subject EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_state_in BEFORE INSERT ON audit_state FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_state_out BEFORE DELETE ON audit_state FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_state_all BEFORE TRUNCATE ON audit_state EXECUTE FUNCTION audit_refuse();
-- >> both
