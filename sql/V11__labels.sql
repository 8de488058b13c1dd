-- What the detector called each building.

ALTER TABLE hearth.building ADD COLUMN label text;

COMMENT ON COLUMN hearth.building.label IS 'Class that the detector gave, or the phrase that it found; NULL where no detector asked';

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
  b.hints,
  b.label
FROM hearth.building b
WHERE b.run_key = (SELECT hearth.current_run_key());

CREATE OR REPLACE VIEW hearth.buildings AS
SELECT c.*
FROM hearth.candidates c
WHERE c.status IN ('matched', 'added', 'osm-only', 'unseen');
