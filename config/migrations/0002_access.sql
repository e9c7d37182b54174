-- People, commitments, roles, accounts, sessions, access list, purposes (owner: src/access).
-- The gate holds here as well as in code: no open account, session or access entry without a valid commitment, in
-- whatever order rows come; people, commitments, roles and entries are never deleted and end once.

CREATE TABLE person(
  id $id,
  user_name TEXT NOT NULL UNIQUE CHECK(length(user_name) BETWEEN 2 AND 40),
  kind TEXT NOT NULL CHECK(kind IN('human','machine')),
  name TEXT NOT NULL CHECK(name<>''),
  title TEXT NOT NULL,
  employer TEXT NOT NULL CHECK(employer<>''),
  employed_from TEXT NOT NULL CHECK(length(employed_from)=10),
  employed_to TEXT NOT NULL CHECK(length(employed_to)=10 AND employed_to>=employed_from),
  added_at $int NOT NULL)$strict;

CREATE TABLE commitment(
  id $id,
  person $int NOT NULL REFERENCES person(id),
  text_version TEXT NOT NULL CHECK(text_version<>''),
  signed_on TEXT NOT NULL CHECK(length(signed_on)=10),
  valid_to TEXT NOT NULL CHECK(length(valid_to)=10 AND valid_to>=signed_on),
  sheet_sha256 TEXT NOT NULL CHECK(length(sheet_sha256)=64),
  witnessed_by $int NOT NULL REFERENCES person(id),
  recorded_by $int NOT NULL REFERENCES person(id),
  recorded_at $int NOT NULL,
  revoked_at $int,
  revoked_by $int REFERENCES person(id),
  revoke_reason TEXT,
  CONSTRAINT commitment_own_witness CHECK(witnessed_by<>person),
  CHECK((revoked_at IS NULL)=(revoked_by IS NULL) AND (revoked_at IS NULL)=(revoke_reason IS NULL)))$strict;
CREATE INDEX commitment_person ON commitment(person, valid_to);

CREATE TABLE role_entry(
  id $id,
  person $int NOT NULL REFERENCES person(id),
  role TEXT NOT NULL CHECK(role IN('clerk','responsible','auditor','admin','second')),
  from_day TEXT NOT NULL CHECK(length(from_day)=10),
  to_day TEXT NOT NULL CHECK(length(to_day)=10 AND to_day>=from_day),
  given_by $int NOT NULL REFERENCES person(id),
  given_at $int NOT NULL,
  ended_at $int,
  ended_by $int REFERENCES person(id),
  end_reason TEXT,
  CONSTRAINT role_own_grant CHECK(given_by<>person),
  CHECK((ended_at IS NULL)=(ended_by IS NULL) AND (ended_at IS NULL)=(end_reason IS NULL)))$strict;
CREATE UNIQUE INDEX role_entry_once ON role_entry(person, role) WHERE ended_at IS NULL;

CREATE TABLE account(
  person $int PRIMARY KEY REFERENCES person(id),
  password_hash TEXT NOT NULL CHECK(length(password_hash)>=20),
  active $int NOT NULL CHECK(active IN(0,1)),
  active_on TEXT NOT NULL CHECK(length(active_on)=10),
  changed_at $int NOT NULL)$strict;

CREATE TABLE login_session(
  id TEXT PRIMARY KEY CHECK(length(id)>=8),
  cookie_sha256 TEXT NOT NULL UNIQUE CHECK(length(cookie_sha256)=64),
  person $int NOT NULL REFERENCES person(id),
  role TEXT NOT NULL CHECK(role IN('clerk','responsible','auditor','admin','second')),
  purpose TEXT NOT NULL CHECK(purpose<>''),
  case_ref TEXT NOT NULL,
  auth TEXT NOT NULL CHECK(auth<>''),
  via TEXT NOT NULL,
  address TEXT NOT NULL,
  started_on TEXT NOT NULL CHECK(length(started_on)=10),
  started_at $int NOT NULL,
  seen_at $int NOT NULL CHECK(seen_at>=started_at),
  idle_until $int NOT NULL,
  expires_at $int NOT NULL CHECK(expires_at>started_at),
  ended_at $int,
  end_reason TEXT,
  CHECK((ended_at IS NULL)=(end_reason IS NULL)))$strict;
CREATE INDEX login_session_person ON login_session(person) WHERE ended_at IS NULL;

CREATE TABLE login_delay(
  key TEXT PRIMARY KEY,
  failures $int NOT NULL CHECK(failures>=1),
  last_at $int NOT NULL,
  free_at $int NOT NULL CHECK(free_at>=last_at))$strict;

CREATE TABLE access_scope(
  id $id,
  path TEXT NOT NULL CHECK(substr(path,1,1)='/' AND substr(path,length(path),1)='/'),
  series TEXT NOT NULL,
  UNIQUE(path, series))$strict;
