-- What a run keeps. Vector columns are EPSG:4326 (longitude, latitude); metric work happens in
-- run.srid. ${postgis} is the schema that holds PostGIS.

CREATE TABLE hearth.run (
  key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL,
  name text NOT NULL,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'finished', 'failed')),
  reason text,
  job jsonb NOT NULL,
  code_version text NOT NULL,
  models jsonb NOT NULL,
  inputs jsonb NOT NULL,
  srid integer NOT NULL CHECK (srid > 0),
  started timestamptz NOT NULL DEFAULT now(),
  ended timestamptz,
  CHECK ((state = 'running') = (ended IS NULL))
);

-- One finished run of an id is visible; beside it at most one attempt is under way.
CREATE UNIQUE INDEX run_finished ON hearth.run (id) WHERE state = 'finished';
CREATE UNIQUE INDEX run_attempt ON hearth.run (id) WHERE state <> 'finished';
CREATE INDEX run_latest ON hearth.run (ended DESC, key DESC) WHERE state = 'finished';

COMMENT ON TABLE hearth.run IS 'Runs: what went in, which code and models, how far it got';
COMMENT ON COLUMN hearth.run.key IS 'Number of this attempt; other tables refer to it';
COMMENT ON COLUMN hearth.run.id IS 'Public id: name and 8 hex digits of the hash of job, models and inputs';
COMMENT ON COLUMN hearth.run.state IS 'running (or its process is gone: it can be resumed), finished, failed';
COMMENT ON COLUMN hearth.run.reason IS 'Why it failed';
COMMENT ON COLUMN hearth.run.job IS 'The job, defaults filled in';
COMMENT ON COLUMN hearth.run.models IS 'Models and their checksums';
COMMENT ON COLUMN hearth.run.inputs IS 'Input files and their fingerprints';
COMMENT ON COLUMN hearth.run.srid IS 'EPSG code of the reference system of all metric work';

CREATE TABLE hearth.tile (
  run_key bigint NOT NULL REFERENCES hearth.run ON DELETE CASCADE,
  tile_row integer NOT NULL,
  tile_column integer NOT NULL,
  state text NOT NULL CHECK (state IN ('done', 'empty', 'failed')),
  attempts integer NOT NULL CHECK (attempts > 0),
  error text,
  seconds jsonb NOT NULL,
  bounds ${postgis}.geometry(Polygon, 4326) NOT NULL,
  imaged ${postgis}.geometry(MultiPolygon, 4326) NOT NULL,
  PRIMARY KEY (run_key, tile_row, tile_column)
);

COMMENT ON TABLE hearth.tile IS 'Ledger of tiles: a tile''s row and its detections are written in one transaction';
COMMENT ON COLUMN hearth.tile.state IS 'done, empty (nothing imaged), failed (a hole, see error)';
COMMENT ON COLUMN hearth.tile.seconds IS 'Seconds by stage';
COMMENT ON COLUMN hearth.tile.bounds IS 'What the tile owns: its core, without the halo';
COMMENT ON COLUMN hearth.tile.imaged IS 'What of it shows imagery';

CREATE TABLE hearth.detection (
  run_key bigint NOT NULL,
  tile_row integer NOT NULL,
  tile_column integer NOT NULL,
  ordinal integer NOT NULL,
  geom ${postgis}.geometry(Polygon, 4326) NOT NULL,
  outline bytea NOT NULL,
  cut boolean NOT NULL,
  label text NOT NULL,
  prompt text NOT NULL,
  score double precision,
  predicted_iou double precision,
  stability double precision,
  p_building double precision,
  PRIMARY KEY (run_key, tile_row, tile_column, ordinal),
  FOREIGN KEY (run_key, tile_row, tile_column) REFERENCES hearth.tile ON DELETE CASCADE
);

COMMENT ON TABLE hearth.detection IS 'Polygons as the segmenter gave them, by tile, before seams are closed';
COMMENT ON COLUMN hearth.detection.ordinal IS 'Place within the tile, from 0';
COMMENT ON COLUMN hearth.detection.geom IS 'Outline for people and maps';
COMMENT ON COLUMN hearth.detection.outline IS 'The same outline bit for bit as the tile made it: WKB in run.srid. Seams are closed from it, so that a resumed run gives the same bytes';
COMMENT ON COLUMN hearth.detection.cut IS 'Whether it touches the rim of what the tile saw';
COMMENT ON COLUMN hearth.detection.label IS 'Class that the detector gave, or the source of the prompt';
COMMENT ON COLUMN hearth.detection.prompt IS 'Where the prompt came from: detector, osm, …';
COMMENT ON COLUMN hearth.detection.score IS 'Score of the detector''s box, 0..1';
COMMENT ON COLUMN hearth.detection.predicted_iou IS 'The segmenter''s own estimate of its mask, 0..1';
COMMENT ON COLUMN hearth.detection.stability IS 'IoU of the mask cut at logits +1 and -1';
COMMENT ON COLUMN hearth.detection.p_building IS 'Calibrated probability of being a building, 0..1';

