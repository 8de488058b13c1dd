-- More questions, and one place for what every question checks of a geometry.

-- The densest tiles come first without reading the others.
CREATE INDEX density_peak ON hearth.density (run_key, peak);

CREATE FUNCTION hearth.checked_geometry(geom geometry) RETURNS geometry
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  plain geometry;
  definition text;
BEGIN
  IF ST_SRID(geom) = 0 THEN
    RAISE EXCEPTION 'the geometry has no SRID'
      USING ERRCODE = 'invalid_parameter_value',
        HINT = 'Say what its coordinates are, for example ST_SetSRID(geom, 4326).';
  END IF;
  SELECT s.proj4text INTO definition FROM spatial_ref_sys s WHERE s.srid = ST_SRID(geom);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'SRID % is not a reference system that the database knows', ST_SRID(geom)
      USING ERRCODE = 'invalid_parameter_value', HINT = 'SELECT srid, srtext FROM spatial_ref_sys lists them.';
  END IF;
  plain := ST_Force2D(ST_CurveToLine(geom));
  -- NaN is larger than every number.
  IF NOT (ST_XMin(plain) >= -1e15 AND ST_YMin(plain) >= -1e15
      AND ST_XMax(plain) <= 1e15 AND ST_YMax(plain) <= 1e15) THEN
    RAISE EXCEPTION 'the geometry has coordinates that are no place: x from % to %, y from % to %',
        ST_XMin(plain), ST_XMax(plain), ST_YMin(plain), ST_YMax(plain)
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Look at it by ST_AsText(geom).';
  END IF;
  -- Longitudes may run on over the antimeridian.
  IF definition LIKE '%+proj=longlat%'
      AND NOT (ST_XMin(plain) >= -540 AND ST_XMax(plain) <= 540
        AND ST_YMin(plain) >= -90 AND ST_YMax(plain) <= 90) THEN
    RAISE EXCEPTION 'the geometry has SRID %, which is in degrees, but its x goes from % to % and its y from % to %',
        ST_SRID(plain), ST_XMin(plain), ST_XMax(plain), ST_YMin(plain), ST_YMax(plain)
      USING ERRCODE = 'invalid_parameter_value',
        HINT = 'Say what its coordinates are, for example ST_SetSRID(geom, 32645) for UTM zone 45 north; longitude comes before latitude.';
  END IF;
  RETURN plain;
END
$$;

COMMENT ON FUNCTION hearth.checked_geometry(geometry) IS 'A geometry without curves, Z and M; an error where its SRID is missing or unknown, or its coordinates cannot be in that system';

CREATE FUNCTION hearth.checked_area(geom geometry) RETURNS geometry
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  area geometry := hearth.checked_geometry(geom);
BEGIN
  IF ST_Dimension(area) < 2 THEN
    RAISE EXCEPTION 'a polygon is needed, not %', ST_GeometryType(geom)
      USING ERRCODE = 'invalid_parameter_value',
        HINT = 'Give an area; hearth.population_near(geom, metres) counts around points and lines.';
  END IF;
  area := ST_CollectionExtract(area, 3);
  IF NOT ST_IsValid(area) THEN
    RAISE EXCEPTION 'the polygon is not valid: %', ST_IsValidReason(area)
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Repair it by ST_MakeValid(geom).';
  END IF;
  RETURN area;
END
$$;

COMMENT ON FUNCTION hearth.checked_area(geometry) IS 'The polygons of a geometry as hearth.checked_geometry gives them; an error where it has none or they are not valid';

CREATE FUNCTION hearth.near_frame(frame geometry, srid integer) RETURNS geometry
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  near geometry;
BEGIN
  IF ST_SRID(frame) = srid THEN
    near := frame;
  ELSE
    near := ST_Envelope(
      ST_Transform(
        ST_Segmentize(frame, greatest(ST_XMax(frame) - ST_XMin(frame), ST_YMax(frame) - ST_YMin(frame)) / 64),
        srid));
  END IF;
  RETURN ST_Expand(near, (ST_XMax(near) - ST_XMin(near)) / 16, (ST_YMax(near) - ST_YMin(near)) / 16);
EXCEPTION WHEN internal_error OR data_exception THEN
  -- PROJ has no place for the frame in that system.
  RETURN NULL;
END
$$;

