-- Ground that several detections claim: kept as it was before anything was cut back, so that another
-- rule set, by which others of them are added, can be replayed.

CREATE TABLE hearth.ground_claim (
  run_key bigint NOT NULL,
  place integer NOT NULL,
  detection_id text COLLATE "C" NOT NULL,
  better integer[] NOT NULL,
  geom ${postgis}.geometry(MultiPolygon, 4326) NOT NULL,
  outline bytea NOT NULL,
  mapped bytea NOT NULL,
  PRIMARY KEY (run_key, place)
);

COMMENT ON TABLE hearth.ground_claim IS 'Detections that have ground in common with other detections, whatever became of them';
COMMENT ON COLUMN hearth.ground_claim.place IS 'From 0; the earlier one has the better claim';
COMMENT ON COLUMN hearth.ground_claim.detection_id IS 'hearth.building.id of the detection, or detection_id of the building that it is matched with';
COMMENT ON COLUMN hearth.ground_claim.better IS 'Places of the better claims on its ground';
COMMENT ON COLUMN hearth.ground_claim.geom IS 'Its whole outline, moved by the systematic shift';
COMMENT ON COLUMN hearth.ground_claim.outline IS 'The same in the run''s reference system, WKB, bit for bit';
COMMENT ON COLUMN hearth.ground_claim.mapped IS 'Outlines of mapped buildings that it touches, which keep their ground: a collection in the run''s reference system, WKB';

CREATE OR REPLACE FUNCTION hearth.map_delete() RETURNS trigger
LANGUAGE plpgsql
SET search_path = hearth, pg_temp
AS $$
BEGIN
  DELETE FROM hearth.map_pair p WHERE p.run_key = OLD.key;
  DELETE FROM hearth.map_shift s WHERE s.run_key = OLD.key;
  DELETE FROM hearth.ground_claim g WHERE g.run_key = OLD.key;
  RETURN NULL;
END
$$;

COMMENT ON FUNCTION hearth.map_delete() IS 'Deletes pairs, shifts and claims of a deleted run';

-- The rules that look at one detection at a time.
CREATE FUNCTION hearth.conflation_by(r hearth.rule_set, key bigint)
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
LANGUAGE sql STABLE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
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
    SELECT c.id, c.source, coalesce(g.geom, c.geom) AS geom
    FROM candidate c
    LEFT JOIN hearth.ground_claim g ON g.run_key = key AND g.detection_id = c.id
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
$$;

COMMENT ON FUNCTION hearth.conflation_by(hearth.rule_set, bigint) IS 'Every candidate as a rule set leaves it, before the added ones settle who has the ground that two of them claim';

CREATE FUNCTION hearth.cut_back(outline ${postgis}.geometry, claimed ${postgis}.geometry[])
RETURNS ${postgis}.geometry
LANGUAGE plpgsql IMMUTABLE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  equal_m2 constant double precision := 1e-6;
  least_m2 double precision := greatest(2, (1 - 0.7::double precision) * ST_Area(outline));
  rest geometry := outline;
  better geometry;
  changed boolean := true;
BEGIN
  -- Again after each cut: an overlap that was small may be large for what is left.
  WHILE changed LOOP
    changed := false;
    FOREACH better IN ARRAY claimed LOOP
      CONTINUE WHEN NOT rest && better
        OR ST_Area(ST_Intersection(rest, better))
          <= 0.05 * least(ST_Area(rest), ST_Area(better)) + equal_m2;
      rest := (
        WITH part AS (
          SELECT d.geom, max(ST_Area(d.geom)) OVER () AS most
          FROM ST_Dump(ST_Difference(rest, better)) d
        )
        SELECT p.geom
        FROM part p
        WHERE ST_Area(p.geom) >= p.most - equal_m2
        ORDER BY ST_XMin(p.geom), ST_YMin(p.geom), ST_XMax(p.geom), ST_YMax(p.geom)
        LIMIT 1);
      IF rest IS NULL OR ST_Area(rest) < least_m2 - equal_m2 THEN
        RETURN NULL;
      END IF;
      changed := true;
    END LOOP;
  END LOOP;
  RETURN rest;
END
$$;

COMMENT ON FUNCTION hearth.cut_back(${postgis}.geometry, ${postgis}.geometry[]) IS 'Largest part of an outline that is left where others have more than 5 % of the smaller of the two, in a metric system; NULL where less than 30 % of it or 2 m² are left';

CREATE OR REPLACE FUNCTION hearth.conflation_replay(rules text, run text DEFAULT hearth.current_run())
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
  srid integer := (SELECT u.srid FROM hearth.run u WHERE u.key = hearth.run_key(run));
  r hearth.rule_set;
  claim record;
  claimed geometry[];
  outline geometry;
  rest geometry;
  settled geometry[] := '{}';
  changed text[] := '{}';
  remains geometry[] := '{}';
BEGIN
  SELECT * INTO r FROM hearth.rule_set s WHERE s.name = rules;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no rule set %', quote_literal(rules)
      USING ERRCODE = 'no_data_found', HINT = 'SELECT name FROM hearth.rule_set lists them.';
  END IF;
  IF EXISTS (SELECT FROM hearth.ground_claim g WHERE g.run_key = key) THEN
    FOR claim IN
      SELECT g.*
      FROM hearth.ground_claim g
      JOIN hearth.conflation_by(r, key) c ON c.id = g.detection_id
      WHERE g.run_key = key AND c.status = 'added'
      ORDER BY g.place
    LOOP
      outline := ST_GeomFromWKB(claim.outline);
      rest := outline;
      claimed := (
        SELECT array_agg(settled[p + 1] ORDER BY p)
        FROM unnest(claim.better) p
        WHERE settled[p + 1] IS NOT NULL);
      IF claimed IS NOT NULL THEN
        claimed := (
          SELECT array_agg(ST_GeometryN(m.all_of, n) ORDER BY n)
          FROM (SELECT ST_GeomFromWKB(claim.mapped) AS all_of) m
          CROSS JOIN generate_series(1, ST_NumGeometries(m.all_of)) n) || claimed;
        rest := hearth.cut_back(outline, claimed);
      END IF;
      settled[claim.place + 1] := rest;
      IF rest IS NULL OR NOT ST_OrderingEquals(rest, outline) THEN
        changed := changed || claim.detection_id;
        remains := remains || ST_Multi(ST_Transform(ST_SetSRID(rest, srid), 4326));
      END IF;
    END LOOP;
  END IF;
  RETURN QUERY
  SELECT c.id, c.source,
    CASE WHEN s.changed_id IS NOT NULL AND s.left_over IS NULL THEN 'overlap' ELSE c.status END,
    CASE
      WHEN s.changed_id IS NOT NULL AND s.left_over IS NULL THEN 'a better detection has its ground'
      ELSE c.reason
    END,
    c.osm_id, c.detection_id, c.osm_iou, c.inside_smaller, c.inside_detection, c.imaged_share,
    coalesce(s.left_over, c.geom)
  FROM hearth.conflation_by(r, key) c
  LEFT JOIN unnest(changed, remains) s(changed_id, left_over) ON s.changed_id = c.id
  ORDER BY 1;
END
$$;
