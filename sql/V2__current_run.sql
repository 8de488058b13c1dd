-- Which run people mean when they name none.

CREATE FUNCTION hearth.current_run() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = hearth, pg_temp
AS $$
  SELECT coalesce(
    nullif(current_setting('hearth.run', true), ''),
    (SELECT r.id FROM hearth.run r WHERE r.state = 'finished' ORDER BY r.ended DESC, r.key DESC LIMIT 1));
$$;

COMMENT ON FUNCTION hearth.current_run() IS 'Id of the run that views show and functions use by default: the setting hearth.run, else the latest finished run; NULL when there is none';

CREATE FUNCTION hearth.run_key(run text) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, pg_temp
AS $$
DECLARE
  found bigint;
BEGIN
  IF run IS NULL THEN
    RAISE EXCEPTION 'there is no finished run yet'
      USING ERRCODE = 'no_data_found', HINT = 'Make one: ./hearth run JOB.yaml';
  END IF;
  SELECT r.key INTO found FROM hearth.run r WHERE r.id = run_key.run AND r.state = 'finished';
  IF found IS NULL THEN
    RAISE EXCEPTION 'there is no finished run %', quote_literal(run)
      USING ERRCODE = 'no_data_found', HINT = 'SELECT id FROM hearth.runs lists them.';
  END IF;
  RETURN found;
END
$$;

COMMENT ON FUNCTION hearth.run_key(text) IS 'Key of the finished run with an id; an error when there is none';

CREATE FUNCTION hearth.current_run_key() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = hearth, pg_temp
AS $$
  SELECT CASE WHEN c.id IS NOT NULL THEN hearth.run_key(c.id) END
  FROM (SELECT hearth.current_run() AS id) c;
$$;

COMMENT ON FUNCTION hearth.current_run_key() IS 'Key of hearth.current_run(); NULL when there is no finished run yet';
