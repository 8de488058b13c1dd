"""Labelled places: pictures at one ground resolution, building outlines, and where the labels can be trusted."""

import csv
import json
import math
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pyproj
import rasterio
from shapely.geometry import shape
from shapely.ops import transform as shapely_transform

from .reserve import blank_reserved, refuse_reserved

GROUND_RESOLUTION = 0.265  # metres per pixel at which both networks work


@dataclass
class Place:
    """One picture, resampled to GROUND_RESOLUTION.

    image      uint8 [H, W, 3], RGB
    outlines   building outlines in pixels, float32 [n, 2] each
    imaged     uint8 [H, W], 1 where there is a picture (not a black border, not a white hole)
    labelled   uint8 [H, W], 1 where every building is labelled; the rest is never counted as background
    merged     touching houses are one outline: such outlines are no truth for single houses
    to_lonlat  pixel coordinates -> lon, lat; None for pictures without a georeference
    """

    name: str
    image: np.ndarray
    outlines: list
    imaged: np.ndarray
    labelled: np.ndarray
    merged: bool = False
    to_lonlat: object = None
    boxes: np.ndarray = field(init=False)

    def __post_init__(self):
        if self.image.dtype != np.uint8 or self.image.ndim != 3 or self.image.shape[2] != 3:
            raise ValueError(f"{self.name}: expected uint8 RGB, got {self.image.dtype} {self.image.shape}")
        self.boxes = boxes_of(self.outlines)


def boxes_of(outlines):
    return np.array([[*p.min(0), *p.max(0)] for p in outlines], np.float32).reshape(-1, 4)


def imaged_mask(image):
    """1 where pixels are part of a picture: connected black or white areas of 400 m2 are not (an overexposed roof is smaller)."""
    imaged = np.ones(image.shape[:2], np.uint8)
    for blank in ((image <= 2).all(2), (image >= 253).all(2)):
        opened = cv2.morphologyEx(blank.astype(np.uint8), cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
        _, labels, statistics, _ = cv2.connectedComponentsWithStats(opened)
        large = statistics[:, cv2.CC_STAT_AREA] * GROUND_RESOLUTION**2 >= 400
        large[0] = False
        imaged[large[labels] & blank] = 0
    return imaged


def resample(image, scale):
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return cv2.resize(np.ascontiguousarray(image), None, fx=scale, fy=scale, interpolation=how)


def eight_bit(bands):
    """[bands, H, W] of any depth -> uint8 [H, W, 3]; deeper than 8 bit is stretched between its 2nd and 98th percentile."""
    image = np.stack([bands[i if len(bands) >= 3 else 0] for i in range(3)], -1)
    if image.dtype != np.uint8:
        low, high = np.percentile(image, (2, 98))
        image = np.clip((image - low) / max(high - low, 1) * 255, 0, 255).astype(np.uint8)
    return image


def metres_per_pixel(dataset):
    """True ground size of a pixel: degrees and web-mercator metres are shortened by the cosine of the latitude."""
    centre_x, centre_y = dataset.transform * (dataset.width / 2, dataset.height / 2)
    geod = pyproj.Geod(ellps="WGS84")
    to_geographic = pyproj.Transformer.from_crs(dataset.crs, 4326, always_xy=True)
    lon0, lat0 = to_geographic.transform(centre_x, centre_y)
    lon1, lat1 = to_geographic.transform(centre_x + dataset.transform.a, centre_y)
    return geod.inv(lon0, lat0, lon1, lat1)[2]


def polygons_of(path, crs):
    project = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform
    for feature in json.loads(Path(path).read_text())["features"]:
        geometry = shapely_transform(lambda x, y, z=None: project(x, y), shape(feature["geometry"]))
        yield from getattr(geometry, "geoms", [geometry])


def georeferenced_place(name, image_path, outlines_path, coverage_path=None):
    """Read a GeoTIFF and its outlines. `coverage_path`: polygons inside which the labels are complete."""
    with rasterio.open(image_path) as dataset:
        image = eight_bit(dataset.read())
        native = metres_per_pixel(dataset)
        geotransform, crs = dataset.transform, dataset.crs
        outlines = list(polygons_of(outlines_path, crs))
        coverage = list(polygons_of(coverage_path, crs)) if coverage_path else None
    scale = native / GROUND_RESOLUTION
    inverse = ~geotransform

    def to_pixels(ring):
        xy = np.array(ring.coords)[:, :2]
        columns, rows = inverse * (xy[:, 0], xy[:, 1])
        return (np.stack([columns, rows], -1) * scale).astype(np.float32)

    image = resample(image, scale)
    height, width = image.shape[:2]
    labelled = np.ones((height, width), np.uint8)
    if coverage is not None:
        labelled[:] = 0
        for polygon in coverage:
            cv2.fillPoly(labelled, [np.round(to_pixels(polygon.exterior)).astype(np.int32)], 1)
            for hole in polygon.interiors:
                cv2.fillPoly(labelled, [np.round(to_pixels(hole)).astype(np.int32)], 0)
    geographic = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)

    def to_lonlat(columns, rows):
        x, y = geotransform * (np.asarray(columns) / scale, np.asarray(rows) / scale)
        return geographic.transform(x, y)

    place = Place(
        name,
        image,
        [to_pixels(p.exterior) for p in outlines if p.geom_type == "Polygon"],
        imaged_mask(image),
        labelled,
        to_lonlat=to_lonlat,
    )
    return without_unseen_buildings(place)


