-- Questions to the density raster. Geometries of any SRID are taken; SRID 0 is an error.

CREATE FUNCTION hearth.raster_frame(run_key bigint) RETURNS geometry
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  frame geometry;
BEGIN
  SELECT ST_MakeEnvelope(
      g.origin_x, g.origin_y - g.rows * g.cell_height,
      g.origin_x + g.columns * g.cell_width, g.origin_y, g.srid)
    INTO frame
    FROM hearth.density_grid g
    WHERE g.run_key = raster_frame.run_key;
  IF frame IS NULL THEN
    RAISE EXCEPTION 'the run has no density raster: it was made without a census'
      USING ERRCODE = 'no_data_found', HINT = 'Run the job again with --census, or choose another run.';
  END IF;
  RETURN frame;
END
$$;

COMMENT ON FUNCTION hearth.raster_frame(bigint) IS 'Outline of a run''s density raster, in the raster''s reference system';

CREATE FUNCTION hearth.area_in_frame(geom geometry, frame geometry) RETURNS geometry
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  area geometry;
  near geometry;
BEGIN
  IF ST_SRID(geom) = 0 THEN
    RAISE EXCEPTION 'the geometry has no SRID'
      USING ERRCODE = 'invalid_parameter_value',
        HINT = 'Say what its coordinates are, for example ST_SetSRID(geom, 4326).';
  END IF;
  area := ST_Force2D(ST_CurveToLine(geom));
  IF ST_Dimension(area) < 2 THEN
    RAISE EXCEPTION 'a polygon is needed, not %', ST_GeometryType(geom)
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Give an area, for example by ST_Buffer.';
  END IF;
  area := ST_CollectionExtract(area, 3);
  IF NOT ST_IsValid(area) THEN
    RAISE EXCEPTION 'the polygon is not valid: %', ST_IsValidReason(area)
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Repair it by ST_MakeValid(geom).';
  END IF;
  IF ST_SRID(area) = ST_SRID(frame) THEN
    RETURN area;
  END IF;
  -- Only what lies near the raster is transformed: the other system may have no place for the rest.
  -- Edges are straight in the polygon's own system, so they get vertices before they are bent.
  near := ST_Envelope(
    ST_Transform(
      ST_Segmentize(frame, greatest(ST_XMax(frame) - ST_XMin(frame), ST_YMax(frame) - ST_YMin(frame)) / 64),
      ST_SRID(area)));
  near := ST_Expand(
    near,
    (ST_XMax(near) - ST_XMin(near)) / 16,
    (ST_YMax(near) - ST_YMin(near)) / 16);
  IF NOT ST_Covers(near, area) THEN
    area := ST_CollectionExtract(ST_Intersection(area, near), 3);
  END IF;
  RETURN ST_Transform(
    ST_Segmentize(area, greatest(ST_XMax(near) - ST_XMin(near), ST_YMax(near) - ST_YMin(near)) / 256),
    ST_SRID(frame));
END
$$;

COMMENT ON FUNCTION hearth.area_in_frame(geometry, geometry) IS 'The part of a polygon of any SRID that lies near a frame, in the frame''s reference system';

-- PostGIS tells of tiles without data by notices, which would only alarm whoever asks.
CREATE FUNCTION hearth.raster_sum_within(rast raster, band integer, area geometry) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
  hull geometry := ST_ConvexHull(rast);
  edge geometry;
  cells raster;
  inside raster;
  piece geometry;
  whole double precision;
  cut double precision;
BEGIN
  IF ST_Covers(area, hull) THEN
    RETURN (SELECT CASE WHEN s.count > 0 THEN s.sum END FROM ST_SummaryStats(rast, band, true) s);
  END IF;
  -- One band, unpacked once: each call of ST_Value would unpack the whole tile again.
  cells := ST_Band(rast, band);
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
  segment AS (
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
    ) s
  ),
  -- Where each segment enters and leaves each row that it meets.
  span AS (
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
    SELECT DISTINCT c AS col, s."row"
    FROM span s
    CROSS JOIN frame f
    CROSS JOIN LATERAL generate_series(
      greatest(floor(least(s.a, s.b))::integer, 0),
      least(floor(greatest(s.a, s.b))::integer, f.columns - 1)) c
  ),
  part AS (
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

COMMENT ON FUNCTION hearth.raster_sum_within(raster, integer, geometry) IS 'Sum of one raster tile''s cells within a polygon of the same SRID, cells on its edge by their share of area; NULL when no cell with data is met';

CREATE FUNCTION hearth.population_within(geom geometry, run text DEFAULT hearth.current_run()) RETURNS double precision
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
    SELECT sum(hearth.raster_sum_within(d.rast, 1, area))
    FROM hearth.density d
    WHERE d.run_key = chosen
      AND ST_ConvexHull(d.rast) && area
      AND ST_Intersects(ST_ConvexHull(d.rast), area));
