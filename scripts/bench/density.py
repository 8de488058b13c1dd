#!/usr/bin/env python3
"""What people use to share a census out over buildings, and to find the cells under them.

    density.py HOUSES UNITS WEST NORTH COLUMNS ROWS FIGURES

HOUSES and UNITS hold quadrilaterals, 8 big-endian doubles each; cells are of 30 m. Reading is not
measured. FIGURES gets seconds of the processor and of the wall as JSON. One thread.
"""

import json
import sys
import time
import warnings

import geopandas
import numpy
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from tobler.area_weighted import area_interpolate

CELL = 30.0
CRS = "EPSG:32645"


def quadrilaterals(path):
    corners = numpy.fromfile(path, dtype=">f8").astype(float).reshape(-1, 4, 2)
    return geopandas.GeoDataFrame(
        {"id": numpy.arange(len(corners))}, geometry=shapely.polygons(corners), crs=CRS
    )


def overlay(houses, units):
    """Persons of each house by the area of its parts, as users of geopandas write it."""
    parts = geopandas.overlay(houses, units, how="intersection", keep_geom_type=True)
    parts["area"] = parts.area
    parts["persons"] *= parts["area"] / parts.groupby("unit")["area"].transform("sum")
    return parts.groupby("id")["persons"].sum()


def note(figures, name, start):
    figures[name + "_seconds"] = time.process_time() - start[0]
    figures[name + "_wall"] = time.perf_counter() - start[1]


def main():
    warnings.simplefilter("ignore")
    houses = quadrilaterals(sys.argv[1])
    units = quadrilaterals(sys.argv[2]).rename(columns={"id": "unit"})
    units["persons"] = 1000.0
    west, north = float(sys.argv[3]), float(sys.argv[4])
    columns, rows = int(sys.argv[5]), int(sys.argv[6])
    figures = {}

    start = (time.process_time(), time.perf_counter())
    persons = overlay(houses, units)
    note(figures, "geopandas", start)
    figures["geopandas_persons"] = float(persons.sum())

    start = (time.process_time(), time.perf_counter())
    area_interpolate(units, houses, extensive_variables=["persons"], allocate_total=True, n_jobs=1)
    note(figures, "tobler", start)

    raster = NumPyRasterSource(
        numpy.ones((rows, columns)),
        xmin=west,
        ymin=north - rows * CELL,
        xmax=west + columns * CELL,
        ymax=north,
        srs_wkt=houses.crs.to_wkt(),
    )
    start = (time.process_time(), time.perf_counter())
    counts = exact_extract(raster, houses, ["count"], output="pandas")
    note(figures, "exactextract", start)
    figures["exactextract_cells"] = float(counts["count"].sum())

    with open(sys.argv[7], "w", encoding="utf-8") as file:
        json.dump(figures, file)


if __name__ == "__main__":
    main()