COMMENT ON FUNCTION hearth.near_frame(geometry, integer) IS 'A box around a frame, somewhat larger, in another reference system; NULL where that system does not reach so far';

CREATE FUNCTION hearth.moved(geom geometry, srid integer) RETURNS geometry
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
BEGIN
  RETURN ST_Transform(geom, srid);
EXCEPTION WHEN internal_error OR data_exception THEN
  RAISE EXCEPTION 'the geometry cannot be moved from SRID % to %: x from % to %, y from % to % is outside what the two have in common',
      ST_SRID(geom), srid, ST_XMin(geom), ST_XMax(geom), ST_YMin(geom), ST_YMax(geom)
    USING ERRCODE = 'invalid_parameter_value', HINT = 'Check its SRID: ST_SetSRID declares it, ST_Transform changes it.';
END
$$;

COMMENT ON FUNCTION hearth.moved(geometry, integer) IS 'ST_Transform, with an error that says what to do';

CREATE OR REPLACE FUNCTION hearth.area_in_frame(geom geometry, frame geometry) RETURNS geometry
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  area geometry := hearth.checked_area(geom);
  near geometry := hearth.near_frame(frame, ST_SRID(geom));
  longest double precision;
BEGIN
  PERFORM hearth.refuse_degrees(area, near);
  IF ST_SRID(area) = ST_SRID(frame) THEN
    RETURN area;
  END IF;
  -- Only what lies near the raster is transformed: the other system may have no place for the rest.
  IF near IS NOT NULL AND NOT ST_Covers(near, area) THEN
    area := ST_CollectionExtract(ST_Intersection(area, near), 3);
  END IF;
  IF ST_IsEmpty(area) THEN
    RETURN ST_SetSRID(area, ST_SRID(frame));
  END IF;
  -- Edges are straight in the polygon's own system, so they get vertices before they are bent.
  near := coalesce(near, ST_Envelope(area));
  longest := greatest(ST_XMax(near) - ST_XMin(near), ST_YMax(near) - ST_YMin(near)) / 256;
  RETURN hearth.moved(ST_Segmentize(area, longest), ST_SRID(frame));
END
$$;

CREATE FUNCTION hearth.refuse_degrees(geom geometry, near geometry) RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
BEGIN
  -- A hundred metres around the origin of a projection, and nowhere near the run: forgotten degrees.
  IF ST_XMin(geom) >= -180 AND ST_XMax(geom) <= 180 AND ST_YMin(geom) >= -90 AND ST_YMax(geom) <= 90
      AND NOT coalesce(geom && near, false)
      AND NOT (SELECT s.proj4text LIKE '%+proj=longlat%' FROM spatial_ref_sys s WHERE s.srid = ST_SRID(geom)) THEN
    RAISE EXCEPTION 'the geometry has SRID %, which is not in degrees, but its coordinates look like degrees: x from % to %, y from % to %',
        ST_SRID(geom), ST_XMin(geom), ST_XMax(geom), ST_YMin(geom), ST_YMax(geom)
      USING ERRCODE = 'invalid_parameter_value',
        HINT = 'If they are longitude and latitude: ST_SetSRID(geom, 4326).';
  END IF;
END
$$;

COMMENT ON FUNCTION hearth.refuse_degrees(geometry, geometry) IS 'An error where degrees were declared as metres: coordinates within 180 and 90 that lie nowhere near a place';

CREATE FUNCTION hearth.checked_place(lon double precision, lat double precision) RETURNS geometry
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
BEGIN
  IF NOT (lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90) THEN
    RAISE EXCEPTION 'longitude % and latitude % are not a place', lon, lat
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Give degrees, longitude first.';
  END IF;
  RETURN ST_SetSRID(ST_MakePoint(lon, lat), 4326);
END
$$;

COMMENT ON FUNCTION hearth.checked_place(double precision, double precision) IS 'A point in degrees on WGS 84; NULL where one is NULL, an error where it is no place';

CREATE OR REPLACE FUNCTION hearth.density_at(lon double precision, lat double precision, run text DEFAULT hearth.current_run()) RETURNS double precision
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  chosen bigint := hearth.run_key(run);
  place geometry := hearth.checked_place(lon, lat);
BEGIN
  IF place IS NULL THEN
    RETURN NULL;
  END IF;
  place := ST_Transform(place, ST_SRID(hearth.raster_frame(chosen)));
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

