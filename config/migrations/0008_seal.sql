-- Checkpoints of the access log, signed by the sealer, and what became of their copies off the machine.

-- Signed notes, byte for byte as the log's key signed them. Lines of witnesses are added beside them; the time stamp over
-- the note (the whole reply, base64) comes once.
CREATE TABLE audit_checkpoint (
    size $int NOT NULL PRIMARY KEY CHECK (size > 0),
    ts $int NOT NULL,
    note TEXT NOT NULL CHECK (note <> ''),
    cosignatures TEXT NOT NULL DEFAULT '',
    tst TEXT NOT NULL DEFAULT ''
) $strict;
-- The order of sizes also refuses INSERT OR REPLACE, which fires no trigger for the row it deletes.
$refuse 'audit_checkpoint.append_only' BEFORE INSERT ON audit_checkpoint
    WHEN (EXISTS (SELECT 1 FROM audit_checkpoint WHERE size >= NEW.size));
$refuse 'audit_checkpoint.append_only' BEFORE UPDATE ON audit_checkpoint
    WHEN (NEW.size <> OLD.size OR NEW.ts <> OLD.ts OR NEW.note <> OLD.note
          OR substr(NEW.cosignatures, 1, length(OLD.cosignatures)) <> OLD.cosignatures
          OR (OLD.tst <> '' AND NEW.tst <> OLD.tst));
$refuse 'audit_checkpoint.append_only' BEFORE DELETE ON audit_checkpoint WHEN (1 = 1);

-- Why nothing may be appended at present, as a message key: the log is not the one that was sealed. '' in good times.
ALTER TABLE audit_state ADD COLUMN closed TEXT NOT NULL DEFAULT '';

-- One row for a checkpoint and a channel: the outbox while it waits, the receipt once it is acknowledged. `covered`: a
-- later checkpoint, which proves all that this one does, got there first.
CREATE TABLE audit_anchor (
    id $id,
    size $int NOT NULL REFERENCES audit_checkpoint (size),
    channel TEXT NOT NULL CHECK (channel IN ('mail','syslog','folder','tsa','witness','paper')),
    state TEXT NOT NULL CHECK (state IN ('waiting','failed','acknowledged','covered')),
    made_at $int NOT NULL,
    -- how often it was tried, when next, and the message key of the last fault
    attempts $int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    not_before $int NOT NULL DEFAULT 0,
    code TEXT NOT NULL DEFAULT '',
    -- the last attempt; of an acknowledged one the moment of the receipt
    at $int,
    receipt_sha256 TEXT NOT NULL DEFAULT '',
    UNIQUE (size, channel),
    CHECK ((state = 'acknowledged') = (length(receipt_sha256) = 64)),
    CHECK ((state = 'failed') = (code <> ''))
) $strict;
CREATE INDEX audit_anchor_open ON audit_anchor (channel, size) WHERE state IN ('waiting','failed');
CREATE INDEX audit_anchor_done ON audit_anchor (channel, size) WHERE state = 'acknowledged';
$refuse 'audit_anchor.final' BEFORE UPDATE ON audit_anchor
    WHEN (OLD.state IN ('acknowledged','covered') OR NEW.size <> OLD.size OR NEW.channel <> OLD.channel
          OR NEW.made_at <> OLD.made_at);
$refuse 'audit_anchor.final' BEFORE INSERT ON audit_anchor
    WHEN (EXISTS (SELECT 1 FROM audit_anchor WHERE size = NEW.size AND channel = NEW.channel));
$refuse 'audit_anchor.final' BEFORE DELETE ON audit_anchor WHEN (1 = 1);
-- >> postgresql
CREATE TRIGGER audit_checkpoint_all BEFORE TRUNCATE ON audit_checkpoint EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_anchor_all BEFORE TRUNCATE ON audit_anchor EXECUTE FUNCTION audit_refuse();
-- >> both