-- append-only: access_scope

CREATE TABLE access_entry(
  id $id,
  person $int NOT NULL REFERENCES person(id),
  act TEXT NOT NULL CHECK(act IN('read','copy','maintain','take','dispose')),
  path TEXT NOT NULL CHECK(substr(path,1,1)='/' AND substr(path,length(path),1)='/'),
  series TEXT NOT NULL,
  from_day TEXT NOT NULL CHECK(length(from_day)=10),
  to_day TEXT NOT NULL CHECK(length(to_day)=10 AND to_day>=from_day),
  granted_by $int NOT NULL REFERENCES person(id),
  granted_at $int NOT NULL,
  reason TEXT NOT NULL CHECK(reason<>''),
  commitment $int NOT NULL REFERENCES commitment(id),
  ended_at $int,
  ended_by $int REFERENCES person(id),
  end_reason TEXT,
  CONSTRAINT list_own_grant CHECK(granted_by<>person),
  CHECK((ended_at IS NULL)=(ended_by IS NULL) AND (ended_at IS NULL)=(end_reason IS NULL)))$strict;
CREATE INDEX access_entry_person ON access_entry(person, act) WHERE ended_at IS NULL;

CREATE TABLE purpose(
  code TEXT PRIMARY KEY,
  register TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  text_fi TEXT NOT NULL CHECK(text_fi<>''),
  text_sv TEXT NOT NULL CHECK(text_sv<>''),
  text_en TEXT NOT NULL CHECK(text_en<>''),
  case_required $int NOT NULL CHECK(case_required IN(0,1)),
  position $int NOT NULL UNIQUE)$strict;
CREATE TABLE purpose_role(
  purpose TEXT NOT NULL REFERENCES purpose(code),
  role TEXT NOT NULL CHECK(role IN('clerk','responsible','auditor','admin','second','machine')),
  PRIMARY KEY(purpose, role))$strict;

-- What may not happen, in whatever order rows come.
$refuse 'person.user_name_taken' BEFORE INSERT ON person WHEN (
  EXISTS(SELECT 1 FROM person WHERE user_name=NEW.user_name));
$refuse 'person.fixed' BEFORE UPDATE ON person WHEN (
  NEW.id<>OLD.id OR NEW.user_name<>OLD.user_name OR NEW.kind<>OLD.kind OR NEW.added_at<>OLD.added_at);
$refuse 'person.kept' BEFORE DELETE ON person WHEN (1=1);

$refuse 'commitment.revoked_already' BEFORE INSERT ON commitment WHEN (NEW.revoked_at IS NOT NULL);
$refuse 'commitment.revoked_already' BEFORE UPDATE ON commitment WHEN (OLD.revoked_at IS NOT NULL);
$refuse 'commitment.kept' BEFORE UPDATE ON commitment WHEN (
  NEW.id<>OLD.id OR NEW.person<>OLD.person OR NEW.text_version<>OLD.text_version OR NEW.signed_on<>OLD.signed_on
  OR NEW.valid_to<>OLD.valid_to OR NEW.sheet_sha256<>OLD.sheet_sha256 OR NEW.witnessed_by<>OLD.witnessed_by
  OR NEW.recorded_by<>OLD.recorded_by OR NEW.recorded_at<>OLD.recorded_at);
$refuse 'commitment.kept' BEFORE DELETE ON commitment WHEN (1=1);

$refuse 'role.given_already' BEFORE INSERT ON role_entry WHEN (NEW.ended_at IS NULL
  AND EXISTS(SELECT 1 FROM role_entry WHERE person=NEW.person AND role=NEW.role AND ended_at IS NULL));
$refuse 'role.machine' BEFORE INSERT ON role_entry WHEN (
  (SELECT kind FROM person WHERE id=NEW.person)='machine');
$refuse 'role.kept' BEFORE UPDATE ON role_entry WHEN (OLD.ended_at IS NOT NULL
  OR NEW.id<>OLD.id OR NEW.person<>OLD.person OR NEW.role<>OLD.role OR NEW.from_day<>OLD.from_day
  OR NEW.to_day<>OLD.to_day OR NEW.given_by<>OLD.given_by OR NEW.given_at<>OLD.given_at);
$refuse 'role.kept' BEFORE DELETE ON role_entry WHEN (1=1);

$refuse 'account.machine' BEFORE INSERT ON account WHEN ((SELECT kind FROM person WHERE id=NEW.person)='machine');
$refuse 'commitment.missing' BEFORE INSERT ON account WHEN (NEW.active=1 AND NOT EXISTS(
  SELECT 1 FROM commitment c WHERE c.person=NEW.person AND c.revoked_at IS NULL
   AND NEW.active_on BETWEEN c.signed_on AND c.valid_to));
