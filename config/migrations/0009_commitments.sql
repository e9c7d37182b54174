-- Employers over time, the texts people commit to and how they signed, what must be told to somebody, paper that must
-- come back, and the one-time token of the first administrator (owners: src/access, src/custody).

-- Who processes records for the controller by contract (GDPR art. 28); its people are persons with it as employer.
CREATE TABLE processor(
  id $id,
  name TEXT NOT NULL UNIQUE CHECK(name<>'' AND name NOT IN('own','outside')),
  from_day TEXT NOT NULL CHECK(length(from_day)=10),
  added_by $int NOT NULL REFERENCES person(id),
  added_at $int NOT NULL)$strict;
-- append-only: processor
INSERT INTO processor(name, from_day, added_by, added_at)
SELECT employer, min(employed_from), 1, min(added_at) FROM person WHERE employer NOT IN('own','outside') GROUP BY employer;
$refuse 'person.unknown_employer' BEFORE INSERT ON person WHEN (NEW.employer NOT IN('own','outside')
  AND NOT EXISTS(SELECT 1 FROM processor p WHERE p.name=NEW.employer));
$refuse 'person.unknown_employer' BEFORE UPDATE ON person WHEN (NEW.employer<>OLD.employer
  AND NEW.employer NOT IN('own','outside') AND NOT EXISTS(SELECT 1 FROM processor p WHERE p.name=NEW.employer));

-- What was said about somebody's employment, and when: person holds the last row.
CREATE TABLE employment(
  id $id,
  person $int NOT NULL REFERENCES person(id),
  employer TEXT NOT NULL CHECK(employer<>''),
  from_day TEXT NOT NULL CHECK(length(from_day)=10),
  to_day TEXT NOT NULL CHECK(length(to_day)=10 AND to_day>=from_day),
  reason TEXT NOT NULL,
  recorded_by $int NOT NULL REFERENCES person(id),
  recorded_at $int NOT NULL)$strict;
CREATE INDEX employment_person ON employment(person, id);
-- append-only: employment
INSERT INTO employment(person, employer, from_day, to_day, reason, recorded_by, recorded_at)
SELECT id, employer, employed_from, employed_to, '', 1, added_at FROM person WHERE kind='human' ORDER BY id;

ALTER TABLE role_entry ADD COLUMN reason TEXT NOT NULL DEFAULT '';
$refuse 'role.kept' BEFORE UPDATE OF reason ON role_entry WHEN (NEW.reason<>OLD.reason);

-- The texts, word for word, as they were when the first person signed them.
CREATE TABLE commitment_text(
  id $id,
  version TEXT NOT NULL CHECK(length(version) BETWEEN 1 AND 20),
  language TEXT NOT NULL CHECK(language IN('fi','sv','en')),
  sha256 TEXT NOT NULL CHECK(length(sha256)=64),
  body TEXT NOT NULL CHECK(body<>''),
  from_day TEXT NOT NULL CHECK(length(from_day)=10),
  added_by $int NOT NULL REFERENCES person(id),
  added_at $int NOT NULL,
  UNIQUE(version, language))$strict;
-- append-only: commitment_text

-- How it was signed: on paper (the scan is a document of the archive, or stays outside and only its hash is here), or
-- with the person's own key (a detached CMS over the filled-in text; the signer is known by the certificate's SHA-256).
ALTER TABLE commitment ADD COLUMN way TEXT NOT NULL DEFAULT 'paper' CHECK(way IN('paper','key'));
ALTER TABLE commitment ADD COLUMN text_language TEXT NOT NULL DEFAULT '';
ALTER TABLE commitment ADD COLUMN text_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE commitment ADD COLUMN document $int REFERENCES document(id);
ALTER TABLE commitment ADD COLUMN signed_text TEXT NOT NULL DEFAULT '';
ALTER TABLE commitment ADD COLUMN signature TEXT NOT NULL DEFAULT '';
ALTER TABLE commitment ADD COLUMN signer_sha256 TEXT NOT NULL DEFAULT '';
$refuse 'commitment.kept' BEFORE UPDATE ON commitment WHEN (NEW.way<>OLD.way OR NEW.text_language<>OLD.text_language
  OR NEW.text_sha256<>OLD.text_sha256 OR coalesce(NEW.document,0)<>coalesce(OLD.document,0)
  OR NEW.signed_text<>OLD.signed_text OR NEW.signature<>OLD.signature OR NEW.signer_sha256<>OLD.signer_sha256);
$refuse 'commitment.unknown_text' BEFORE INSERT ON commitment WHEN ((NEW.text_sha256<>'' OR NEW.way='key')
  AND NOT EXISTS(SELECT 1 FROM commitment_text t WHERE t.version=NEW.text_version AND t.language=NEW.text_language
   AND t.sha256=NEW.text_sha256));
$refuse 'commitment.no_signature' BEFORE INSERT ON commitment WHEN (
  (NEW.way='key' AND (NEW.signature='' OR NEW.signed_text='' OR length(NEW.signer_sha256)<>64))
  OR (NEW.way='paper' AND (NEW.signature<>'' OR NEW.signer_sha256<>'')));

