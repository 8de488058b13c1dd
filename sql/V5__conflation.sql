-- Joining detections with OpenStreetMap: everything that was measured, so that other rules can be
-- replayed, and what surface models and other evidence say about a candidate.

ALTER TABLE hearth.building
  ADD COLUMN inside_smaller double precision,
  ADD COLUMN inside_detection double precision,
  ADD COLUMN imaged_share double precision,
  ADD COLUMN detection_id text COLLATE "C",
  ADD COLUMN detection_source text CHECK (detection_source IN ('sam', 'given')),
  ADD COLUMN detection_geom ${postgis}.geometry(MultiPolygon, 4326),
  ADD COLUMN slope_deg double precision,
  ADD COLUMN ruggedness_m double precision,
  ADD COLUMN verdict text CHECK (verdict IN
    ('stands', 'doubtful', 'too-low', 'too-steep', 'not-steep', 'no-evidence')),
  ADD COLUMN hints text[] NOT NULL DEFAULT '{}';

COMMENT ON COLUMN hearth.building.inside_smaller IS 'Intersection with that element''s outline over the area of the smaller of the two';
COMMENT ON COLUMN hearth.building.inside_detection IS 'Intersection with that element''s outline over the area of the detection';
COMMENT ON COLUMN hearth.building.imaged_share IS 'Share of an OSM outline that the imagery shows, 0..1; NULL for detections';
COMMENT ON COLUMN hearth.building.detection_id IS 'Where matched: id of the detection that gave its evidence';
COMMENT ON COLUMN hearth.building.detection_source IS 'Where matched: source of that detection';
COMMENT ON COLUMN hearth.building.detection_geom IS 'Where matched: outline of that detection, moved by the systematic shift';
COMMENT ON COLUMN hearth.building.slope_deg IS 'Slope of the ground under the outline, degrees';
COMMENT ON COLUMN hearth.building.ruggedness_m IS 'Root mean square distance of that ground from the plane through it, metres';
COMMENT ON COLUMN hearth.building.verdict IS 'What the surface model says: stands, doubtful (kept, score lowered), too-low, too-steep, not-steep (too coarse for heights), no-evidence; NULL without a surface model';
COMMENT ON COLUMN hearth.building.hints IS 'What makes a detection doubtful besides: water, road, isolated, vehicle, sliver; none deletes it';

-- As in hearth.building, no foreign keys on what is loaded by the million; see the trigger below.
CREATE TABLE hearth.map_pair (
  run_key bigint NOT NULL,
  detection_id text COLLATE "C" NOT NULL,
  osm_building_id text COLLATE "C" NOT NULL,
  osm_ordinal integer NOT NULL,
  iou double precision NOT NULL,
  inside_smaller double precision NOT NULL,
  inside_detection double precision NOT NULL,
  assigned boolean NOT NULL,
  PRIMARY KEY (run_key, detection_id, osm_building_id)
);

COMMENT ON TABLE hearth.map_pair IS 'Detections and OSM buildings that touch or have ground in common, as measured: what all rule sets decide by';
COMMENT ON COLUMN hearth.map_pair.detection_id IS 'hearth.building.id of the detection, or detection_id of the building that it is matched with';
COMMENT ON COLUMN hearth.map_pair.osm_building_id IS 'hearth.building.id of the OSM building';
COMMENT ON COLUMN hearth.map_pair.osm_ordinal IS 'Place of the OSM building by type and id: the earlier one wins ties';
COMMENT ON COLUMN hearth.map_pair.iou IS 'Intersection over union; 0 where they only touch';
COMMENT ON COLUMN hearth.map_pair.inside_smaller IS 'Intersection over the area of the smaller of the two';
COMMENT ON COLUMN hearth.map_pair.inside_detection IS 'Intersection over the area of the detection';
COMMENT ON COLUMN hearth.map_pair.assigned IS 'Whether the one-to-one assignment by falling IoU pairs these two, whatever the threshold';

CREATE TABLE hearth.map_shift (
  run_key bigint NOT NULL,
  "row" integer NOT NULL,
  col integer NOT NULL,
  cell_m double precision NOT NULL,
  pairs integer NOT NULL,
  east_m double precision NOT NULL,
  north_m double precision NOT NULL,
  scatter_m double precision NOT NULL,
  applied boolean NOT NULL,
  PRIMARY KEY (run_key, "row", col)
);