def chip_places(folder, split):
    """The small pictures listed in chips.csv. Their outlines are polygons in pixels (COCO)."""
    folder = Path(folder)
    with open(folder / "chips.csv") as table:
        rows = [row for row in csv.DictReader(table) if row["split"] == split]
    annotations = {}
    for row in rows:
        place = row["place"]
        if place not in annotations:
            annotations[place] = json.loads((folder / place / "annotations.coco.json").read_text())
        coco = annotations[place]
        (identity,) = [i["id"] for i in coco["images"] if i["file_name"] == row["file"]]
        path = folder / place / "images" / row["file"]
        if path.suffix == ".tif":
            with rasterio.open(path) as dataset:
                image = eight_bit(dataset.read())
        else:
            image = cv2.imread(str(path))[..., ::-1]
        scale = float(row["ground_m_per_px"]) / GROUND_RESOLUTION
        outlines = [
            np.array(max(a["segmentation"], key=len), np.float32).reshape(-1, 2) * scale
            for a in coco["annotations"]
            if a["image_id"] == identity
        ]
        image = resample(image, scale)
        yield without_unseen_buildings(
            Place(
                f"{place}/{row['file']}",
                image,
                [o for o in outlines if len(o) >= 3],
                imaged_mask(image),
                np.ones(image.shape[:2], np.uint8),
                merged=row["merged_blocks"] == "1",
            )
        )


def without_unseen_buildings(place):
    """Drop outlines whose larger part lies where there is no picture: nobody could find them."""
    height, width = place.image.shape[:2]
    kept = []
    for outline, box in zip(place.outlines, place.boxes):
        x0, y0 = np.floor(box[:2]).astype(int)
        x1, y1 = np.ceil(box[2:]).astype(int) + 1
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillPoly(mask, [np.round(outline - [x0, y0]).astype(np.int32)], 1)
        left, top, right, bottom = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
        if right <= left or bottom <= top:
            continue
        seen = mask[top - y0 : bottom - y0, left - x0 : right - x0] & place.imaged[top:bottom, left:right]
        if seen.sum() >= 0.25 * max(1, mask.sum()):
            kept.append(outline)
    place.outlines, place.boxes = kept, boxes_of(kept)
    return place


def less_of(place, share):
    """The middle of a picture, with so large a share of its area; outlines that lie in it for the most part."""
    height, width = place.image.shape[:2]
    side = math.sqrt(share)
    top, left = round(height * (1 - side) / 2), round(width * (1 - side) / 2)
    part = np.s_[top : top + math.ceil(height * side), left : left + math.ceil(width * side)]
    whole = place.to_lonlat
    smaller = Place(
        place.name,
        np.ascontiguousarray(place.image[part]),
        [o - np.float32([left, top]) for o in place.outlines],
        np.ascontiguousarray(place.imaged[part]),
        np.ascontiguousarray(place.labelled[part]),
        place.merged,
        whole and (lambda columns, rows: whole(np.asarray(columns) + left, np.asarray(rows) + top)),
    )
    return without_unseen_buildings(smaller)


def training_places(data, sources, share=1.0):
    """All places of a configuration with their share of the crops, the reserved block blanked and checked.

    share: part of each picture's area that is used, to see what fewer buildings would have taught; crops are drawn as from the whole.

    sources: list of {name, share, image, outlines, coverage?} or {chips, split, share}. The share of a set of
    chips is divided by the square root of the number of buildings, so that no picture is drawn far more
    often than it has something new to show.
    """
    data, places, shares = Path(data), [], []
    for source in sources:
        if "chips" in source:
            found = list(chip_places(data / source["chips"], source["split"]))
            weights = np.sqrt([2 + len(p.outlines) for p in found])
            weights = weights * source["share"] / weights.sum()
        else:
            coverage = source.get("coverage")
            found = [
                georeferenced_place(
                    source["name"],
                    data / source["image"],
                    data / source["outlines"],
                    data / coverage if coverage else None,
                )
            ]
            weights = [source["share"]]
        if share < 1:
            found = [less_of(place, share) for place in found]
        places += [blank_reserved(place) for place in found]
        shares += list(weights)
    for place in places:
        refuse_reserved(place)
    return places, np.array(shares) / sum(shares)
