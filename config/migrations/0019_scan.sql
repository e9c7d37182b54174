-- How a stack is scanned, so that a batch that stood still goes on as it began, also after the service was restarted. The
-- words are the driver's. (owner: src/intake)
CREATE TABLE scan (
    batch $int NOT NULL PRIMARY KEY REFERENCES batch (id),
    source TEXT NOT NULL,
    mode TEXT NOT NULL,
    resolution $int NOT NULL CHECK (resolution BETWEEN 0 AND 2400)
) $strict;
$refuse 'scan.kept' BEFORE DELETE ON scan WHEN (1 = 1);
$refuse 'scan.kept' BEFORE UPDATE ON scan WHEN (1 = 1);