-- What somebody must be told: a code and the name of a thing, never a person's name. Told once, seen once.
CREATE TABLE notice(
  id $id,
  kind TEXT NOT NULL CHECK(length(kind) BETWEEN 3 AND 60),
  object TEXT NOT NULL CHECK(length(object)<=80),
  number $int NOT NULL,
  to_person $int REFERENCES person(id),
  to_role TEXT CHECK(to_role IN('clerk','responsible','auditor','admin','second')),
  made_at $int NOT NULL,
  closed_at $int,
  closed_by $int REFERENCES person(id),
  CONSTRAINT notice_is_to_somebody CHECK((to_person IS NULL)<>(to_role IS NULL)),
  CHECK((closed_at IS NULL)=(closed_by IS NULL)))$strict;
CREATE UNIQUE INDEX notice_once ON notice(kind, object, coalesce(to_person,0), coalesce(to_role,''))
  WHERE closed_at IS NULL;
CREATE INDEX notice_object ON notice(object, kind);
$refuse 'notice.kept' BEFORE INSERT ON notice WHEN (NEW.closed_at IS NOT NULL);
$refuse 'notice.kept' BEFORE UPDATE ON notice WHEN (OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
  OR NEW.id<>OLD.id OR NEW.kind<>OLD.kind OR NEW.object<>OLD.object OR NEW.number<>OLD.number OR NEW.made_at<>OLD.made_at
  OR coalesce(NEW.to_person,0)<>coalesce(OLD.to_person,0) OR coalesce(NEW.to_role,'')<>coalesce(OLD.to_role,''));
$refuse 'notice.kept' BEFORE DELETE ON notice WHEN (1=1);

-- Paper that must come back at once from somebody who may not have it any more.
CREATE TABLE recall(
  id $id,
  unit $int NOT NULL REFERENCES unit(id),
  person $int NOT NULL REFERENCES person(id),
  reason TEXT NOT NULL CHECK(reason<>''),
  opened_by $int NOT NULL REFERENCES person(id),
  opened_at $int NOT NULL,
  closed_at $int)$strict;
CREATE UNIQUE INDEX recall_open ON recall(unit, person) WHERE closed_at IS NULL;
$refuse 'recall.kept' BEFORE INSERT ON recall WHEN (NEW.closed_at IS NOT NULL);
$refuse 'recall.not_held' BEFORE INSERT ON recall WHEN (NOT EXISTS(
  SELECT 1 FROM custody_own k WHERE k.unit=NEW.unit AND k.holder=NEW.person));
$refuse 'recall.kept' BEFORE UPDATE ON recall WHEN (OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
  OR NEW.id<>OLD.id OR NEW.unit<>OLD.unit OR NEW.person<>OLD.person OR NEW.reason<>OLD.reason
  OR NEW.opened_by<>OLD.opened_by OR NEW.opened_at<>OLD.opened_at);
$refuse 'recall.kept' BEFORE DELETE ON recall WHEN (1=1);

-- The one-time token that lets somebody at the console become the first administrator.
CREATE TABLE first_token(
  id $id,
  token_sha256 TEXT NOT NULL UNIQUE CHECK(length(token_sha256)=64),
  made_at $int NOT NULL,
  expires_at $int NOT NULL CHECK(expires_at>made_at),
  used_at $int)$strict;
$refuse 'first.kept' BEFORE INSERT ON first_token WHEN (NEW.used_at IS NOT NULL
  OR EXISTS(SELECT 1 FROM account));
$refuse 'first.used' BEFORE UPDATE ON first_token WHEN (OLD.used_at IS NOT NULL);
$refuse 'first.kept' BEFORE UPDATE ON first_token WHEN (NEW.used_at IS NULL OR NEW.used_at>=OLD.expires_at
  OR NEW.id<>OLD.id OR NEW.token_sha256<>OLD.token_sha256 OR NEW.made_at<>OLD.made_at OR NEW.expires_at<>OLD.expires_at);
$refuse 'first.kept' BEFORE DELETE ON first_token WHEN (1=1);

-- >> sqlite
CREATE TRIGGER recall_ends AFTER INSERT ON custody BEGIN
  UPDATE recall SET closed_at=max(NEW.since, opened_at) WHERE unit=NEW.unit AND closed_at IS NULL
   AND NEW.state NOT IN('in_transit','missing') AND person<>coalesce(NEW.holder,0); END;
-- >> postgresql
CREATE FUNCTION recall_ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE recall SET closed_at=greatest(NEW.since, opened_at) WHERE unit=NEW.unit AND closed_at IS NULL
   AND NEW.state NOT IN('in_transit','missing') AND person<>coalesce(NEW.holder,0);
  RETURN NULL; END $$;
CREATE TRIGGER recall_ends AFTER INSERT ON custody FOR EACH ROW EXECUTE FUNCTION recall_ends();
CREATE TRIGGER notice_no_truncate BEFORE TRUNCATE ON notice EXECUTE FUNCTION access_kept();
CREATE TRIGGER recall_no_truncate BEFORE TRUNCATE ON recall EXECUTE FUNCTION access_kept();
-- >> both