-- building, allocation and cell_share have no foreign keys: they are written whole in the
-- transaction that finishes their run and deleted with it (run_delete), and a check on each of
-- millions of rows would take a third of the time of the load.
CREATE TABLE hearth.building (
  run_key bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  geom ${postgis}.geometry(MultiPolygon, 4326) NOT NULL,
  source text NOT NULL CHECK (source IN ('sam', 'osm', 'both', 'given')),
  status text NOT NULL
    CHECK (status IN ('matched', 'absorbed', 'overlap', 'added', 'osm-only', 'unseen', 'rejected')),
  reason text,
  osm_id text,
  osm_iou double precision,
  tags jsonb,
  score double precision,
  predicted_iou double precision,
  stability double precision,
  p_building double precision,
  area_m2 double precision NOT NULL,
  height_m double precision,
  levels double precision,
  residential boolean NOT NULL,
  population double precision,
  tiles text[] NOT NULL,
  PRIMARY KEY (run_key, id)
);

CREATE INDEX building_geom ON hearth.building USING gist (geom);

COMMENT ON TABLE hearth.building IS 'Every candidate building, whatever became of it; the view hearth.buildings is the merged result';
COMMENT ON COLUMN hearth.building.id IS 'Stable id from source, OSM id and representative point';
COMMENT ON COLUMN hearth.building.source IS 'Where the outline comes from: sam, osm, both, given';
COMMENT ON COLUMN hearth.building.status IS 'matched, added, osm-only, unseen are the merged result; absorbed, overlap, rejected are kept for review';
COMMENT ON COLUMN hearth.building.reason IS 'Why, in words, where the status is rejected or overlap';
COMMENT ON COLUMN hearth.building.osm_id IS 'OSM element that it is or was compared with, for example way/123';
COMMENT ON COLUMN hearth.building.osm_iou IS 'IoU with that element''s outline';
COMMENT ON COLUMN hearth.building.tags IS 'All tags of that element';
COMMENT ON COLUMN hearth.building.p_building IS 'Calibrated probability of being a building, 0..1';
COMMENT ON COLUMN hearth.building.area_m2 IS 'Area in run.srid, m²';
COMMENT ON COLUMN hearth.building.height_m IS 'Height above ground, metres; NULL when not known';
COMMENT ON COLUMN hearth.building.levels IS 'Storeys; NULL when not known';
COMMENT ON COLUMN hearth.building.residential IS 'Whether people are taken to live here';
COMMENT ON COLUMN hearth.building.population IS 'Persons shared out to it; NULL where nothing is known, which is not 0';
COMMENT ON COLUMN hearth.building.tiles IS 'Tiles that saw it, column/row';

CREATE TABLE hearth.census_unit (
  run_key bigint NOT NULL REFERENCES hearth.run ON DELETE CASCADE,
  id text COLLATE "C" NOT NULL,
  geom ${postgis}.geometry(MultiPolygon, 4326) NOT NULL,
  census double precision CHECK (census >= 0),
  allocated double precision NOT NULL,
  rule text NOT NULL,
  covered_share double precision NOT NULL,
  cells integer NOT NULL,
  buildings integer NOT NULL,
  PRIMARY KEY (run_key, id)
);

CREATE INDEX census_unit_geom ON hearth.census_unit USING gist (geom);

COMMENT ON TABLE hearth.census_unit IS 'Census units and what became of their figures';
COMMENT ON COLUMN hearth.census_unit.census IS 'Census figure, persons; NULL when not known, which is not 0';
COMMENT ON COLUMN hearth.census_unit.allocated IS 'Persons shared out: the figure, the figure scaled by covered_share, or 0 where nothing was allocated';
COMMENT ON COLUMN hearth.census_unit.rule IS 'How: residential-buildings, all-buildings, uniform, nobody, unknown, not-looked-at';
COMMENT ON COLUMN hearth.census_unit.covered_share IS 'Share of its area that imagery or OSM data cover, 0..1';
COMMENT ON COLUMN hearth.census_unit.cells IS 'Cells that got a share';
COMMENT ON COLUMN hearth.census_unit.buildings IS 'Buildings that got a share';

CREATE TABLE hearth.allocation (
  run_key bigint NOT NULL,
  unit_id text COLLATE "C" NOT NULL,
  building_id text COLLATE "C" NOT NULL,
  persons double precision NOT NULL,
  PRIMARY KEY (run_key, unit_id, building_id)
);

COMMENT ON TABLE hearth.allocation IS 'Where each person went: persons of a unit that live in a building';
COMMENT ON COLUMN hearth.allocation.persons IS 'Persons, usually not whole';

CREATE TABLE hearth.cell_share (
  run_key bigint NOT NULL,
  "row" integer NOT NULL,
  col integer NOT NULL,
  unit_id text COLLATE "C" NOT NULL,
  persons double precision NOT NULL,
  PRIMARY KEY (run_key, "row", col, unit_id)
);

COMMENT ON TABLE hearth.cell_share IS 'What each unit adds to a cell of the density raster: the raster''s persons are the sums by cell, a unit''s figure the sum by unit';
COMMENT ON COLUMN hearth.cell_share."row" IS 'Row of the density grid, from 0 in the north';
COMMENT ON COLUMN hearth.cell_share.col IS 'Column of the density grid, from 0 in the west';
COMMENT ON COLUMN hearth.cell_share.persons IS 'Persons, usually not whole';