CREATE FUNCTION hearth.population_near(geom geometry, metres double precision, run text DEFAULT hearth.current_run()) RETURNS double precision
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  chosen bigint := hearth.run_key(run);
  frame geometry := hearth.raster_frame(chosen);
  metric integer;
  here geometry;
  near geometry;
  middle geometry;
  scale double precision;
BEGIN
  IF NOT (metres > 0 AND metres <= 200000) THEN
    RAISE EXCEPTION 'the distance is % m', metres
      USING ERRCODE = 'invalid_parameter_value',
        HINT = 'Give metres, more than 0 and at most 200000. Inside a polygon itself: hearth.population_within(geom).';
  ELSIF geom IS NULL OR metres IS NULL THEN
    RETURN NULL;
  ELSIF ST_IsEmpty(geom) THEN
    RETURN 0;
  END IF;
  SELECT r.srid INTO metric FROM hearth.run r WHERE r.key = chosen;
  here := hearth.checked_geometry(geom);
  PERFORM hearth.refuse_degrees(here, hearth.near_frame(frame, ST_SRID(here)));
  -- What is too far away to matter need not be drawn, and could not be: the metric system ends.
  near := ST_Expand(hearth.moved(ST_Segmentize(frame, greatest(ST_XMax(frame) - ST_XMin(frame), ST_YMax(frame) - ST_YMin(frame)) / 64), metric), 1.01 * metres);
  here := hearth.part_near(here, near);
  IF ST_IsEmpty(here) THEN
    -- Nothing of the raster is within reach: not looked at.
    RETURN NULL;
  END IF;
  -- A metre of the map is not quite a metre of ground: 0.9996 in the middle of a UTM zone.
  middle := ST_Centroid(ST_Envelope(here));
  scale := 1000 / ST_Distance(
    ST_Transform(ST_Translate(middle, -500, 0), 4326)::geography,
    ST_Transform(ST_Translate(middle, 500, 0), 4326)::geography);
  RETURN hearth.population_within(ST_Buffer(here, metres * scale, 'quad_segs=64'), run);
END
$$;

COMMENT ON FUNCTION hearth.population_near(geometry, double precision, text) IS 'Persons within so many metres of points, lines or polygons of any SRID, each once; NULL where nothing was looked at there, 0 for an empty geometry';

CREATE FUNCTION hearth.part_near(geom geometry, near geometry) RETURNS geometry
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  box geometry := hearth.near_frame(ST_Envelope(near), ST_SRID(geom));
  part geometry := geom;
BEGIN
  IF NOT ST_IsValid(geom) THEN
    RAISE EXCEPTION 'the geometry is not valid: %', ST_IsValidReason(geom)
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Repair it by ST_MakeValid(geom).';
  END IF;
  IF box IS NOT NULL AND NOT ST_Covers(box, geom) THEN
    part := ST_Intersection(geom, box);
  END IF;
  IF ST_IsEmpty(part) OR ST_SRID(part) = ST_SRID(near) THEN
    RETURN ST_SetSRID(part, ST_SRID(near));
  END IF;
  box := coalesce(box, ST_Envelope(part));
  RETURN hearth.moved(
    ST_Segmentize(part, greatest(ST_XMax(box) - ST_XMin(box), ST_YMax(box) - ST_YMin(box)) / 256),
    ST_SRID(near));
END
$$;

COMMENT ON FUNCTION hearth.part_near(geometry, geometry) IS 'The part of any geometry that lies in a box, in the box''s reference system';

CREATE FUNCTION hearth.population_in_buildings(geom geometry, run text DEFAULT hearth.current_run()) RETURNS double precision
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  chosen bigint := hearth.run_key(run);
  frame geometry;
  area geometry;
  box geometry;
  found double precision;
  spread double precision;
