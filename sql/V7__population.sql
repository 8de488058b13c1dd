-- Where the figures came from, groups of the population, weights, and intervals in the raster.

CREATE TABLE hearth.census (
  run_key bigint PRIMARY KEY REFERENCES hearth.run ON DELETE CASCADE,
  source text NOT NULL,
  field text NOT NULL,
  year integer,
  groups text[] NOT NULL DEFAULT '{}',
  rules jsonb NOT NULL DEFAULT '{}'
);

COMMENT ON TABLE hearth.census IS 'The census of a run, and the rules by which it was shared out';
COMMENT ON COLUMN hearth.census.source IS 'File or table that the units came from';
COMMENT ON COLUMN hearth.census.field IS 'Column of the figures';
COMMENT ON COLUMN hearth.census.year IS 'Year of the census; NULL when not known';
COMMENT ON COLUMN hearth.census.groups IS 'Columns of groups of the population; the arrays of census_unit and cell_share follow their order';
COMMENT ON COLUMN hearth.census.rules IS 'How the figures were shared out: method, weight, residential_only, partial_units, integer, nearest_metres';

ALTER TABLE hearth.census_unit
  ADD COLUMN groups double precision[],
  ADD COLUMN allocated_groups double precision[];

COMMENT ON COLUMN hearth.census_unit.rule IS 'How: residential-buildings, all-buildings, settled-cells, uniform, nobody, unknown, not-looked-at';
COMMENT ON COLUMN hearth.census_unit.groups IS 'Census figures of the groups, NULL inside where not known; NULL when the census has no groups';
COMMENT ON COLUMN hearth.census_unit.allocated_groups IS 'Persons of the groups that were shared out';

ALTER TABLE hearth.allocation ADD COLUMN weight double precision;

COMMENT ON COLUMN hearth.allocation.weight IS 'Weight of the building in the unit: its persons are its share of the sum of the unit''s weights';

ALTER TABLE hearth.cell_share ADD COLUMN groups double precision[];

COMMENT ON COLUMN hearth.cell_share.groups IS 'Persons of each group of the census, in the order of hearth.census.groups; NULL when the census has none';

COMMENT ON TABLE hearth.density IS 'Density raster in tiles of 256 x 256 cells; bands: 1 persons, 2 persons_per_km2, 3 buildings, 4 built_fraction, 5 low, 6 median, 7 high (persons, an interval around band 1); nodata (-9999) is "not looked", 0 is "looked, and nobody"';

CREATE VIEW hearth.census_source AS
SELECT c.source, c.field, c.year, c.groups, c.rules
FROM hearth.census c
WHERE c.run_key = (SELECT hearth.current_run_key());

COMMENT ON VIEW hearth.census_source IS 'Census of the current run: where it came from, its year, its groups, and how it was shared out';

CREATE OR REPLACE VIEW hearth.allocations AS
SELECT a.unit_id, a.building_id, a.persons, a.weight
FROM hearth.allocation a
WHERE a.run_key = (SELECT hearth.current_run_key());

CREATE VIEW hearth.cell_groups AS
SELECT s.col, s."row", s.unit_id, g.name AS group_name, g.persons
FROM hearth.cell_share s
JOIN hearth.census c ON c.run_key = s.run_key
CROSS JOIN LATERAL unnest(c.groups, s.groups) g (name, persons)
WHERE s.run_key = (SELECT hearth.current_run_key());

COMMENT ON VIEW hearth.cell_groups IS 'Persons of each group and unit in each cell of the density raster, current run; NULL where a group''s figure is not known';

CREATE VIEW hearth.group_balance AS
SELECT
  u.id,
  g.name AS group_name,
  g.census,
  g.allocated,
  s.stored,
  s.stored - g.allocated AS difference
FROM hearth.census_unit u
JOIN hearth.census c ON c.run_key = u.run_key
CROSS JOIN LATERAL unnest(c.groups, u.groups, u.allocated_groups) g (name, census, allocated)
LEFT JOIN (
  SELECT s.unit_id, s.group_name, sum(s.persons) AS stored
  FROM hearth.cell_groups s
  GROUP BY s.unit_id, s.group_name
) s ON s.unit_id = u.id AND s.group_name = g.name
WHERE u.run_key = (SELECT hearth.current_run_key());

COMMENT ON VIEW hearth.group_balance IS 'Census figure of each group in each unit against the sum of its stored cell shares, current run';
