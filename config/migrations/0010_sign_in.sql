-- Signing in: passwords somebody else chose, the second factor, the step between, tokens for programs, and how long
-- failures are counted (owner: src/access).

-- A password somebody else chose or saw is only good for choosing one's own.
ALTER TABLE account ADD COLUMN must_change $int NOT NULL DEFAULT 0 CHECK(must_change IN(0,1));

-- What a session is kept to until it is done: a password of one's own, then the second factor a role needs.
-- `agent` says in two words from which browser and system, such as "firefox linux".
ALTER TABLE login_session ADD COLUMN hold TEXT NOT NULL DEFAULT '' CHECK(hold IN('','password','factor'));
ALTER TABLE login_session ADD COLUMN agent TEXT NOT NULL DEFAULT '' CHECK(length(agent)<=40);
$refuse 'session.kept' BEFORE UPDATE OF hold ON login_session WHEN (NEW.hold<>OLD.hold);

-- The delays of throttle.cpp. `told` of the failures stand in the log, the last of them at `told_at`.
ALTER TABLE login_delay ADD COLUMN told $int NOT NULL DEFAULT 0;
ALTER TABLE login_delay ADD COLUMN told_at $int NOT NULL DEFAULT 0;
CREATE INDEX login_delay_last ON login_delay(last_at);

-- The secret of an authenticator app (RFC 6238), sealed under a key that is not in the database. It counts from
-- `confirmed_at` on; `last_step` is the half minute of the last code taken: none of it or before is taken again.
CREATE TABLE second_factor(
  person $int PRIMARY KEY REFERENCES person(id),
  sealed_secret TEXT NOT NULL CHECK(length(sealed_secret)>=60),
  made_at $int NOT NULL,
  confirmed_at $int,
  last_step $int NOT NULL DEFAULT 0)$strict;
$refuse 'factor.confirmed' BEFORE INSERT ON second_factor WHEN (
  EXISTS(SELECT 1 FROM second_factor f WHERE f.person=NEW.person AND f.confirmed_at IS NOT NULL));
$refuse 'factor.confirmed' BEFORE UPDATE ON second_factor WHEN (NEW.person<>OLD.person
  OR (OLD.confirmed_at IS NOT NULL AND (NEW.sealed_secret<>OLD.sealed_secret OR NEW.confirmed_at IS NULL
  OR NEW.confirmed_at<>OLD.confirmed_at)));
$refuse 'factor.replayed' BEFORE UPDATE ON second_factor WHEN (OLD.confirmed_at IS NOT NULL
  AND NEW.last_step<=OLD.last_step);

-- Ten codes on paper, for the day the telephone is lost: a keyed hash of each, and when it was used.
CREATE TABLE recovery_code(
  id $id,
  person $int NOT NULL REFERENCES person(id),
  hash TEXT NOT NULL UNIQUE CHECK(length(hash)=64),
  made_at $int NOT NULL,
  used_at $int,
  ended_at $int)$strict;
CREATE INDEX recovery_code_person ON recovery_code(person) WHERE used_at IS NULL AND ended_at IS NULL;
$refuse 'recovery.used' BEFORE UPDATE ON recovery_code WHEN (OLD.used_at IS NOT NULL OR OLD.ended_at IS NOT NULL
  OR NEW.id<>OLD.id OR NEW.person<>OLD.person OR NEW.hash<>OLD.hash OR NEW.made_at<>OLD.made_at);
$refuse 'recovery.kept' BEFORE DELETE ON recovery_code WHEN (1=1);

-- Between password and code: no session yet, five minutes, five tries.
CREATE TABLE login_ticket(
  ticket_sha256 TEXT PRIMARY KEY CHECK(length(ticket_sha256)=64),
  person $int NOT NULL REFERENCES person(id),
  role TEXT NOT NULL,
  password_changed_at $int NOT NULL,
  made_at $int NOT NULL,
  expires_at $int NOT NULL CHECK(expires_at>made_at),
  failures $int NOT NULL DEFAULT 0)$strict;
CREATE INDEX login_ticket_person ON login_ticket(person);

