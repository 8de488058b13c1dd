-- The current run, for people and for QGIS. SET hearth.run = 'ID' chooses another one.

CREATE VIEW hearth.runs AS
SELECT
  r.id,
  r.name,
  r.code_version,
  r.srid,
  r.started,
  r.ended,
  r.id = hearth.current_run() AS is_current,
  r.job,
  r.models,
  r.inputs
FROM hearth.run r
WHERE r.state = 'finished';

COMMENT ON VIEW hearth.runs IS 'Finished runs';

CREATE VIEW hearth.candidates AS
SELECT
  b.id,
  b.source,
  b.status,
  b.reason,
  b.osm_id,
  b.tags ->> 'name' AS name,
  b.osm_iou,
  b.score,
  b.predicted_iou,
  b.stability,
  b.p_building,
  b.area_m2,
  b.height_m,
  b.levels,
  b.residential,
  b.population,
  b.tags,
  b.tiles,
  b.geom
FROM hearth.building b
WHERE b.run_key = (SELECT hearth.current_run_key());

COMMENT ON VIEW hearth.candidates IS 'Every candidate building of the current run, whatever became of it';

CREATE VIEW hearth.buildings AS
SELECT c.*
FROM hearth.candidates c
WHERE c.status IN ('matched', 'added', 'osm-only', 'unseen');

COMMENT ON VIEW hearth.buildings IS 'Buildings of the current run: detections and OpenStreetMap merged';

CREATE VIEW hearth.detections AS
SELECT
  d.tile_column || '/' || d.tile_row AS tile,
  d.ordinal,
  d.cut,
  d.label,
  d.prompt,
  d.score,
  d.predicted_iou,
  d.stability,
  d.p_building,
  d.geom
FROM hearth.detection d
WHERE d.run_key = (SELECT hearth.current_run_key());

COMMENT ON VIEW hearth.detections IS 'Polygons of the current run as its tiles saw them, before seams were closed';

CREATE VIEW hearth.tiles AS
SELECT
  t.tile_column || '/' || t.tile_row AS tile,
  t.tile_column,
  t.tile_row,
  t.state,
  t.attempts,
  t.error,
  t.seconds,
  t.bounds AS geom
FROM hearth.tile t
WHERE t.run_key = (SELECT hearth.current_run_key());

COMMENT ON VIEW hearth.tiles IS 'Ledger of the current run''s tiles';

CREATE VIEW hearth.missing AS
SELECT t.tile, t.attempts, t.error, t.geom
FROM hearth.tiles t
WHERE t.state = 'failed';

COMMENT ON VIEW hearth.missing IS 'Holes of the current run: tiles that failed';

CREATE VIEW hearth.census_units AS
SELECT
  u.id,
  u.census,
  u.allocated,
  u.rule,
  u.covered_share,
  u.cells,
  u.buildings,
  u.geom
FROM hearth.census_unit u
WHERE u.run_key = (SELECT hearth.current_run_key());

COMMENT ON VIEW hearth.census_units IS 'Census units of the current run and what became of their figures';

CREATE VIEW hearth.allocations AS
SELECT a.unit_id, a.building_id, a.persons
FROM hearth.allocation a
WHERE a.run_key = (SELECT hearth.current_run_key());

COMMENT ON VIEW hearth.allocations IS 'Persons of each unit in each building, current run';

CREATE VIEW hearth.cell_shares AS
SELECT s.col, s."row", s.unit_id, s.persons
FROM hearth.cell_share s
WHERE s.run_key = (SELECT hearth.current_run_key());

COMMENT ON VIEW hearth.cell_shares IS 'Persons of each unit in each cell of the density raster, current run';

CREATE VIEW hearth.unit_balance AS
SELECT
  u.id,
  u.census,
  u.allocated,
  s.stored,
  s.stored - u.allocated AS difference,
  CASE WHEN u.allocated > 0 THEN abs(s.stored - u.allocated) / u.allocated END AS relative_error,
  u.rule,
  u.covered_share,
  s.cells
FROM hearth.census_unit u
CROSS JOIN (SELECT hearth.current_run_key() AS run_key) c
LEFT JOIN (
  SELECT s.unit_id, sum(s.persons) AS stored, count(*) AS cells
  FROM hearth.cell_share s
  WHERE s.run_key = (SELECT hearth.current_run_key())
  GROUP BY s.unit_id
) s ON s.unit_id = u.id
WHERE u.run_key = c.run_key;

COMMENT ON VIEW hearth.unit_balance IS 'Census figure of each unit against the sum of its stored cell shares, current run';