BEGIN
  IF geom IS NULL THEN
    RETURN NULL;
  ELSIF ST_IsEmpty(geom) THEN
    RETURN 0;
  END IF;
  frame := hearth.raster_frame(chosen);
  area := hearth.area_in_frame(geom, frame);
  IF ST_IsEmpty(area) THEN
    RETURN NULL;
  END IF;
  -- Nothing of the run lies off the raster, and what lies far off has no place in degrees.
  box := ST_Envelope(ST_Intersection(ST_Envelope(area), hearth.near_frame(frame, ST_SRID(frame))));
  SELECT sum(b.population * hearth.share_within(ST_Transform(b.geom, ST_SRID(area)), area))
    INTO found
    FROM hearth.building b
    WHERE b.run_key = chosen
      AND b.geom && ST_Transform(box, 4326)
      AND b.population IS NOT NULL
      AND b.status IN ('matched', 'added', 'osm-only', 'unseen');
  -- People of units that were not shared out over buildings are only known by cell.
  SELECT sum(s.persons * hearth.share_within(c.geom, area))
    INTO spread
    FROM hearth.density_grid g
    JOIN hearth.cell_share s ON s.run_key = g.run_key
      AND s."row" BETWEEN floor((g.origin_y - ST_YMax(area)) / g.cell_height)::bigint
        AND floor((g.origin_y - ST_YMin(area)) / g.cell_height)::bigint
      AND s.col BETWEEN floor((ST_XMin(area) - g.origin_x) / g.cell_width)::bigint
        AND floor((ST_XMax(area) - g.origin_x) / g.cell_width)::bigint
    CROSS JOIN LATERAL (
      SELECT ST_MakeEnvelope(
        g.origin_x + s.col * g.cell_width, g.origin_y - (s."row" + 1) * g.cell_height,
        g.origin_x + (s.col + 1) * g.cell_width, g.origin_y - s."row" * g.cell_height, g.srid) AS geom
    ) c
    WHERE g.run_key = chosen
      AND s.unit_id IN (
        SELECT u.id FROM hearth.census_unit u WHERE u.run_key = chosen AND u.buildings = 0);
  IF found IS NULL AND spread IS NULL THEN
    -- Nobody, or nobody looked: the raster knows.
    RETURN CASE WHEN hearth.population_within(geom, run) IS NOT NULL THEN 0 END;
  END IF;
  RETURN coalesce(found, 0) + coalesce(spread, 0);
END
$$;

COMMENT ON FUNCTION hearth.population_in_buildings(geometry, text) IS 'Persons within a polygon of any SRID by its buildings, those on its edge by their share of area: exact also for a block or a single house, where population_within cuts cells; NULL and 0 as there';

CREATE FUNCTION hearth.share_within(shape geometry, area geometry) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
  SELECT CASE
    WHEN ST_Covers(area, shape) THEN 1
    WHEN ST_Intersects(area, shape) THEN coalesce(ST_Area(ST_Intersection(shape, area)) / nullif(ST_Area(shape), 0), 0)
    ELSE 0
  END
$$;

COMMENT ON FUNCTION hearth.share_within(geometry, geometry) IS 'Share of a polygon''s area that lies within another one of the same SRID, 0..1';

CREATE FUNCTION hearth.buildings_in(area geometry, run text DEFAULT hearth.current_run())
RETURNS TABLE (
  id text, source text, status text, osm_id text, area_m2 double precision, height_m double precision,
  levels double precision, residential boolean, population double precision, share_inside double precision,
  persons_inside double precision, geom geometry)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  chosen bigint := hearth.run_key(run);
  here geometry;
BEGIN
  IF area IS NULL OR ST_IsEmpty(area) THEN
    RETURN;
  END IF;
  here := hearth.area_in_frame(area, hearth.run_extent(chosen));
  RETURN QUERY
  SELECT b.id, b.source, b.status, b.osm_id, b.area_m2, b.height_m, b.levels, b.residential,
    b.population, s.share, b.population * s.share, b.geom::geometry
  FROM hearth.building b
  CROSS JOIN LATERAL (SELECT hearth.share_within(b.geom, here) AS share) s
  WHERE b.run_key = chosen
    AND b.geom && here
    AND b.status IN ('matched', 'added', 'osm-only', 'unseen')
    -- Less than a millionth is the rounding of an outline that only touches.
    AND s.share > 1e-6
  ORDER BY b.id;
END
$$;

COMMENT ON FUNCTION hearth.buildings_in(geometry, text) IS 'Buildings of the merged view with area inside a polygon of any SRID, by id: the share of each that lies inside, and that share of its persons';

