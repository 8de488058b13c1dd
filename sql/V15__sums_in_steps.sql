-- Sums within polygons, the same as before at a part of the time. The planner pulled each step of a
-- tile's sum into the next one, so that what a side of the polygon costs was paid again at each mention
-- of it; and a stored tile was unpacked again for each question to it. Both happens once now.

CREATE OR REPLACE FUNCTION hearth.raster_sum_within(rast raster, band integer, area geometry) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
  -- One band, unpacked once: each function that is given a stored tile unpacks all of it.
  cells raster := ST_Band(rast, band);
  hull geometry := ST_ConvexHull(cells);
  edge geometry;
  inside raster;
  piece geometry;
  whole double precision;
  cut double precision;
BEGIN
  -- ST_Band gives the whole tile for a band that it has not.
  IF band IS NULL OR band NOT BETWEEN 1 AND ST_NumBands(rast) THEN
    RETURN NULL;
  END IF;
  IF ST_Covers(area, hull) THEN
    RETURN (SELECT CASE WHEN s.count > 0 THEN s.sum END FROM ST_SummaryStats(cells, 1, true) s);
  END IF;
  -- ST_Clip takes whole cells by their centres. That is right for every cell but those that the
  -- polygon's edge runs through: they are taken out again and added by their share of area.
  inside := ST_Clip(cells, 1, area, true);
  SELECT s.sum INTO whole FROM ST_SummaryStats(inside, 1, true) s WHERE s.count > 0;
  edge := ST_CollectionExtract(ST_Intersection(ST_Boundary(area), hull), 2);
  piece := ST_CollectionExtract(ST_Intersection(area, hull), 3);
  WITH frame AS (
    SELECT
      ST_UpperLeftX(cells) AS x,
      ST_UpperLeftY(cells) AS y,
      ST_ScaleX(cells) AS dx,
      ST_ScaleY(cells) AS dy,
      ST_Width(cells) AS columns,
      ST_Height(cells) AS rows,
      round((ST_UpperLeftX(inside) - ST_UpperLeftX(cells)) / ST_ScaleX(cells))::integer AS west,
      round((ST_UpperLeftY(inside) - ST_UpperLeftY(cells)) / ST_ScaleY(cells))::integer AS north,
      ST_Width(inside) AS inside_columns,
      ST_Height(inside) AS inside_rows
  ),
  -- Segments of the edge in cells, downwards.
  segment AS MATERIALIZED (
    SELECT
      CASE WHEN s.v0 <= s.v1 THEN s.u0 ELSE s.u1 END AS u0,
      CASE WHEN s.v0 <= s.v1 THEN s.u1 ELSE s.u0 END AS u1,
      least(s.v0, s.v1) AS v0,
      greatest(s.v0, s.v1) AS v1
    FROM frame f
    CROSS JOIN ST_DumpSegments(edge) d
    CROSS JOIN LATERAL (
      SELECT
        (ST_X(ST_StartPoint(d.geom)) - f.x) / f.dx AS u0,
        (ST_Y(ST_StartPoint(d.geom)) - f.y) / f.dy AS v0,
        (ST_X(ST_EndPoint(d.geom)) - f.x) / f.dx AS u1,
        (ST_Y(ST_EndPoint(d.geom)) - f.y) / f.dy AS v1
      OFFSET 0 -- worked out before it is used
    ) s
  ),
  -- Where each segment enters and leaves each row that it meets.
  span AS MATERIALIZED (
    SELECT
      r AS "row",
      CASE WHEN s.v1 > s.v0 THEN s.u0 + (s.u1 - s.u0) * (greatest(r, s.v0) - s.v0) / (s.v1 - s.v0) ELSE s.u0 END AS a,
      CASE WHEN s.v1 > s.v0 THEN s.u0 + (s.u1 - s.u0) * (least(r + 1, s.v1) - s.v0) / (s.v1 - s.v0) ELSE s.u1 END AS b
    FROM segment s
    CROSS JOIN frame f
    CROSS JOIN LATERAL generate_series(
      greatest(floor(s.v0)::integer, 0), least(floor(s.v1)::integer, f.rows - 1)) r
  ),
  crossed AS (
    -- Sorted rather than hashed: the planner expects far more cells than there are.
    SELECT DISTINCT ON (s."row", c) c AS col, s."row"
    FROM span s
    CROSS JOIN frame f
    CROSS JOIN LATERAL generate_series(
      greatest(floor(least(s.a, s.b))::integer, 0),
      least(floor(greatest(s.a, s.b))::integer, f.columns - 1)) c
    ORDER BY s."row", c
  ),
  part AS MATERIALIZED (
    SELECT
      ST_Value(cells, 1, c.col + 1, c."row" + 1) AS value,
      CASE
        WHEN c.col >= f.west AND c.col < f.west + f.inside_columns
          AND c."row" >= f.north AND c."row" < f.north + f.inside_rows
          THEN ST_Value(inside, 1, c.col - f.west + 1, c."row" - f.north + 1)
      END AS taken,
      ST_Area(
        ST_ClipByBox2D(
          piece,
          ST_MakeEnvelope(
            f.x + c.col * f.dx, f.y + c."row" * f.dy,
            f.x + (c.col + 1) * f.dx, f.y + (c."row" + 1) * f.dy)))
        / abs(f.dx * f.dy) AS share
    FROM crossed c
    CROSS JOIN frame f
  )
  SELECT sum(p.value * coalesce(p.share, 0) - coalesce(p.taken, 0))
    INTO cut
    FROM part p
    WHERE p.value IS NOT NULL AND (p.share > 0 OR p.taken IS NOT NULL);
  RETURN CASE WHEN whole IS NULL THEN cut ELSE whole + coalesce(cut, 0) END;
END
$$;

CREATE OR REPLACE FUNCTION hearth.population_within(geom geometry, run text DEFAULT hearth.current_run()) RETURNS double precision
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  chosen bigint := hearth.run_key(run);
  area geometry;
BEGIN
  IF geom IS NULL THEN
    RETURN NULL;
  ELSIF ST_IsEmpty(geom) THEN
    RETURN 0;
  END IF;
  area := hearth.area_in_frame(geom, hearth.raster_frame(chosen));
  RETURN (
    SELECT sum(hearth.raster_sum_within(t.persons, 1, area))
    FROM (
      SELECT ST_Band(d.rast, 1) AS persons
      FROM hearth.density d
      WHERE d.run_key = chosen AND ST_ConvexHull(d.rast) && area
      OFFSET 0 -- unpacked before it is looked at
    ) t
    WHERE ST_Intersects(ST_ConvexHull(t.persons), area));
END
$$;
