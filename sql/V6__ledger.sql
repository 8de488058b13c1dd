-- What a run needs to be gone on with after its process has died: each step in the ledger, what a
-- tile saw and complained about, and a number that shuts out a process that is no longer the one.

ALTER TABLE hearth.run
  ADD COLUMN resumed integer NOT NULL DEFAULT 0,
  ADD COLUMN replaces text;

COMMENT ON COLUMN hearth.run.resumed IS 'How often it was gone on with. A process writes only while this is the number it began with';
COMMENT ON COLUMN hearth.run.replaces IS 'Id of the incomplete run whose tiles it took over, which goes when this one is finished';

ALTER TABLE hearth.tile
  ADD COLUMN issues jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN pixels text;

COMMENT ON COLUMN hearth.tile.issues IS 'What was repaired or left out in it: code, detail, where';
COMMENT ON COLUMN hearth.tile.pixels IS 'SHA-256 of the pixels it was made from; NULL when not known';

CREATE TABLE hearth.step (
  run_key bigint NOT NULL REFERENCES hearth.run ON DELETE CASCADE,
  name text NOT NULL,
  ordinal integer NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  attempts integer NOT NULL CHECK (attempts >= 0),
  seconds double precision,
  error text,
  PRIMARY KEY (run_key, name)
);

COMMENT ON TABLE hearth.step IS 'Ledger of the steps of a run: tiles, seams, conflation, population, results, files';
COMMENT ON COLUMN hearth.step.ordinal IS 'Place in the order of steps, from 0';
COMMENT ON COLUMN hearth.step.state IS 'waiting, running (or its process is gone), done, failed';
COMMENT ON COLUMN hearth.step.attempts IS 'How often it was begun';
COMMENT ON COLUMN hearth.step.seconds IS 'Seconds that the last attempt took; NULL until it is done';
COMMENT ON COLUMN hearth.step.error IS 'Why the last attempt failed';

-- Runs that are there already have their files.
INSERT INTO hearth.step (run_key, name, ordinal, state, attempts)
SELECT key, 'files', 5, 'done', 1
FROM hearth.run
WHERE state = 'finished';

CREATE VIEW hearth.steps AS
SELECT s.name, s.state, s.attempts, s.seconds, s.error
FROM hearth.step s
WHERE s.run_key = (SELECT hearth.current_run_key())
ORDER BY s.ordinal;

COMMENT ON VIEW hearth.steps IS 'Steps of the current run, in their order';