CREATE TABLE hearth.density_grid (
  run_key bigint PRIMARY KEY REFERENCES hearth.run ON DELETE CASCADE,
  srid integer NOT NULL,
  origin_x double precision NOT NULL,
  origin_y double precision NOT NULL,
  cell_width double precision NOT NULL CHECK (cell_width > 0),
  cell_height double precision NOT NULL CHECK (cell_height > 0),
  columns integer NOT NULL CHECK (columns > 0),
  rows integer NOT NULL CHECK (rows > 0)
);

COMMENT ON TABLE hearth.density_grid IS 'Frame of the density raster, north-up';
COMMENT ON COLUMN hearth.density_grid.srid IS 'EPSG code of the raster''s reference system';
COMMENT ON COLUMN hearth.density_grid.origin_x IS 'West edge, in units of that system';
COMMENT ON COLUMN hearth.density_grid.origin_y IS 'North edge';
COMMENT ON COLUMN hearth.density_grid.cell_width IS 'Width of a cell, in the same units';
COMMENT ON COLUMN hearth.density_grid.cell_height IS 'Height of a cell';

-- Each run has a partition of its own (hearth.density_KEY) with raster constraints, so that QGIS,
-- GDAL and raster_columns know it. Tiles without any data are left out.
CREATE TABLE hearth.density (
  run_key bigint NOT NULL,
  tile_row integer NOT NULL,
  tile_column integer NOT NULL,
  peak real,
  rast ${postgis}.raster NOT NULL,
  PRIMARY KEY (run_key, tile_row, tile_column)
) PARTITION BY LIST (run_key);

CREATE INDEX density_hull ON hearth.density USING gist (${postgis}.ST_ConvexHull(rast));

COMMENT ON TABLE hearth.density IS 'Density raster in tiles of 256 x 256 cells; bands: 1 persons, 2 persons_per_km2, 3 buildings, 4 built_fraction; nodata (-9999) is "not looked", 0 is "looked, and nobody"';
COMMENT ON COLUMN hearth.density.peak IS 'Largest persons_per_km2 of the tile';

-- lz4 unpacks several times faster than the default; a server may be built without it.
DO $$
BEGIN
  ALTER TABLE hearth.density ALTER COLUMN rast SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  RAISE NOTICE 'this server has no lz4: rasters are packed by pglz';
END
$$;

CREATE FUNCTION hearth.density_create(run_key bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = hearth, ${postgis}, pg_temp
AS $$
BEGIN
  EXECUTE format(
    'CREATE TABLE hearth.%I (LIKE hearth.density INCLUDING STORAGE INCLUDING COMPRESSION)',
    'density_' || run_key);
END
$$;

COMMENT ON FUNCTION hearth.density_create(bigint) IS 'Makes the table for a run''s density raster, to be filled by COPY and then attached';

CREATE FUNCTION hearth.density_attach(run_key bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = hearth, ${postgis}, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
  name text := 'density_' || run_key;
BEGIN
  PERFORM AddRasterConstraints(rastschema => 'hearth', rasttable => name::name, rastcolumn => 'rast');
  -- Lets ATTACH believe without reading every tile again.
  EXECUTE format('ALTER TABLE hearth.%I ADD CHECK (run_key = %s)', name, run_key);
  EXECUTE format('ALTER TABLE hearth.density ATTACH PARTITION hearth.%I FOR VALUES IN (%s)', name, run_key);
  EXECUTE format('COMMENT ON TABLE hearth.%I IS %L', name, 'Density raster of the run with key ' || run_key);
  EXECUTE format('ANALYZE hearth.%I', name);
END
$$;

COMMENT ON FUNCTION hearth.density_attach(bigint) IS 'Gives a filled density table its raster constraints and indexes and makes it part of hearth.density';

CREATE FUNCTION hearth.density_drop(run_key bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = hearth, pg_temp
SET client_min_messages = warning
AS $$
BEGIN
  EXECUTE format('DROP TABLE IF EXISTS hearth.%I', 'density_' || run_key);
END
$$;

COMMENT ON FUNCTION hearth.density_drop(bigint) IS 'Removes a run''s density raster';

CREATE FUNCTION hearth.run_delete(run_key bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = hearth, pg_temp
AS $$
BEGIN
  DELETE FROM hearth.cell_share s WHERE s.run_key = run_delete.run_key;
  DELETE FROM hearth.allocation a WHERE a.run_key = run_delete.run_key;
  DELETE FROM hearth.building b WHERE b.run_key = run_delete.run_key;
  DELETE FROM hearth.detection d WHERE d.run_key = run_delete.run_key;
  PERFORM hearth.density_drop(run_key);
  -- Tiles, units and the grid go by their foreign keys.
  DELETE FROM hearth.run r WHERE r.key = run_delete.run_key;
END
$$;

COMMENT ON FUNCTION hearth.run_delete(bigint) IS 'Deletes one attempt with everything that belongs to it';
