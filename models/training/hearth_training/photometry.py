"""What sun, sensor, haze and compression do to a picture."""

import cv2
import numpy as np


def vary(image, rng):
    """uint8 RGB -> uint8 RGB of the same scene under other conditions."""
    size = image.shape[0]
    if rng.random() < 0.35:
        image = _coarser(image, rng.uniform(1.2, 3.5))
    x = image.astype(np.float32)
    grey = x.mean(2, keepdims=True)
    x = grey + (x - grey) * rng.uniform(0.4, 1.5)
    x *= rng.uniform(0.9, 1.1, 3).astype(np.float32)
    mean = x.mean()
    x = mean + (x - mean) * rng.uniform(0.7, 1.35)
    x = x * rng.uniform(0.7, 1.3) + rng.uniform(-25, 25)
    if rng.random() < 0.3:
        gamma = rng.uniform(0.7, 1.4)
        x = 255 * (np.clip(x, 0, 255) / 255) ** gamma
    if rng.random() < 0.15:
        haze = rng.uniform(0.1, 0.4)
        x = x * (1 - haze) + rng.uniform(170, 235) * haze
    if rng.random() < 0.15:
        x *= _cloud_shadow(size, rng)[..., None]
    if rng.random() < 0.2:
        x = cv2.GaussianBlur(x, (0, 0), rng.uniform(0.4, 1.4))
    if rng.random() < 0.25:
        x += rng.standard_normal(x.shape, np.float32) * rng.uniform(2, 8)
    x = np.clip(x, 0, 255).astype(np.uint8)
    if rng.random() < 0.15:
        x = _panchromatic(x, rng)
    if rng.random() < 0.2:
        quality = int(rng.uniform(40, 90))
        x = cv2.imdecode(cv2.imencode(".jpg", x, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    return np.ascontiguousarray(x)


def _panchromatic(image, rng):
    """One grey band in three, its light and dark stretched apart: the sensor weighs colours in its own way."""
    grey = image.astype(np.float32) @ rng.dirichlet((2, 2, 2)).astype(np.float32)
    low, high = np.percentile(grey, (rng.uniform(0, 4), rng.uniform(96, 100)))
    grey = 255 * np.clip((grey - low) / max(high - low, 16), 0, 1) ** rng.uniform(0.6, 1.6)
    return np.repeat(grey[..., None].astype(np.uint8), 3, 2)


def _coarser(image, factor):
    """The same ground seen with pixels `factor` times as large: 0.265 m becomes up to 0.93 m."""
    size = image.shape[0]
    side = max(8, int(size / factor))
    small = cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (size, size), interpolation=cv2.INTER_CUBIC)


def _cloud_shadow(size, rng):
    field = cv2.resize(rng.random((4, 4)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    return 1 - rng.uniform(0.2, 0.6) * np.clip((field - 0.5) * 4, 0, 1)
