#!/usr/bin/env python3
"""Chooses a detector's score threshold and calibrates its scores on validation places.

    ../../scripts/accuracy DATA --score-threshold 0.15 --work WORK
    python calibrate.py WORK/PLACE.json ... --model ../hearth-yolo.yaml --segmenter hearth-sam

Each PLACE.json (figures of `hearth evaluate`) has a PLACE.csv beside it, a line for each outline found above the low threshold: its
scores and whether it has a partner in the truth at IoU 0.5. Every place counts alike, however many houses it has:

score-threshold   the threshold of the greatest mean F1 over places
calibration       Platt's sigmoid of the log odds of score times predicted IoU, over the outlines that the threshold keeps;
                  the precision above scores

Reported accuracy (banepa-region/test) must not be among the places; it is refused by name.
"""

import argparse
import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MATCH = 0.5
BINS = 10
SCORES = np.round(np.arange(0.15, 0.96, 0.05), 2)
MARGIN = 1e-6
FEWEST = 30  # outlines above a score, else its precision is chance


@dataclass
class Place:
    name: str
    truth: int
    score: np.ndarray
    strength: np.ndarray
    matched: np.ndarray

    def f1(self, threshold):
        kept = self.score >= threshold
        hits = self.matched[kept].sum()
        return 2 * hits / max(1, kept.sum() + self.truth)


def read(path):
    if "test" in path.stem.split("-"):
        raise SystemExit(f"{path}: accuracy is reported there; choose nothing by it")
    with open(path.with_suffix(".csv")) as table:
        rows = [row for row in csv.DictReader(table) if row["score"]]
    column = lambda name: np.array([float(row[name]) for row in rows])  # noqa: E731
    score = column("score")
    return Place(
        path.stem,
        json.loads(path.read_text())["truth"],
        score,
        score * column("predicted_iou"),
        column("iou") >= MATCH,
    )


def best_threshold(places):
    candidates = np.round(np.arange(0.15, 0.9, 0.01), 2)
    means = [np.mean([place.f1(t) for place in places]) for t in candidates]
    return float(candidates[int(np.argmax(means))]), float(max(means))


def log_odds(strength):
    kept = np.clip(strength, MARGIN, 1 - MARGIN)
    return np.log(kept / (1 - kept))


def platt(x, y, weight):
    """Slope and intercept of the logistic regression of y on x, by Newton's method."""
    design = np.stack([x, np.ones_like(x)], 1)
    theta = np.array([1.0, 0.0])
    for _ in range(100):
        p = 1 / (1 + np.exp(-design @ theta))
        gradient = design.T @ (weight * (y - p))
        hessian = (design * (weight * p * (1 - p))[:, None]).T @ design + 1e-9 * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        theta += step
        if np.abs(step).max() < 1e-9:
            break
    return theta


def calibration_error(p, y):
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    return sum(abs((p[bins == b] - y[bins == b]).sum()) for b in range(BINS)) / max(1, len(p))


def block(places, segmenter, slope, intercept):
    lines = [
        "calibration: # training/calibrate.py on " + ", ".join(place.name for place in places),
        f"  segmenter: {segmenter}",
        f"  slope: {slope:.4f}",
        f"  intercept: {intercept:.4f}",
        "  precision: # of the outlines above a score, mean over places",
    ]
    for score in SCORES:
        kept = [place.matched[place.score >= score] for place in places]
        if sum(map(len, kept)) >= FEWEST:
            lines.append(f"    {score:.2f}: {np.mean([k.mean() for k in kept if len(k)]):.3f}")
    return "\n".join(lines) + "\n"


def write(model, threshold, calibration):
    text = model.read_text()
    text = re.sub(r"(?m)^score-threshold: \S+", f"score-threshold: {threshold:.2f}", text)
    text = re.sub(r"(?ms)^calibration:.*?(?=^\S|\Z)", "", text)
    model.write_text(text.rstrip("\n") + "\n" + calibration)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", type=Path, nargs="+")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--segmenter", required=True)
    args = parser.parse_args()
    places = [read(path) for path in args.places]
    threshold, mean = best_threshold(places)
    print(f"threshold {threshold}: mean F1 {mean:.3f}")
    for place in places:
        print(f"  {place.name:28} F1 {place.f1(threshold):.3f}, {place.truth} houses")

    kept = [place.score >= threshold for place in places]
    x = log_odds(np.concatenate([place.strength[k] for place, k in zip(places, kept)]))
    y = np.concatenate([place.matched[k] for place, k in zip(places, kept)]).astype(float)
    # An outline of a small place counts more, but not a hundred times: the square root of the inverse number.
    weight = np.concatenate([np.full(k.sum(), max(1, k.sum()) ** -0.5) for k in kept])
    slope, intercept = platt(x, y, weight / weight.mean())
    p = 1 / (1 + np.exp(-(slope * x + intercept)))
    print(f"slope {slope:.4f}, intercept {intercept:.4f}, calibration error of all outlines {calibration_error(p, y):.4f}")
    write(args.model, threshold, block(places, args.segmenter, slope, intercept))


if __name__ == "__main__":
    main()