CREATE FUNCTION hearth.run_extent(run_key bigint) RETURNS geometry
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  extent geometry;
BEGIN
  SELECT ST_Envelope(
      ST_Transform(
        ST_Segmentize(f.geom, greatest(ST_XMax(f.geom) - ST_XMin(f.geom), ST_YMax(f.geom) - ST_YMin(f.geom)) / 64),
        4326))
    INTO extent
    FROM hearth.density_grid g
    CROSS JOIN LATERAL (SELECT hearth.raster_frame(g.run_key) AS geom) f
    WHERE g.run_key = run_extent.run_key;
  IF extent IS NULL THEN
    -- Without a raster there is only what the run found.
    SELECT ST_SetSRID(ST_Extent(b.geom)::geometry, 4326) INTO extent
      FROM hearth.building b WHERE b.run_key = run_extent.run_key;
  END IF;
  RETURN coalesce(extent, ST_MakeEnvelope(-180, -90, 180, 90, 4326));
END
$$;

COMMENT ON FUNCTION hearth.run_extent(bigint) IS 'Box around a run''s raster, else around its buildings, else the world; EPSG:4326';

CREATE FUNCTION hearth.population_by(areas regclass, key text DEFAULT NULL, geom text DEFAULT NULL, run text DEFAULT hearth.current_run())
RETURNS TABLE (id text, persons double precision)
LANGUAGE plpgsql STABLE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  chosen bigint := hearth.run_key(run);
  key_column text;
  geom_column text;
  polygon geometry;
  problem text;
  hint text;
BEGIN
  IF areas IS NULL THEN
    RAISE EXCEPTION 'no table is named'
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Give it as text: hearth.population_by(''districts'').';
  END IF;
  PERFORM hearth.raster_frame(chosen);
  key_column := hearth.column_of(areas, population_by.key, false);
  geom_column := hearth.column_of(areas, population_by.geom, true);
  -- The table's name comes quoted from its oid, the columns' from the catalogue: no text of the caller.
  FOR id, polygon IN EXECUTE format(
    'SELECT t.%I::text, t.%I::geometry FROM %s t ORDER BY t.%1$I', key_column, geom_column, areas)
  LOOP
    BEGIN
      persons := hearth.population_within(polygon, run);
    EXCEPTION WHEN invalid_parameter_value THEN
      GET STACKED DIAGNOSTICS problem = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
      RAISE EXCEPTION '% with % = %: %', areas, quote_ident(key_column), quote_nullable(id), problem
        USING ERRCODE = 'invalid_parameter_value', HINT = hint;
    END;
    RETURN NEXT;
  END LOOP;
END
$$;

COMMENT ON FUNCTION hearth.population_by(regclass, text, text, text) IS 'Persons within each polygon of a table or view, by its key; key and geometry column are found where the table has one of each';

CREATE FUNCTION hearth.column_of(areas regclass, wanted text, spatial boolean) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, ${postgis}, pg_temp
AS $$
DECLARE
  kind text := CASE WHEN spatial THEN 'geometry column' ELSE 'key' END;
  argument text := CASE WHEN spatial THEN 'geom' ELSE 'key' END;
  found text[];
BEGIN
  SELECT array_agg(a.attname::text ORDER BY a.attnum) INTO found
    FROM pg_attribute a
    WHERE a.attrelid = areas AND a.attnum > 0 AND NOT a.attisdropped
      AND CASE
        WHEN spatial THEN a.atttypid IN ('geometry'::regtype, 'geography'::regtype)
        WHEN wanted IS NOT NULL THEN true
        ELSE a.attnum = ANY (
          SELECT unnest(i.indkey) FROM pg_index i WHERE i.indrelid = areas AND i.indisprimary AND i.indnkeyatts = 1)
      END;
  IF wanted IS NOT NULL THEN
    IF wanted = ANY (found) THEN
      RETURN wanted;
    END IF;
    RAISE EXCEPTION '% has no % %', areas, CASE WHEN spatial THEN kind ELSE 'column' END, quote_ident(wanted)
      USING ERRCODE = 'undefined_column', HINT = 'It has: ' || coalesce(array_to_string(found, ', '), 'none') || '.';
  ELSIF cardinality(found) = 1 THEN
    RETURN found[1];
  END IF;
  RAISE EXCEPTION '% has % %', areas, CASE WHEN found IS NULL THEN 'no' ELSE 'more than one' END,
      CASE WHEN spatial THEN kind ELSE 'primary key of one column' END
    USING ERRCODE = 'invalid_parameter_value',
      HINT = format('Name it: hearth.population_by(''%s'', %s => ''column'').', areas, argument);
END
$$;

COMMENT ON FUNCTION hearth.column_of(regclass, text, boolean) IS 'The geometry column or the key of a table: the one asked for if it is there, else the only one';

