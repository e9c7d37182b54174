-- Data-subject requests: a case is one letter, a request one right exercised in it, an item one datum asked about.

CREATE TABLE request_case (
    id $id,
    number TEXT NOT NULL UNIQUE,
    subject $int NOT NULL REFERENCES customer (id),
    received_on TEXT NOT NULL CHECK (length(received_on) = 10),
    channel TEXT NOT NULL CHECK (channel IN ('letter','email','phone','visit')),
    language TEXT NOT NULL CHECK (language IN ('fi','sv','en')),
    -- recorded, never a gate: no rule below asks for it
    signature TEXT NOT NULL CHECK (signature IN ('handwritten','electronic','none','not_needed')),
    document $int REFERENCES document (id),
    opened_at $int NOT NULL,
    opened_by $int NOT NULL REFERENCES person (id)
) $strict;

CREATE TABLE request (
    id $id,
    request_case $int NOT NULL REFERENCES request_case (id),
    kind TEXT NOT NULL CHECK (kind IN ('access','rectify','erase','anonymise','restrict','object','port','ban','withdraw','log_extract')),
    state TEXT NOT NULL CHECK (state IN ('received','identify','work','clarify','review','sign','granted','partly','refused','no_data',
                                         'withdrawn','follow_up','closed','appealed')),
    identity TEXT NOT NULL DEFAULT 'unchecked' CHECK (identity IN ('unchecked','asked','proved','not_provable')),
    -- counted once, shown everywhere from here
    target_on TEXT NOT NULL CHECK (length(target_on) = 10),
    safe_on TEXT NOT NULL CHECK (length(safe_on) = 10),
    last_on TEXT NOT NULL CHECK (length(last_on) = 10),
    ext_safe_on TEXT NOT NULL CHECK (length(ext_safe_on) = 10),
    ext_last_on TEXT NOT NULL CHECK (length(ext_last_on) = 10),
    holidays TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('','granted','partly','refused','no_data')),
    decided_at $int,
    decided_by $int REFERENCES person (id),
    answered_on TEXT,
    CHECK (safe_on <= last_on),
    CHECK (ext_safe_on <= ext_last_on),
    CHECK ((outcome = '') = (decided_by IS NULL)),
    CHECK (answered_on IS NULL OR outcome <> '')
) $strict;
CREATE INDEX request_case_of ON request (request_case);
CREATE INDEX request_open ON request (safe_on) WHERE answered_on IS NULL;

CREATE TABLE request_rule (
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    PRIMARY KEY (from_state, to_state)
) $strict;
INSERT INTO request_rule (from_state, to_state) VALUES
    ('received','identify'), ('received','work'), ('identify','work'), ('identify','clarify'), ('clarify','identify'),
    ('clarify','work'), ('work','clarify'), ('work','review'), ('review','work'), ('review','sign'), ('sign','review'),
    ('sign','granted'), ('sign','partly'), ('sign','refused'), ('sign','no_data'), ('identify','sign'), ('clarify','sign'),
    ('received','withdrawn'), ('identify','withdrawn'), ('work','withdrawn'), ('clarify','withdrawn'), ('review','withdrawn'),
    ('withdrawn','closed'), ('granted','follow_up'), ('partly','follow_up'), ('refused','follow_up'), ('follow_up','closed'),
    ('granted','closed'), ('partly','closed'), ('refused','closed'), ('no_data','closed'), ('granted','appealed'),
    ('partly','appealed'), ('refused','appealed'), ('no_data','appealed'), ('follow_up','appealed'), ('closed','appealed'),
    ('appealed','review'), ('appealed','closed');
-- append-only: request_rule

CREATE TABLE request_item (
    id $id,
    request $int NOT NULL REFERENCES request (id),
    number $int NOT NULL CHECK (number >= 1),
    datum TEXT NOT NULL,
    old_value TEXT NOT NULL DEFAULT '',
    wanted_value TEXT NOT NULL DEFAULT '',
    ground TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('','corrected','supplied','withheld','not_held','refused')),
    reason TEXT NOT NULL DEFAULT '' CHECK (reason IN ('','R1','R2','R3','R4','R5','R6','R7','R8','R9','R10','R11','R12')),
    finding TEXT NOT NULL DEFAULT '',
    law_text TEXT NOT NULL DEFAULT '',
    UNIQUE (request, number),
    -- a refusal has a reason of the law and the facts behind it
    CHECK (outcome NOT IN ('refused','withheld') OR (reason <> '' AND trim(finding) <> ''))
) $strict;

CREATE TABLE identity_check (
    id $id,
    request $int NOT NULL REFERENCES request (id),
    method TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('proved','not_provable')),
    checked_at $int NOT NULL,
    checked_by $int NOT NULL REFERENCES person (id),
    note TEXT NOT NULL DEFAULT ''
) $strict;
-- append-only: identity_check

CREATE TABLE letter (
    id $id,
    request $int NOT NULL REFERENCES request (id),
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fi','sv','en')),
    dated_on TEXT NOT NULL CHECK (length(dated_on) = 10),
    verify_code TEXT NOT NULL UNIQUE,
    signer $int NOT NULL REFERENCES person (id),
    level TEXT NOT NULL CHECK (level IN ('B-B','B-T','B-LT','B-LTA')),
    sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    size $int NOT NULL CHECK (size > 0),
    blob TEXT NOT NULL,
    letter_key TEXT NOT NULL,
    signed_at $int NOT NULL
) $strict;
-- append-only: letter

