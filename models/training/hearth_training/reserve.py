"""The block that no training step may see.

Reported accuracy is measured on `banepa-region/test`. Other folders show the same ground, so the block is
blanked in every picture by its coordinates, not by file name, and a check that shares no code with the
blanking refuses to train when it finds a pixel or an outline of it.
"""

import cv2
import numpy as np

# West, south, east, north in degrees.
RESERVED = (85.5162, 27.63122, 85.52444, 27.63852)
MARGIN_PX = 4  # resampling spreads a pixel over its neighbours


class ReservedGroundError(ValueError):
    """Training data hold ground that is reserved for the reported accuracy."""


def blank_reserved(place, bounds=RESERVED):
    """Blacken the reserved ground, drop outlines that touch it, and trust no label beside those."""
    if place.to_lonlat is None or not _meets(place, bounds):
        return place
    height, width = place.image.shape[:2]
    rows, columns = np.mgrid[0 : height + 1, 0 : width + 1 : 1].astype(np.float64)
    inside = np.zeros((height + 1, width + 1), np.uint8)
    for start in range(0, height + 1, 256):
        band = slice(start, start + 256)
        lon, lat = place.to_lonlat(columns[band], rows[band])
        west, south, east, north = bounds
        inside[band] = (lon > west) & (lon < east) & (lat > south) & (lat < north)
    # A pixel is reserved when any of its corners is.
    corners = inside[:-1, :-1] | inside[1:, :-1] | inside[:-1, 1:] | inside[1:, 1:]
    reserved = cv2.dilate(corners, np.ones((2 * MARGIN_PX + 1,) * 2, np.uint8)).astype(bool)
    kept = []
    for outline in place.outlines:
        points = np.round(outline).astype(np.int32)
        x0, y0 = points.min(0)
        x1, y1 = points.max(0) + 1
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillPoly(mask, [points - [x0, y0]], 1)
        left, top, right, bottom = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
        window = mask[top - y0 : max(top, bottom) - y0, left - x0 : max(left, right) - x0].astype(bool)
        if (reserved[top:bottom, left:right] & window).any():
            place.labelled[top:bottom, left:right][window] = 0
        else:
            kept.append(outline)
    place.outlines = kept
    place.boxes = np.array([[*p.min(0), *p.max(0)] for p in kept], np.float32).reshape(-1, 4)
    place.image[reserved] = 0
    place.imaged[reserved] = 0
    return place


def refuse_reserved(place, bounds=RESERVED):
    """Raise when a pixel that shows something, or a corner of an outline, lies in the reserved bounds."""
    if place.to_lonlat is None:
        return
    west, south, east, north = bounds
    rows, columns = np.nonzero(place.image.any(2) | place.imaged.astype(bool))
    for start in range(0, len(rows), 1_000_000):
        part = slice(start, start + 1_000_000)
        lon, lat = place.to_lonlat(columns[part] + 0.5, rows[part] + 0.5)
        found = (lon > west) & (lon < east) & (lat > south) & (lat < north)
        if found.any():
            raise ReservedGroundError(
                f"{place.name}: {int(found.sum())} pixels lie in the reserved block {bounds}; blank them before training"
            )
    for outline in place.outlines:
        lon, lat = place.to_lonlat(outline[:, 0], outline[:, 1])
        if ((lon > west) & (lon < east) & (lat > south) & (lat < north)).any():
            raise ReservedGroundError(f"{place.name}: an outline reaches into the reserved block {bounds}")


def _meets(place, bounds):
    height, width = place.image.shape[:2]
    lon, lat = place.to_lonlat(np.array([0, width, 0, width]), np.array([0, 0, height, height]))
    west, south, east, north = bounds
    return min(lon) < east and max(lon) > west and min(lat) < north and max(lat) > south
