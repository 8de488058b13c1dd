#!/usr/bin/env python3
"""How well a perfect mask would do where labels are a little off: a bound for `hearth evaluate --prompts box`.

    python label_noise.py OUTLINES.geojson [--seed 0]

Prints the mean IoU of true outlines with themselves, each moved by a distance in a direction of its own at random, and drawn in on all
sides; and, as the other end, that of their bounding boxes and of their smallest rectangles. Distances are metres on the ground.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import pyproj
import shapely
from shapely.affinity import translate
from shapely.geometry import shape

MOVED = (0.2, 0.3, 0.4, 0.53)
DRAWN_IN = (0.13, 0.2, 0.27)
MITRE = 2


def outlines(file):
    """Valid outlines in metres, north and east of the first one's centre."""
    geometries = [shape(feature["geometry"]) for feature in json.loads(file.read_text())["features"]]
    centre = geometries[0].centroid
    plane = pyproj.Proj(proj="aeqd", lon_0=centre.x, lat_0=centre.y)
    return [shapely.transform(g, lambda lonlat: np.column_stack(plane(*lonlat.T))).buffer(0) for g in geometries]


def iou(a, b):
    shared = a.intersection(b).area
    return shared / (a.area + b.area - shared)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("outlines", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    true = outlines(options.outlines)
    directions = np.random.default_rng(options.seed).uniform(0, 2 * np.pi, len(true))
    print(f"{len(true)} outlines, median area {np.median([t.area for t in true]):.1f} m2; mean IoU with themselves")
    for metres in MOVED:
        moved = [translate(t, metres * np.cos(d), metres * np.sin(d)) for t, d in zip(true, directions)]
        print(f"moved by {metres:.2f} m: {np.mean([iou(t, m) for t, m in zip(true, moved)]):.3f}")
    for metres in DRAWN_IN:
        print(f"drawn in by {metres:.2f} m: {np.mean([iou(t, t.buffer(-metres, join_style=MITRE)) for t in true]):.3f}")
    print(f"their bounding boxes: {np.mean([iou(t, t.envelope) for t in true]):.3f}")
    print(f"their smallest rectangles: {np.mean([iou(t, t.minimum_rotated_rectangle) for t in true]):.3f}")


if __name__ == "__main__":
    main()
