-- Overviews of a run's raster: each half as fine as the one before, known to raster_overviews.

CREATE FUNCTION hearth.density_overview_create(run_key bigint, factor integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  name text := 'o_' || factor || '_density_' || run_key;
BEGIN
  EXECUTE format(
    'CREATE TABLE hearth.%I (tile_row integer, tile_column integer, rast %s NOT NULL, PRIMARY KEY (tile_row, tile_column))',
    name, 'raster'::regtype);
  IF to_regrole('hearth_reader') IS NOT NULL THEN
    EXECUTE format('GRANT SELECT ON hearth.%I TO hearth_reader', name);
  END IF;
  IF to_regrole('hearth_writer') IS NOT NULL THEN
    EXECUTE format('GRANT SELECT, INSERT ON hearth.%I TO hearth_writer', name);
  END IF;
END
$$;

COMMENT ON FUNCTION hearth.density_overview_create(bigint, integer) IS 'Makes the table for an overview of a run''s density raster, to be filled by COPY';

CREATE FUNCTION hearth.density_overview_attach(run_key bigint, factor integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = hearth, ${postgis}, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
  base text := 'density_' || run_key;
  name text := 'o_' || factor || '_' || base;
BEGIN
  EXECUTE format('CREATE INDEX ON hearth.%I USING gist (ST_ConvexHull(rast))', name);
  PERFORM AddRasterConstraints(rastschema => 'hearth', rasttable => name::name, rastcolumn => 'rast');
  PERFORM AddOverviewConstraints(
    'hearth'::name, name::name, 'rast'::name, 'hearth'::name, base::name, 'rast'::name, factor);
  EXECUTE format('COMMENT ON TABLE hearth.%I IS %L', name,
    'Overview by ' || factor || ' of the density raster of the run with key ' || run_key
      || ': persons and buildings are sums, densities and shares are means');
  EXECUTE format('ANALYZE hearth.%I', name);
END
$$;

COMMENT ON FUNCTION hearth.density_overview_attach(bigint, integer) IS 'Gives a filled overview its index and constraints, so that QGIS and GDAL find it';

CREATE OR REPLACE FUNCTION hearth.density_drop(run_key bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = hearth, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
  name text;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'hearth'::regnamespace AND c.relkind = 'r'
      AND c.relname ~ ('^(o_\d+_)?density_' || density_drop.run_key || '$')
  LOOP
    EXECUTE format('DROP TABLE hearth.%I', name);
  END LOOP;
END
$$;

COMMENT ON FUNCTION hearth.density_drop(bigint) IS 'Removes a run''s density raster and its overviews';

REVOKE EXECUTE ON FUNCTION
  hearth.density_overview_create(bigint, integer), hearth.density_overview_attach(bigint, integer)
  FROM PUBLIC;

CREATE OR REPLACE FUNCTION hearth.grant_rights() RETURNS void
LANGUAGE plpgsql
SET search_path = hearth, pg_temp
AS $$
DECLARE
  role text;
  name text;
BEGIN
  FOR role IN SELECT r.rolname FROM pg_roles r WHERE r.rolname IN ('hearth_reader', 'hearth_writer') LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA hearth TO %I', role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA hearth TO %I', role);
  END LOOP;
  IF to_regrole('hearth_writer') IS NOT NULL THEN
    -- A run's raster is filled once, when it is made (density_create); the ledger of migrations never.
    FOR name IN
      SELECT c.oid::regclass FROM pg_class c
      WHERE c.relnamespace = 'hearth'::regnamespace AND c.relkind = 'r'
        AND c.relname <> 'schema_version' AND c.relname !~ '^(o_\d+_)?density_\d+$'
    LOOP
      EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %s TO hearth_writer', name);
    END LOOP;
    -- What runs with the owner's rights is taken from everybody where it is made.
    FOR name IN
      SELECT p.oid::regprocedure FROM pg_proc p
      WHERE p.pronamespace = 'hearth'::regnamespace AND p.prosecdef
    LOOP
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO hearth_writer', name);
    END LOOP;
  END IF;
END
$$;
