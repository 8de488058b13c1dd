-- Where a detection is, whatever tile saw it: ids of buildings that are united from parts follow it.
ALTER TABLE hearth.detection
  ADD COLUMN anchor_north bigint NOT NULL DEFAULT 0,
  ADD COLUMN anchor_east bigint NOT NULL DEFAULT 0;

COMMENT ON COLUMN hearth.detection.anchor_north IS 'Northernmost vertex of the outline as traced, of several the westernmost: thousandths of a pixel northward from the origin of the working grid''s reference system; 0 in runs of before';
COMMENT ON COLUMN hearth.detection.anchor_east IS 'The same vertex, eastward';