-- Tokens for programs: shown once, kept as SHA-256, for some acts, one role and one purpose, never longer than a year.
CREATE TABLE api_token(
  id TEXT PRIMARY KEY CHECK(length(id)>=8),
  secret_sha256 TEXT NOT NULL UNIQUE CHECK(length(secret_sha256)=64),
  person $int NOT NULL REFERENCES person(id),
  name TEXT NOT NULL CHECK(length(name) BETWEEN 1 AND 80),
  role TEXT NOT NULL CHECK(role IN('clerk','responsible','auditor','admin','second')),
  purpose TEXT NOT NULL REFERENCES purpose(code),
  scopes TEXT NOT NULL CHECK(scopes<>''),
  made_on TEXT NOT NULL CHECK(length(made_on)=10),
  made_at $int NOT NULL,
  expires_at $int NOT NULL CHECK(expires_at>made_at AND expires_at<=made_at+31708800000000),
  used_at $int,
  ended_at $int,
  end_reason TEXT,
  refused_at $int,
  CHECK((ended_at IS NULL)=(end_reason IS NULL)))$strict;
CREATE INDEX api_token_person ON api_token(person);
$refuse 'commitment.missing' BEFORE INSERT ON api_token WHEN (NOT EXISTS(
  SELECT 1 FROM commitment c WHERE c.person=NEW.person AND c.revoked_at IS NULL
   AND NEW.made_on BETWEEN c.signed_on AND c.valid_to));
$refuse 'account.closed' BEFORE INSERT ON api_token WHEN (NOT EXISTS(
  SELECT 1 FROM account a WHERE a.person=NEW.person AND a.active=1));
$refuse 'token.ended' BEFORE INSERT ON api_token WHEN (NEW.ended_at IS NOT NULL);
$refuse 'token.kept' BEFORE UPDATE ON api_token WHEN (NEW.id<>OLD.id OR NEW.secret_sha256<>OLD.secret_sha256
  OR NEW.person<>OLD.person OR NEW.role<>OLD.role OR NEW.purpose<>OLD.purpose OR NEW.scopes<>OLD.scopes
  OR NEW.made_at<>OLD.made_at OR NEW.expires_at<>OLD.expires_at
  OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at<>OLD.ended_at)));
$refuse 'token.kept' BEFORE DELETE ON api_token WHEN (1=1);

-- A revoked commitment, a closed account: the tokens and the half-done sign-ins go with it, in the same statement.
-- >> sqlite
CREATE TRIGGER commitment_revoked_tokens AFTER UPDATE ON commitment
 WHEN OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL BEGIN
  UPDATE api_token SET ended_at=NEW.revoked_at, end_reason='commitment.revoked'
   WHERE person=NEW.person AND ended_at IS NULL;
  DELETE FROM login_ticket WHERE person=NEW.person; END;
CREATE TRIGGER account_closed_tokens AFTER UPDATE ON account WHEN OLD.active=1 AND NEW.active=0 BEGIN
  UPDATE api_token SET ended_at=NEW.changed_at, end_reason=CASE WHEN EXISTS(SELECT 1 FROM commitment c
    WHERE c.person=NEW.person AND c.revoked_at IS NULL) THEN 'account.closed' ELSE 'commitment.revoked' END
   WHERE person=NEW.person AND ended_at IS NULL;
  DELETE FROM login_ticket WHERE person=NEW.person; END;
-- >> postgresql
CREATE FUNCTION commitment_revoked_tokens() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE api_token SET ended_at=NEW.revoked_at, end_reason='commitment.revoked'
   WHERE person=NEW.person AND ended_at IS NULL;
  DELETE FROM login_ticket WHERE person=NEW.person;
  RETURN NULL; END $$;
CREATE TRIGGER commitment_revoked_tokens AFTER UPDATE ON commitment FOR EACH ROW
  WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION commitment_revoked_tokens();
CREATE FUNCTION account_closed_tokens() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE api_token SET ended_at=NEW.changed_at, end_reason=CASE WHEN EXISTS(SELECT 1 FROM commitment c
    WHERE c.person=NEW.person AND c.revoked_at IS NULL) THEN 'account.closed' ELSE 'commitment.revoked' END
   WHERE person=NEW.person AND ended_at IS NULL;
  DELETE FROM login_ticket WHERE person=NEW.person;
  RETURN NULL; END $$;
CREATE TRIGGER account_closed_tokens AFTER UPDATE ON account FOR EACH ROW
  WHEN (OLD.active=1 AND NEW.active=0) EXECUTE FUNCTION account_closed_tokens();