COMMENT ON TABLE hearth.map_shift IS 'Systematic shift between detections and OpenStreetMap by cell of run.srid; the cell''s south-west corner lies at (col, row) times cell_m';
COMMENT ON COLUMN hearth.map_shift.pairs IS 'Pairs of nearest centroids that it was estimated from';
COMMENT ON COLUMN hearth.map_shift.east_m IS 'Added to the detections'' x, metres';
COMMENT ON COLUMN hearth.map_shift.north_m IS 'Added to the detections'' y, metres';
COMMENT ON COLUMN hearth.map_shift.scatter_m IS 'Median distance of the pairs'' own shifts from it, metres';
COMMENT ON COLUMN hearth.map_shift.applied IS 'Whether the detections were moved by it: where it is longer than the scatter';

-- A run goes with everything that belongs to it, whoever deletes it.
CREATE FUNCTION hearth.map_delete() RETURNS trigger
LANGUAGE plpgsql
SET search_path = hearth, pg_temp
AS $$
BEGIN
  DELETE FROM hearth.map_pair p WHERE p.run_key = OLD.key;
  DELETE FROM hearth.map_shift s WHERE s.run_key = OLD.key;
  RETURN NULL;
END
$$;

COMMENT ON FUNCTION hearth.map_delete() IS 'Deletes pairs and shifts of a deleted run';

CREATE TRIGGER map_delete AFTER DELETE ON hearth.run
FOR EACH ROW EXECUTE FUNCTION hearth.map_delete();

CREATE TABLE hearth.rule_set (
  name text PRIMARY KEY,
  match_iou double precision NOT NULL,
  absorb_inside double precision NOT NULL,
  overlap_share double precision NOT NULL,
  seen_share double precision NOT NULL,
  touching boolean NOT NULL
);

COMMENT ON TABLE hearth.rule_set IS 'Thresholds for joining detections with OpenStreetMap; rows of one''s own can be added and replayed';
COMMENT ON COLUMN hearth.rule_set.match_iou IS 'Above this IoU, assigned one to one, a detection and an OSM building are the same house';
COMMENT ON COLUMN hearth.rule_set.absorb_inside IS 'Else it is absorbed when more than this share of the smaller lies inside the other';
COMMENT ON COLUMN hearth.rule_set.overlap_share IS 'Else it is an overlap when more than this share of it lies on an OSM building';
COMMENT ON COLUMN hearth.rule_set.seen_share IS 'An OSM building was looked at when more than this share of it was imaged';
COMMENT ON COLUMN hearth.rule_set.touching IS 'Whether a detection is an overlap already when it touches an OSM building';

INSERT INTO hearth.rule_set VALUES
  ('hearth', 0.5, 0.5, 0.05, 0.5, false),
  ('overture', 0.5, 0.5, 0, 0.5, true),
  ('mapflow', 0.7, 0.5, 0.05, 0.5, false);

CREATE FUNCTION hearth.conflation_replay(rules text, run text DEFAULT hearth.current_run())
RETURNS TABLE (
  id text,
  source text,
  status text,
  reason text,
  osm_id text,
  detection_id text,
  osm_iou double precision,
  inside_smaller double precision,
  inside_detection double precision,
  imaged_share double precision,
  geom ${postgis}.geometry
)
LANGUAGE plpgsql STABLE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  key bigint := hearth.run_key(run);
  r hearth.rule_set;