$refuse 'commitment.missing' BEFORE UPDATE ON account WHEN (NEW.active=1 AND NOT EXISTS(
  SELECT 1 FROM commitment c WHERE c.person=NEW.person AND c.revoked_at IS NULL
   AND NEW.active_on BETWEEN c.signed_on AND c.valid_to));
$refuse 'account.kept' BEFORE UPDATE ON account WHEN (NEW.person<>OLD.person);
$refuse 'account.kept' BEFORE DELETE ON account WHEN (1=1);

$refuse 'session.ended' BEFORE INSERT ON login_session WHEN (NEW.ended_at IS NOT NULL);
$refuse 'person.left' BEFORE INSERT ON login_session WHEN (NOT EXISTS(
  SELECT 1 FROM person p WHERE p.id=NEW.person AND NEW.started_on BETWEEN p.employed_from AND p.employed_to));
$refuse 'commitment.missing' BEFORE INSERT ON login_session WHEN (NOT EXISTS(
  SELECT 1 FROM commitment c WHERE c.person=NEW.person AND c.revoked_at IS NULL
   AND NEW.started_on BETWEEN c.signed_on AND c.valid_to));
$refuse 'account.closed' BEFORE INSERT ON login_session WHEN (NOT EXISTS(
  SELECT 1 FROM account a WHERE a.person=NEW.person AND a.active=1));
$refuse 'role.missing' BEFORE INSERT ON login_session WHEN (NOT EXISTS(
  SELECT 1 FROM role_entry r WHERE r.person=NEW.person AND r.role=NEW.role AND r.ended_at IS NULL
   AND NEW.started_on BETWEEN r.from_day AND r.to_day));
$refuse 'session.ended' BEFORE UPDATE ON login_session WHEN (OLD.ended_at IS NOT NULL);
$refuse 'session.kept' BEFORE UPDATE ON login_session WHEN (NEW.id<>OLD.id OR NEW.person<>OLD.person
  OR NEW.cookie_sha256<>OLD.cookie_sha256 OR NEW.started_at<>OLD.started_at OR NEW.expires_at<>OLD.expires_at
  OR NEW.auth<>OLD.auth OR NEW.started_on<>OLD.started_on);

$refuse 'list.ended_already' BEFORE INSERT ON access_entry WHEN (NEW.ended_at IS NOT NULL);
$refuse 'commitment.missing' BEFORE INSERT ON access_entry WHEN (NOT EXISTS(
  SELECT 1 FROM commitment c WHERE c.id=NEW.commitment AND c.person=NEW.person AND c.revoked_at IS NULL
   AND NEW.from_day BETWEEN c.signed_on AND c.valid_to));
$refuse 'list.employees_only' BEFORE INSERT ON access_entry WHEN (
  NEW.act='take' AND (SELECT employer FROM person WHERE id=NEW.person)<>'own');
$refuse 'list.ended_already' BEFORE UPDATE ON access_entry WHEN (OLD.ended_at IS NOT NULL);
$refuse 'list.kept' BEFORE UPDATE ON access_entry WHEN (NEW.id<>OLD.id OR NEW.person<>OLD.person
  OR NEW.act<>OLD.act OR NEW.path<>OLD.path OR NEW.series<>OLD.series OR NEW.from_day<>OLD.from_day
  OR NEW.to_day<>OLD.to_day OR NEW.granted_by<>OLD.granted_by OR NEW.granted_at<>OLD.granted_at
  OR NEW.reason<>OLD.reason OR NEW.commitment<>OLD.commitment);
$refuse 'list.kept' BEFORE DELETE ON access_entry WHEN (1=1);

$refuse 'purpose.kept' BEFORE UPDATE ON purpose WHEN (NEW.code<>OLD.code);
$refuse 'purpose.kept' BEFORE DELETE ON purpose WHEN (1=1);

-- A revoked commitment takes with it what rests on it, in the same statement.
-- >> sqlite
CREATE TRIGGER commitment_revoked AFTER UPDATE ON commitment WHEN OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL BEGIN
  UPDATE access_entry SET ended_at=NEW.revoked_at, ended_by=NEW.revoked_by, end_reason='commitment.revoked'
   WHERE commitment=NEW.id AND ended_at IS NULL;
  UPDATE login_session SET ended_at=NEW.revoked_at, end_reason='commitment.revoked'
   WHERE person=NEW.person AND ended_at IS NULL;
  UPDATE account SET active=0, changed_at=NEW.revoked_at WHERE person=NEW.person AND active=1
   AND NOT EXISTS(SELECT 1 FROM commitment c WHERE c.person=NEW.person AND c.revoked_at IS NULL); END;
