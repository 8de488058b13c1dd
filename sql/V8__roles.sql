-- Who may do what. The roles are cluster-wide and made outside: hearth_owner owns this schema,
-- hearth_writer writes runs, hearth_reader asks. On a server without them the owner does it all.

CREATE FUNCTION hearth.grant_rights() RETURNS void
LANGUAGE plpgsql
SET search_path = hearth, pg_temp
AS $$
DECLARE
  role text;
  name regclass;
BEGIN
  FOR role IN SELECT r.rolname FROM pg_roles r WHERE r.rolname IN ('hearth_reader', 'hearth_writer') LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA hearth TO %I', role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA hearth TO %I', role);
  END LOOP;
  IF to_regrole('hearth_writer') IS NOT NULL THEN
    -- A run's raster is filled once, when it is made (density_create); the ledger of migrations never.
    FOR name IN
      SELECT c.oid FROM pg_class c
      WHERE c.relnamespace = 'hearth'::regnamespace AND c.relkind = 'r'
        AND c.relname <> 'schema_version' AND c.relname !~ '^(o_\d+_)?density_\d+$'
    LOOP
      EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %s TO hearth_writer', name);
    END LOOP;
    GRANT EXECUTE ON FUNCTION
      hearth.density_create(bigint), hearth.density_attach(bigint), hearth.density_drop(bigint)
      TO hearth_writer;
  END IF;
END
$$;

COMMENT ON FUNCTION hearth.grant_rights() IS 'Gives the roles hearth_writer and hearth_reader, where they exist, their rights on everything in this schema; run by its owner after each migration';

REVOKE EXECUTE ON FUNCTION hearth.grant_rights() FROM PUBLIC;

-- A run's raster is a table of its own, which only the owner can make. The writer has it made.
CREATE OR REPLACE FUNCTION hearth.density_create(run_key bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  name text := 'density_' || run_key;
BEGIN
  EXECUTE format('CREATE TABLE hearth.%I (LIKE hearth.density INCLUDING STORAGE INCLUDING COMPRESSION)', name);
  IF to_regrole('hearth_reader') IS NOT NULL THEN
    EXECUTE format('GRANT SELECT ON hearth.%I TO hearth_reader', name);
  END IF;
  IF to_regrole('hearth_writer') IS NOT NULL THEN
    EXECUTE format('GRANT SELECT, INSERT ON hearth.%I TO hearth_writer', name);
  END IF;
END
$$;

ALTER FUNCTION hearth.density_attach(bigint) SECURITY DEFINER;
ALTER FUNCTION hearth.density_drop(bigint) SECURITY DEFINER;

REVOKE EXECUTE ON FUNCTION
  hearth.density_create(bigint), hearth.density_attach(bigint), hearth.density_drop(bigint)
  FROM PUBLIC;