-- What a letter will be called, so that the one looked at and the one signed are the same bytes.
CREATE TABLE letter_draft (
    request $int NOT NULL REFERENCES request (id),
    kind TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE,
    verify_code TEXT NOT NULL UNIQUE,
    PRIMARY KEY (request, kind)
) $strict;
-- append-only: letter_draft

-- Every step, so that the timeline can be shown: who moved the request where.
CREATE TABLE request_step (
    id $id,
    request $int NOT NULL REFERENCES request (id),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    moved_at $int NOT NULL,
    moved_by $int NOT NULL REFERENCES person (id)
) $strict;
-- append-only: request_step

$refuse 'request.born_late' BEFORE INSERT ON request WHEN (NEW.state <> 'received');
$refuse 'request.transition' BEFORE UPDATE OF state ON request WHEN (OLD.state <> NEW.state AND NOT EXISTS (
    SELECT 1 FROM request_rule r WHERE r.from_state = OLD.state AND r.to_state = NEW.state));
$refuse 'request.dates_are_fixed' BEFORE UPDATE OF kind, request_case, target_on, safe_on, last_on, ext_safe_on, ext_last_on, holidays ON request
    WHEN (OLD.kind <> NEW.kind OR OLD.request_case <> NEW.request_case OR OLD.target_on <> NEW.target_on OR OLD.safe_on <> NEW.safe_on
          OR OLD.last_on <> NEW.last_on OR OLD.ext_safe_on <> NEW.ext_safe_on OR OLD.ext_last_on <> NEW.ext_last_on);
$refuse 'request.outcome_without_letter' BEFORE UPDATE OF state ON request
    WHEN (NEW.state IN ('granted','partly','refused','no_data') AND OLD.state = 'sign'
          AND NOT EXISTS (SELECT 1 FROM letter l WHERE l.request = NEW.id));
$refuse 'request.outcome_differs' BEFORE UPDATE OF state ON request
    WHEN (NEW.state IN ('granted','partly','refused','no_data') AND OLD.state = 'sign' AND NEW.state <> NEW.outcome);
$refuse 'request.identity_not_proved' BEFORE UPDATE OF state ON request
    WHEN (NEW.state IN ('granted','partly') AND OLD.state = 'sign' AND NEW.identity <> 'proved' AND NEW.kind <> 'ban');
$refuse 'request.items_left' BEFORE UPDATE OF state ON request
    WHEN (NEW.state IN ('granted','partly','refused','no_data') AND OLD.state = 'sign'
          AND EXISTS (SELECT 1 FROM request_item i WHERE i.request = NEW.id AND i.outcome = ''));
-- Only the responsible person decides (notice, S66).
$refuse 'request.decider_is_not_responsible' BEFORE UPDATE OF outcome, decided_by ON request
    WHEN (NEW.decided_by IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM role_entry p WHERE p.person = NEW.decided_by AND p.role = 'responsible' AND p.ended_at IS NULL));
$refuse 'request.identity_unchecked' BEFORE UPDATE OF identity ON request
    WHEN (NEW.identity IN ('proved','not_provable') AND NOT EXISTS (
        SELECT 1 FROM identity_check c WHERE c.request = NEW.id AND c.result = NEW.identity));
$refuse 'request.answered' BEFORE UPDATE OF identity, outcome, decided_at, decided_by, answered_on ON request
    WHEN (OLD.answered_on IS NOT NULL AND (NEW.identity <> OLD.identity OR NEW.outcome <> OLD.outcome
          OR NEW.decided_at <> OLD.decided_at OR NEW.decided_by <> OLD.decided_by OR NEW.answered_on IS DISTINCT FROM OLD.answered_on));
$refuse 'request.subject_is_fixed' BEFORE UPDATE OF subject ON request_case
    WHEN (NEW.subject <> OLD.subject AND EXISTS (SELECT 1 FROM request r WHERE r.request_case = OLD.id AND r.outcome <> ''));
$refuse 'request.kept' BEFORE DELETE ON request WHEN (1 = 1);
$refuse 'request_case.kept' BEFORE DELETE ON request_case WHEN (1 = 1);
$refuse 'request_case.receipt_is_fixed' BEFORE UPDATE OF number, received_on ON request_case
    WHEN (OLD.number <> NEW.number OR OLD.received_on <> NEW.received_on);
$refuse 'request_item.kept' BEFORE DELETE ON request_item WHEN (1 = 1);
$refuse 'request_item.late' BEFORE INSERT ON request_item
    WHEN (EXISTS (SELECT 1 FROM request r WHERE r.id = NEW.request AND r.outcome <> ''));
$refuse 'request_item.decided' BEFORE UPDATE ON request_item
    WHEN (EXISTS (SELECT 1 FROM request r WHERE r.id = OLD.request AND r.answered_on IS NOT NULL));
$refuse 'letter.signer_is_not_responsible' BEFORE INSERT ON letter
    WHEN (NOT EXISTS (SELECT 1 FROM role_entry p WHERE p.person = NEW.signer AND p.role = 'responsible' AND p.ended_at IS NULL));
$refuse 'letter.not_decided' BEFORE INSERT ON letter
    WHEN (NEW.kind IN ('refusal','refusal-certificate','rectification','access-reply','access-no-data') AND NOT EXISTS (
        SELECT 1 FROM request r WHERE r.id = NEW.request AND r.state = 'sign'));