BEGIN
  SELECT * INTO r FROM hearth.rule_set s WHERE s.name = rules;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no rule set %', quote_literal(rules)
      USING ERRCODE = 'no_data_found', HINT = 'SELECT name FROM hearth.rule_set lists them.';
  END IF;
  RETURN QUERY
  WITH candidate AS MATERIALIZED (
    SELECT b.id, b.source, b.status, b.reason, b.osm_id, b.detection_id, b.detection_source,
      b.detection_geom, b.imaged_share, b.geom
    FROM hearth.building b
    WHERE b.run_key = key
  ),
  pair AS MATERIALIZED (
    SELECT p.*, o.osm_id
    FROM hearth.map_pair p
    JOIN candidate o ON o.id = p.osm_building_id
    WHERE p.run_key = key
  ),
  detection AS (
    SELECT c.id, c.source, c.geom
    FROM candidate c
    WHERE c.source IN ('sam', 'given') AND c.status <> 'rejected'
    UNION ALL
    SELECT c.detection_id, c.detection_source, c.detection_geom
    FROM candidate c
    WHERE c.status = 'matched'
  ),
  matched AS (
    SELECT p.* FROM pair p WHERE p.assigned AND p.iou > r.match_iou
  ),
  absorbed AS (
    SELECT DISTINCT ON (p.detection_id) p.*
    FROM pair p
    WHERE p.inside_smaller > r.absorb_inside
    ORDER BY p.detection_id, p.inside_smaller DESC, p.osm_ordinal
  ),
  beside AS (
    SELECT DISTINCT ON (p.detection_id) p.*
    FROM pair p
    WHERE r.touching OR p.inside_detection > 0
    ORDER BY p.detection_id, p.inside_detection DESC, p.osm_ordinal
  )
  -- mapped buildings, with a detection or without
  SELECT c.id,
    CASE WHEN m.detection_id IS NULL THEN 'osm' ELSE 'both' END,
    CASE
      WHEN m.detection_id IS NOT NULL THEN 'matched'
      WHEN c.imaged_share > r.seen_share THEN 'osm-only'
      ELSE 'unseen'
    END,
    NULL::text, c.osm_id, m.detection_id, m.iou, m.inside_smaller, m.inside_detection,
    c.imaged_share, c.geom
  FROM candidate c
  LEFT JOIN matched m ON m.osm_building_id = c.id
  WHERE c.source IN ('osm', 'both')
  UNION ALL
  -- detections that are not the same house as a mapped building
  SELECT d.id, d.source,
    CASE
      WHEN a.detection_id IS NOT NULL THEN 'absorbed'
      WHEN r.touching AND n.detection_id IS NOT NULL OR n.inside_detection > r.overlap_share
        THEN 'overlap'
      ELSE 'added'
    END,
    CASE
      WHEN a.detection_id IS NOT NULL THEN NULL
      WHEN n.inside_detection = 0 THEN 'touches ' || n.osm_id
      WHEN r.touching OR n.inside_detection > r.overlap_share THEN 'cuts into ' || n.osm_id
    END,
    coalesce(a.osm_id, n.osm_id), NULL::text, coalesce(a.iou, n.iou),
    coalesce(a.inside_smaller, n.inside_smaller), coalesce(a.inside_detection, n.inside_detection),
    NULL::double precision, d.geom
  FROM detection d
  LEFT JOIN absorbed a ON a.detection_id = d.id
  LEFT JOIN beside n ON n.detection_id = d.id
  WHERE NOT EXISTS (SELECT FROM matched m WHERE m.detection_id = d.id)
  UNION ALL
  -- what heights ruled out takes no part
  SELECT c.id, c.source, c.status, c.reason, c.osm_id, NULL, NULL, NULL, NULL, NULL, c.geom
  FROM candidate c
  WHERE c.status = 'rejected'
  ORDER BY 1;
END
$$;

COMMENT ON FUNCTION hearth.conflation_replay(text, text) IS 'Every candidate as another rule set (hearth, overture, mapflow, or a row of one''s own in hearth.rule_set) would have left it, from the stored figures; the same as a run with conflation.rules gives';

-- New columns at the end: a view's earlier columns keep their places.
CREATE OR REPLACE VIEW hearth.candidates AS
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
  b.geom,
  b.inside_smaller,
  b.inside_detection,
  b.imaged_share,
  b.detection_id,
  b.slope_deg,
  b.ruggedness_m,
  b.verdict,
  b.hints
FROM hearth.building b
WHERE b.run_key = (SELECT hearth.current_run_key());

CREATE OR REPLACE VIEW hearth.buildings AS
SELECT c.*
FROM hearth.candidates c
WHERE c.status IN ('matched', 'added', 'osm-only', 'unseen');

CREATE VIEW hearth.map_shifts AS
SELECT
  s.pairs,
  s.east_m,
  s.north_m,
  s.scatter_m,
  s.applied,
  ${postgis}.ST_Transform(
    ${postgis}.ST_MakeEnvelope(
      s.col * s.cell_m, s."row" * s.cell_m, (s.col + 1) * s.cell_m, (s."row" + 1) * s.cell_m, r.srid),
    4326) AS geom
FROM hearth.map_shift s
JOIN hearth.run r ON r.key = s.run_key
WHERE s.run_key = (SELECT hearth.current_run_key());

COMMENT ON VIEW hearth.map_shifts IS 'Systematic shift between detections and OpenStreetMap by cell, current run';