-- >> postgresql
CREATE FUNCTION commitment_revoked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE access_entry SET ended_at=NEW.revoked_at, ended_by=NEW.revoked_by, end_reason='commitment.revoked'
   WHERE commitment=NEW.id AND ended_at IS NULL;
  UPDATE login_session SET ended_at=NEW.revoked_at, end_reason='commitment.revoked'
   WHERE person=NEW.person AND ended_at IS NULL;
  UPDATE account SET active=0, changed_at=NEW.revoked_at WHERE person=NEW.person AND active=1
   AND NOT EXISTS(SELECT 1 FROM commitment c WHERE c.person=NEW.person AND c.revoked_at IS NULL);
  RETURN NULL; END $$;
CREATE TRIGGER commitment_revoked AFTER UPDATE ON commitment FOR EACH ROW
  WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION commitment_revoked();
CREATE FUNCTION access_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'access.kept'; END $$;
CREATE TRIGGER person_no_truncate BEFORE TRUNCATE ON person EXECUTE FUNCTION access_kept();
CREATE TRIGGER commitment_no_truncate BEFORE TRUNCATE ON commitment EXECUTE FUNCTION access_kept();
CREATE TRIGGER role_entry_no_truncate BEFORE TRUNCATE ON role_entry EXECUTE FUNCTION access_kept();
CREATE TRIGGER access_entry_no_truncate BEFORE TRUNCATE ON access_entry EXECUTE FUNCTION access_kept();

-- >> both
-- The machine: person 1 of every archive (access::machine_person).
INSERT INTO person(user_name, kind, name, title, employer, employed_from, employed_to, added_at)
VALUES('arkki', 'machine', 'Arkki', '', 'own', '2000-01-01', '9999-12-31', 0);

INSERT INTO purpose(code, register, legal_basis, text_fi, text_sv, text_en, case_required, position) VALUES
('care', 'customer', '6(1)(b)', 'Asiakassuhteen hoitaminen', 'Skötsel av kundförhållandet', 'Managing the customer relationship', 0, 1),
('orders', 'customer', '6(1)(b)', 'Tilausten käsittely', 'Hantering av beställningar', 'Handling orders', 0, 2),
('intake', 'customer', '6(1)(b)', 'Saapuneiden asiakirjojen käsittely', 'Mottagning av handlingar', 'Taking in documents', 0, 3),
('request', 'customer', '6(1)(c)', 'Rekisteröidyn pyynnön käsittely', 'Hantering av den registrerades begäran', 'Handling a data subject''s request', 1, 4),
('invoicing', 'customer', '6(1)(b)', 'Laskutus', 'Fakturering', 'Invoicing', 0, 5),
('collection', 'customer', '6(1)(f)', 'Perintä', 'Indrivning', 'Debt collection', 1, 6),
('disclosure', 'customer', '6(1)(c)', 'Tietojen luovuttaminen', 'Utlämnande av uppgifter', 'Disclosing data', 1, 7),
('legal-claim', 'customer', '6(1)(f)', 'Oikeusvaateen laatiminen, esittäminen tai puolustaminen', 'Fastställande, görande gällande eller försvar av rättsliga anspråk', 'Establishing, exercising or defending a legal claim', 1, 8),
('retention', 'customer', '6(1)(c)', 'Säilytysajan valvonta ja hävittäminen', 'Övervakning av lagringstider och förstöring', 'Retention and destruction', 1, 9),
('marketing', 'customer', '6(1)(f)', 'Markkinointi', 'Marknadsföring', 'Marketing', 0, 10),
('statistics', 'customer', '6(1)(f)', 'Tilastointi', 'Statistik', 'Statistics', 0, 11),
('development', 'customer', '6(1)(f)', 'Toiminnan kehittäminen', 'Utveckling av verksamheten', 'Developing operations', 0, 12),
('audit', '', '6(1)(c)', 'Käyttölokin valvonta', 'Granskning av användningsloggen', 'Reviewing the access log', 0, 13),
('maintenance', '', '6(1)(c)', 'Järjestelmän ylläpito', 'Underhåll av systemet', 'Maintaining the system', 0, 14);
INSERT INTO purpose_role(purpose, role) VALUES
('care','clerk'), ('care','responsible'), ('orders','clerk'), ('orders','responsible'),
('intake','clerk'), ('intake','responsible'), ('intake','machine'), ('request','clerk'), ('request','responsible'),
('invoicing','clerk'), ('invoicing','responsible'), ('collection','clerk'), ('collection','responsible'),
('disclosure','clerk'), ('disclosure','responsible'), ('legal-claim','responsible'),
('retention','clerk'), ('retention','responsible'), ('retention','second'), ('retention','machine'),
('marketing','clerk'), ('marketing','responsible'), ('statistics','responsible'), ('development','responsible'),
('audit','auditor'), ('audit','responsible'), ('audit','second'), ('maintenance','admin'), ('maintenance','responsible'),
('maintenance','second'), ('maintenance','machine');
