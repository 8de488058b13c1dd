-- Weights as they were stored in the reasons behind a cell; overviews packed as the raster is.

DROP FUNCTION hearth.why(double precision, double precision, text);

CREATE FUNCTION hearth.why(lon double precision, lat double precision, run text DEFAULT hearth.current_run())
RETURNS TABLE (
  unit_id text, census double precision, allocated double precision, rule text, covered_share double precision,
  building_id text, source text, status text, osm_id text, area_m2 double precision, levels double precision,
  height_m double precision, residential boolean, weighed_by text, weight double precision, share_of_unit double precision,
  building_persons double precision, share_in_cell double precision, persons double precision, geom geometry)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  chosen bigint := hearth.run_key(run);
  place geometry := hearth.checked_place(lon, lat);
  grid hearth.density_grid;
  cell_col integer;
  cell_row integer;
  cell geometry;
BEGIN
  IF place IS NULL THEN
    RETURN;
  END IF;
  PERFORM hearth.raster_frame(chosen);
  SELECT * INTO grid FROM hearth.density_grid g WHERE g.run_key = chosen;
  place := ST_Transform(place, grid.srid);
  -- Far away a cell's number would not fit an integer.
  IF ST_X(place) BETWEEN grid.origin_x AND grid.origin_x + grid.columns * grid.cell_width
      AND ST_Y(place) BETWEEN grid.origin_y - grid.rows * grid.cell_height AND grid.origin_y THEN
    cell_col := floor((ST_X(place) - grid.origin_x) / grid.cell_width);
    cell_row := floor((grid.origin_y - ST_Y(place)) / grid.cell_height);
    cell := ST_MakeEnvelope(
      grid.origin_x + cell_col * grid.cell_width, grid.origin_y - (cell_row + 1) * grid.cell_height,
      grid.origin_x + (cell_col + 1) * grid.cell_width, grid.origin_y - cell_row * grid.cell_height, grid.srid);
  END IF;
  RETURN QUERY
  WITH share AS MATERIALIZED (
    SELECT s.unit_id, s.persons
    FROM hearth.cell_share s
    WHERE s.run_key = chosen AND s."row" = cell_row AND s.col = cell_col
  ),
  -- The units of the cell, and where none has put anybody there, the unit around the place.
  unit AS MATERIALIZED (
    SELECT u.*, s.persons AS in_cell
    FROM share s
    JOIN hearth.census_unit u ON u.run_key = chosen AND u.id = s.unit_id
    UNION ALL
    SELECT u.*, CASE WHEN u.rule NOT IN ('unknown', 'not-looked-at') THEN 0 END
    FROM hearth.census_unit u
    WHERE u.run_key = chosen
      AND u.geom && hearth.checked_place(lon, lat)
      AND ST_Intersects(u.geom, hearth.checked_place(lon, lat))
      AND NOT EXISTS (SELECT FROM share)
  ),
  building AS MATERIALIZED (
    SELECT b.*
    FROM hearth.building b
    WHERE b.run_key = chosen AND b.geom && ST_Transform(cell, 4326)
  ),
  part AS (
    SELECT u.id AS unit_id, b.id AS building_id, a.persons, a.weight,
      hearth.share_within(
        ST_Transform(
          -- A house on a border counts by its part in the unit; one that was given to the nearest
          -- unit, whole.
          CASE WHEN ST_Relate(b.geom, u.geom, 'T*T***T**')
            THEN ST_CollectionExtract(ST_Intersection(b.geom, u.geom), 3)
            ELSE b.geom
          END, grid.srid),
        cell) AS share
    FROM unit u
    CROSS JOIN building b
    JOIN hearth.allocation a ON a.run_key = chosen AND a.unit_id = u.id AND a.building_id = b.id
  )
  SELECT u.id, u.census, u.allocated, u.rule, u.covered_share,
    b.id, b.source, b.status, b.osm_id, b.area_m2, b.levels, b.height_m, b.residential,
    CASE WHEN p.weight IS NOT NULL THEN (SELECT c.rules ->> 'weight' FROM hearth.census c WHERE c.run_key = chosen) END,
    p.weight, p.persons / nullif(u.allocated, 0), p.persons, p.share,
    CASE WHEN b.id IS NULL THEN u.in_cell ELSE p.persons * p.share END,
    CASE WHEN b.id IS NULL THEN ST_Transform(cell, 4326) ELSE b.geom::geometry END
  FROM unit u
  LEFT JOIN part p ON p.unit_id = u.id AND p.share > 0
  LEFT JOIN building b ON b.id = p.building_id
  ORDER BY u.id, p.persons * p.share DESC NULLS LAST, b.id;
END
$$;

COMMENT ON FUNCTION hearth.why(double precision, double precision, text) IS 'Where the persons of the cell at a place come from: units and their rule, the buildings in the cell, each one''s weight and by what it was weighed, its share of the unit''s figure and the share of it that lies in the cell. Persons sum to the cell''s; a row without a building is a unit shared out evenly, or one that put nobody here';

CREATE OR REPLACE FUNCTION hearth.density_overview_create(run_key bigint, factor integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  name text := 'o_' || factor || '_density_' || run_key;
  method "char" := (
    SELECT a.attcompression FROM pg_attribute a
    WHERE a.attrelid = 'hearth.density'::regclass AND a.attname = 'rast');
BEGIN
  EXECUTE format(
    'CREATE TABLE hearth.%I (tile_row integer, tile_column integer, rast %s NOT NULL, PRIMARY KEY (tile_row, tile_column))',
    name, 'raster'::regtype);
  IF method = 'l' THEN
    EXECUTE format('ALTER TABLE hearth.%I ALTER COLUMN rast SET COMPRESSION lz4', name);
  END IF;
  IF to_regrole('hearth_reader') IS NOT NULL THEN
    EXECUTE format('GRANT SELECT ON hearth.%I TO hearth_reader', name);
  END IF;
  IF to_regrole('hearth_writer') IS NOT NULL THEN
    EXECUTE format('GRANT SELECT, INSERT ON hearth.%I TO hearth_writer', name);
  END IF;
END
$$;