CREATE FUNCTION hearth.why(lon double precision, lat double precision, run text DEFAULT hearth.current_run())
RETURNS TABLE (
  unit_id text, census double precision, allocated double precision, rule text, covered_share double precision,
  building_id text, source text, status text, osm_id text, area_m2 double precision, levels double precision,
  height_m double precision, residential boolean, weight double precision, building_persons double precision,
  share_in_cell double precision, persons double precision, geom geometry)
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
    SELECT u.id AS unit_id, b.id AS building_id, a.persons,
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
    p.persons / nullif(u.allocated, 0), p.persons, p.share,
    CASE WHEN b.id IS NULL THEN u.in_cell ELSE p.persons * p.share END,
    CASE WHEN b.id IS NULL THEN ST_Transform(cell, 4326) ELSE b.geom::geometry END
  FROM unit u
  LEFT JOIN part p ON p.unit_id = u.id AND p.share > 0
  LEFT JOIN building b ON b.id = p.building_id
  ORDER BY u.id, p.persons * p.share DESC NULLS LAST, b.id;
END
$$;

COMMENT ON FUNCTION hearth.why(double precision, double precision, text) IS 'Where the persons of the cell at a place come from: units and their rule, the buildings in the cell, each one''s weight (its share of the unit''s figure) and the share of it that lies in the cell. Persons sum to the cell''s; a row without a building is a unit shared out evenly, or one that put nobody here';

CREATE FUNCTION hearth.runs_compare(a text, b text)
RETURNS TABLE (
  unit_id text, census_a double precision, census_b double precision, persons_a double precision,
  persons_b double precision, difference double precision, moved double precision, rule_a text, rule_b text,
  buildings_a integer, buildings_b integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = hearth, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  key_a bigint := hearth.run_key(a);
  key_b bigint := hearth.run_key(b);
  -- How far the cells of b must be moved to be those of a; NULL where the grids do not fit.
  columns bigint;
  rows bigint;
BEGIN
  SELECT round((y.origin_x - x.origin_x) / x.cell_width), round((x.origin_y - y.origin_y) / x.cell_height)
    INTO columns, rows
    FROM hearth.density_grid x
    JOIN hearth.density_grid y ON y.srid = x.srid
      AND y.cell_width = x.cell_width AND y.cell_height = x.cell_height
      AND abs((y.origin_x - x.origin_x) / x.cell_width
        - round((y.origin_x - x.origin_x) / x.cell_width)) < 1e-6
      AND abs((y.origin_y - x.origin_y) / x.cell_height
        - round((y.origin_y - x.origin_y) / x.cell_height)) < 1e-6
    WHERE x.run_key = key_a AND y.run_key = key_b;
  RETURN QUERY
  WITH shift AS (
    SELECT coalesce(m.unit_id, n.unit_id) AS unit_id, sum(abs(coalesce(n.persons, 0) - coalesce(m.persons, 0))) AS sum
    FROM (SELECT * FROM hearth.cell_share s WHERE s.run_key = key_a AND columns IS NOT NULL) m
    FULL JOIN (SELECT * FROM hearth.cell_share s WHERE s.run_key = key_b AND columns IS NOT NULL) n
      ON n.unit_id = m.unit_id AND n.col + columns = m.col AND n."row" + rows = m."row"
    GROUP BY 1
  )
  SELECT coalesce(x.id, y.id), x.census, y.census, x.allocated, y.allocated, y.allocated - x.allocated,
    CASE WHEN columns IS NOT NULL AND x.id IS NOT NULL AND y.id IS NOT NULL
      THEN (coalesce(s.sum, 0) - abs(y.allocated - x.allocated)) / 2 END,
    x.rule, y.rule, x.buildings, y.buildings
  FROM (SELECT * FROM hearth.census_unit u WHERE u.run_key = key_a) x
  FULL JOIN (SELECT * FROM hearth.census_unit u WHERE u.run_key = key_b) y ON y.id = x.id
  LEFT JOIN shift s ON s.unit_id = coalesce(x.id, y.id)
  ORDER BY 1;
END
$$;

COMMENT ON FUNCTION hearth.runs_compare(text, text) IS 'Two runs side by side, one row a census unit: figures, persons, rule, buildings, and how many persons live in other cells (moved; NULL where the grids do not fit each other)';
