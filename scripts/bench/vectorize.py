"""Masks to outlines as people do it: rasterio.features.shapes, then shapely's simplify.

Arguments: file of logits, tolerance in pixels, rounds, file for the outlines (WKT, one a line, in
the masks' order), file for the figures. The logits: a little-endian int32 count, then for each mask
width and height as int32 and its values as float32, row by row.
"""

import json
import sys
import time

import numpy as np
from rasterio.features import shapes
from shapely.geometry import shape


def read(path):
    data = np.fromfile(path, dtype="<i4")
    masks, at = [], 1
    for _ in range(data[0]):
        width, height = data[at], data[at + 1]
        end = at + 2 + width * height
        masks.append(data[at + 2 : end].view("<f4").reshape(height, width))
        at = end
    return masks


def outline(logits, tolerance):
    """The largest region of positive logits."""
    mask = (logits > 0).astype(np.uint8)
    found = [shape(geometry) for geometry, _ in shapes(mask, mask=mask.astype(bool))]
    return max(found, key=lambda p: p.area).simplify(tolerance) if found else None


def main():
    file, tolerance, rounds, wkt, figures = sys.argv[1:6]
    masks = read(file)
    seconds, outlines = [], []
    for _ in range(int(rounds)):
        start = time.process_time()
        outlines = [outline(m, float(tolerance)) for m in masks]
        seconds.append(time.process_time() - start)
    with open(wkt, "w", encoding="utf-8") as out:
        out.writelines((o.wkt if o is not None else "POLYGON EMPTY") + "\n" for o in outlines)
    with open(figures, "w", encoding="utf-8") as out:
        json.dump({"seconds": min(seconds)}, out)


main()
