#!/usr/bin/env python3
"""Compares ways to suppress doubled boxes of a detector on validation places.

    python compare_suppression.py --data DATA --model ../hearth-yolo.onnx [--sources configs/validation.yaml]

Each way gets the one threshold of the greatest mean F1 over places (IoU 0.5 with the boxes of the true outlines, one to one), and
that F1 is printed: mean, then place by place. Soft-NMS is that of Bodla et al. 2017.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import yaml

from hearth_training.places import chip_places, georeferenced_place

SIDE, OVERLAP, PADDING = 640, 120, 114
FEWEST_IMAGED = 0.02
LOWEST = 0.1
MATCH = 0.5
THRESHOLDS = np.arange(0.3, 0.8, 0.02)


def validation_places(data, sources):
    """Pictures by place; those whose touching houses are one outline say nothing about suppression."""
    for source in sources:
        if "chips" in source:
            for place in chip_places(data / source["chips"], "val"):
                if not place.merged and "figures" not in place.name:
                    yield place.name.split("/")[0], place
        else:
            coverage = data / source["coverage"] if "coverage" in source else None
            yield source["name"], georeferenced_place(source["name"], data / source["image"], data / source["outlines"], coverage)


def boxes_of(session, place):
    """All boxes above LOWEST, [n, 5]: corners in pixels of the place, score. A box belongs to the frame that holds it far from its edge."""
    height, width = place.image.shape[:2]
    found = [np.zeros((0, 5))]
    step, edge = SIDE - OVERLAP, OVERLAP / 2
    for y in range(0, max(1, height - OVERLAP // 2), step):
        for x in range(0, max(1, width - OVERLAP // 2), step):
            if place.imaged[y : y + SIDE, x : x + SIDE].mean() < FEWEST_IMAGED:
                continue
            seen = place.image[y : y + SIDE, x : x + SIDE]
            frame = np.full((SIDE, SIDE, 3), PADDING, np.uint8)
            frame[: seen.shape[0], : seen.shape[1]] = seen
            rows = session.run(None, {"images": frame.transpose(2, 0, 1)[None].astype(np.float32) / 255})[0][0].T
            low = np.array([edge if x else 0, edge if y else 0])
            high = np.array([SIDE if x + SIDE >= width else SIDE - edge, SIDE if y + SIDE >= height else SIDE - edge])
            rows = rows[(rows[:, 4] > LOWEST) & ((rows[:, :2] >= low) & (rows[:, :2] < high)).all(1)]
            centre, half = rows[:, :2] + [x, y], rows[:, 2:4] / 2
            found.append(np.concatenate([centre - half, centre + half, rows[:, 4:5]], 1))
    return np.concatenate(found)


def labelled(boxes, place):
    """Those whose centre lies where the labels are complete."""
    height, width = place.labelled.shape
    x, y = ((boxes[:, :2] + boxes[:, 2:4]) / 2).astype(int).T
    return boxes[place.labelled[y.clip(0, height - 1), x.clip(0, width - 1)] > 0]


def ious(a, b):
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:4], b[None, :, 2:4])
    common = np.clip(high - low, 0, None).prod(2)
    areas = [(x[:, 2:4] - x[:, :2]).prod(1) for x in (a, b)]
    return common / (areas[0][:, None] + areas[1][None] - common)


def suppressed(boxes, lower):
    """`lower`: IoUs with the box just taken -> what the other scores are multiplied by."""
    boxes = boxes[np.argsort(-boxes[:, 4], kind="stable")]
    overlaps, score, kept = ious(boxes, boxes), boxes[:, 4].copy(), []
    open_ = np.ones(len(boxes), bool)
    while open_.any():
        best = np.where(open_, score, -1).argmax()
        if score[best] < LOWEST:
            break
        kept.append([*boxes[best, :4], score[best]])
        open_[best] = False
        score *= lower(overlaps[best])
    return np.array(kept).reshape(-1, 5)


def matched(boxes, truth):
    """How many boxes have a partner in the truth, by falling IoU."""
    overlap = ious(boxes, truth)
    used_box, used_truth = np.zeros(len(boxes), bool), np.zeros(len(truth), bool)
    for flat in np.argsort(-overlap, axis=None, kind="stable"):
        i, j = divmod(flat, len(truth))
        if overlap[i, j] < MATCH:
            break
        if not used_box[i] and not used_truth[j]:
            used_box[i] = used_truth[j] = True
    return used_box.sum()


def f1_by_threshold(pictures, lower):
    hits, counted = np.zeros(len(THRESHOLDS)), np.zeros(len(THRESHOLDS))
    for place, boxes in pictures:
        truth, boxes = labelled(place.boxes, place), labelled(suppressed(boxes, lower), place)
        for index, threshold in enumerate(THRESHOLDS):
            kept = boxes[boxes[:, 4] >= threshold]
            counted[index] += len(kept) + len(truth)
            if len(kept) and len(truth):
                hits[index] += matched(kept, truth)
    return 2 * hits / np.maximum(1, counted)


def ways():
    for iou in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        yield f"hard {iou}", lambda overlap, iou=iou: overlap <= iou
    for iou in (0.2, 0.3, 0.4, 0.5):
        yield f"soft, linear {iou}", lambda overlap, iou=iou: np.where(overlap > iou, 1 - overlap, 1)
    for sigma in (0.2, 0.35, 0.5, 0.8):
        yield f"soft, Gaussian {sigma}", lambda overlap, sigma=sigma: np.exp(-(overlap**2) / sigma)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--sources", type=Path, default=Path(__file__).parent / "configs/validation.yaml")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    session = onnxruntime.InferenceSession(str(args.model), providers=["CPUExecutionProvider"])
    places = {}
    for name, place in validation_places(args.data, yaml.safe_load(args.sources.read_text())["sources"]):
        places.setdefault(name, []).append((place, boxes_of(session, place)))
    print("places:", ", ".join(places))
    for name, lower in ways():
        curves = np.array([f1_by_threshold(pictures, lower) for pictures in places.values()])
        best = curves.mean(0).argmax()
        each = " ".join(f"{f1:.3f}" for f1 in curves[:, best])
        print(f"{name}: mean F1 {curves.mean(0)[best]:.3f} at {THRESHOLDS[best]:.2f} ({each})", flush=True)


if __name__ == "__main__":
    main()