END
$$;

COMMENT ON FUNCTION hearth.population_within(geometry, text) IS 'Persons within a polygon of any SRID, cells on its edge counted by their share of area; NULL where nothing of it was looked at, 0 for an empty polygon';

CREATE FUNCTION hearth.density_at(lon double precision, lat double precision, run text DEFAULT hearth.current_run()) RETURNS double precision
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  chosen bigint := hearth.run_key(run);
  place geometry;
BEGIN
  IF lon IS NULL OR lat IS NULL THEN
    RETURN NULL;
  ELSIF NOT (lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90) THEN
    RAISE EXCEPTION 'longitude % and latitude % are not a place', lon, lat
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Give degrees, longitude first.';
  END IF;
  place := ST_Transform(
    ST_SetSRID(ST_MakePoint(lon, lat), 4326), ST_SRID(hearth.raster_frame(chosen)));
  -- A point on the line between two tiles belongs to the eastern, the southern one, as in a tile.
  RETURN (
    SELECT ST_Value(d.rast, 2, place)
    FROM hearth.density d
    WHERE d.run_key = chosen
      AND ST_ConvexHull(d.rast) && place
      AND ST_WorldToRasterCoordX(d.rast, place) BETWEEN 1 AND ST_Width(d.rast)
      AND ST_WorldToRasterCoordY(d.rast, place) BETWEEN 1 AND ST_Height(d.rast)
    LIMIT 1);
END
$$;

COMMENT ON FUNCTION hearth.density_at(double precision, double precision, text) IS 'Persons per km² at a place (degrees on WGS 84); NULL where nothing was looked at or the figure is not known';

CREATE FUNCTION hearth.densest_cells(n integer DEFAULT 10, run text DEFAULT hearth.current_run())
RETURNS TABLE (rank integer, persons double precision, persons_per_km2 double precision, geom geometry)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  chosen bigint := hearth.run_key(run);
BEGIN
  IF n IS NULL OR n < 0 THEN
    RAISE EXCEPTION 'the number of cells is %', coalesce(n::text, 'NULL')
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Give 0 or more.';
  END IF;
  PERFORM hearth.raster_frame(chosen);
  RETURN QUERY
  -- The n densest cells lie in the n tiles with the highest peaks, or in tiles level with the last.
  WITH tile AS MATERIALIZED (
    SELECT d.tile_row, d.tile_column, ST_Width(d.rast) AS width, ST_DumpValues(d.rast, 2) AS densities
    FROM hearth.density d
    WHERE d.run_key = chosen AND d.peak > 0
    ORDER BY d.peak DESC
    FETCH FIRST n ROWS WITH TIES
  ),
  cell AS MATERIALIZED (
    SELECT
      t.tile_row,
      t.tile_column,
      ((v.i - 1) / t.width)::integer AS y,
      ((v.i - 1) % t.width)::integer AS x,
      v.density
    FROM tile t
    CROSS JOIN LATERAL unnest(t.densities) WITH ORDINALITY v (density, i)
    WHERE v.density > 0
    ORDER BY v.density DESC, t.tile_row, y, t.tile_column, x
    LIMIT n
  )
  SELECT
    (row_number() OVER (ORDER BY c.density DESC, c.tile_row, c.y, c.tile_column, c.x))::integer,
    ST_Value(d.rast, 1, c.x + 1, c.y + 1),
    c.density,
    ST_Transform(ST_PixelAsPolygon(d.rast, c.x + 1, c.y + 1), 4326)
  FROM cell c
  JOIN hearth.density d USING (tile_row, tile_column)
  WHERE d.run_key = chosen
  ORDER BY 1;
END
$$;

COMMENT ON FUNCTION hearth.densest_cells(integer, text) IS 'The n cells with most persons per km², ties by row, then column; cells in EPSG:4326';
