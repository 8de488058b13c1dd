#!/usr/bin/env python3
"""Pictures of what a detector got wrong: for looking at, and for model cards.

    python fault_pictures.py IMAGERY.tif ... --truth OUTLINES --found BUILDINGS [--area AREA] --out PICTURE.png [--windows 10] [--metres 60]

Matches found and true outlines one to one by falling IoU, from 0.5 on, as `hearth evaluate` does, and draws the windows with the most faults:
matched outlines white, missed ones yellow, false ones red. BUILDINGS is the buildings.gpkg of a run or of ./hearth segment.
"""

import argparse
import json
import subprocess
from pathlib import Path

import cv2
import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.windows import Window
from shapely.geometry import box, shape
from shapely.strtree import STRtree

MATCH = 0.5
SIDE = 360  # pixels of a window's picture
GAP = 6
COLUMNS = 5
MATCHED, MISSED, FALSE = (255, 255, 255), (40, 220, 255), (60, 60, 255)  # BGR


def layer(file, crs, name=()):
    command = ["ogr2ogr", "-f", "GeoJSON", "-t_srs", crs, "/vsistdout/", str(file), *name]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    geometries = [shape(f["geometry"]).buffer(0) for f in json.loads(text)["features"] if f["geometry"]]
    return [g for g in geometries if not g.is_empty]


def matches(true, found):
    """Places of the true and of the found outlines that have a partner."""
    tree = STRtree(found)
    pairs = []
    for t, outline in enumerate(true):
        for f in tree.query(outline):
            shared = outline.intersection(found[f]).area
            iou = shared / (outline.area + found[f].area - shared)
            if iou >= MATCH:
                pairs.append((-iou, t, int(f)))
    of_true, of_found = {}, {}
    for _, t, f in sorted(pairs):
        if t not in of_true and f not in of_found:
            of_true[t], of_found[f] = f, t
    return set(of_true), set(of_found)


def unit_metres(image):
    """Metres on the ground that a unit of the picture's reference system is, eastward and northward."""
    middle = (image.bounds.top + image.bounds.bottom) / 2
    if image.crs.is_geographic:
        return 111320 * np.cos(np.radians(middle)), 110574
    if image.crs.to_epsg() == 3857:  # its metres are longer than true ones away from the equator
        return (1 / np.cosh(middle / 6378137),) * 2
    return 1.0, 1.0


def windows(image, faults, metres, most):
    """Squares with the most faults first, none of which overlap: left, bottom, width, height."""
    width, height = (metres / unit for unit in unit_metres(image))
    counted = []
    left, bottom, right, top = image.bounds
    for x in np.arange(left, max(left, right - width) + width / 4, width / 2):
        for y in np.arange(bottom, max(bottom, top - height) + height / 4, height / 2):
            counted.append((-sum(x <= p.x <= x + width and y <= p.y <= y + height for p in faults), x, y))
    chosen = []
    for faults_inside, x, y in sorted(counted):
        if faults_inside < 0 and all(abs(x - a) >= width or abs(y - b) >= height for a, b in chosen):
            chosen.append((x, y))
        if len(chosen) == most:
            break
    return [(x, y, width, height) for x, y in chosen]


def picture(image, window, layers):
    x, y, width, height = window
    row, column = image.index(x, y + height)
    size = [width / image.res[0], height / image.res[1]]
    bands = [1, 2, 3] if image.count >= 3 else [1, 1, 1]
    read = image.read(
        bands, window=Window(column, row, *size), out_shape=(3, SIDE, SIDE), boundless=True, fill_value=0, resampling=Resampling.bilinear
    ).astype(np.float32)
    if image.dtypes[0] != "uint8":
        low, high = np.percentile(read, [2, 98])
        read = np.clip((read - low) / max(1, high - low) * 255, 0, 255)
    canvas = np.ascontiguousarray(read.transpose(1, 2, 0)[:, :, ::-1]).astype(np.uint8)
    square = box(x, y, x + width, y + height)
    for outlines, colour in layers:
        for outline in outlines:
            if outline.intersects(square):
                for part in getattr(outline, "geoms", [outline]):
                    ring = (np.array(part.exterior.coords)[:, :2] - [x, y]) * [SIDE / width, -SIDE / height] + [0, SIDE]
                    cv2.polylines(canvas, [np.round(ring * 16).astype(np.int32)], True, colour, 2, cv2.LINE_AA, 4)
    return canvas


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("imagery", type=Path, nargs="+")
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--found", type=Path, required=True)
    parser.add_argument("--area", type=Path, help="where the truth is complete")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--windows", type=int, default=10)
    parser.add_argument("--metres", type=float, default=60, help="side of a window")
    options = parser.parse_args()
    pictures = []
    for file in options.imagery:
        with rasterio.open(file) as image:
            crs = image.crs.to_string()
            area = layer(options.area, crs) if options.area else [box(*image.bounds)]
            both = (layer(options.truth, crs), layer(options.found, crs, ["buildings"]))
            true, found = ([o for o in all if any(a.contains(o.representative_point()) for a in area)] for all in both)
            of_true, of_found = matches(true, found)
            missed = [o for i, o in enumerate(true) if i not in of_true]
            false = [o for i, o in enumerate(found) if i not in of_found]
            good = [o for i, o in enumerate(found) if i in of_found]
            print(f"{file.name}: {len(true)} true, {len(good)} matched, {len(missed)} missed, {len(false)} false")
            for window in windows(image, [o.representative_point() for o in missed + false], options.metres, options.windows):
                pictures.append(picture(image, window, ((good, MATCHED), (missed, MISSED), (false, FALSE))))
    pictures = pictures[: options.windows]
    rows = -(-len(pictures) // COLUMNS)
    sheet = np.full((rows * (SIDE + GAP), COLUMNS * (SIDE + GAP), 3), 255, np.uint8)
    for i, canvas in enumerate(pictures):
        r, c = divmod(i, COLUMNS)
        sheet[r * (SIDE + GAP) : r * (SIDE + GAP) + SIDE, c * (SIDE + GAP) : c * (SIDE + GAP) + SIDE] = canvas
    cv2.imwrite(str(options.out), sheet)


if __name__ == "__main__":
    main()
