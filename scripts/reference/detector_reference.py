#!/usr/bin/env python3
"""Makes small detectors in the layouts of YOLOv5, of YOLOv7 with suppression inside, and of segmentation exports, and the
boxes that plain NumPy reads off.

    pip install -r requirements.txt
    python detector_reference.py ../../src/test/resources/segment

Seeded torch modules of our own, not trained. `picture.png` is made by segment_reference.py.
"""

import json
import sys
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import nn
from torchvision.ops import nms

SIZE = 64
MASKS = 4  # coefficients of a segmentation export
CLASSES = ["building", "tent", "water tank"]
LEAST, IOU = 0.3, 0.4


class Anchored(nn.Module):
    """Three anchors in each cell of strides 8, 16 and 32: cx, cy, w, h, objectness, classes, mask coefficients."""

    def __init__(self, classes, masks):
        super().__init__()
        self.classes, self.masks = classes, masks
        self.numbers = 5 + classes + masks
        self.heads = nn.ModuleList(nn.Conv2d(3, 3 * self.numbers, s, s) for s in (8, 16, 32))
        self.prototypes = nn.Conv2d(3, max(masks, 1), 4, 4)

    def forward(self, images):
        rows = []
        for head in self.heads:
            stride = head.stride[0]
            cells = SIZE // stride
            f = torch.tanh(2 * head(images)).view(1, 3, self.numbers, cells * cells)
            y, x = torch.meshgrid(torch.arange(cells), torch.arange(cells), indexing="ij")
            centre = (torch.stack([x, y]).flatten(1) + 0.5) * stride
            bright = F.avg_pool2d(images.mean(1, keepdim=True), stride).flatten(2).unsqueeze(1)
            parts = [centre + 2 * f[:, :, :2], 12 * torch.exp(0.3 * f[:, :, 2:4])]
            parts += [torch.sigmoid(8 * bright - 3 + f[:, :, 4:5]), torch.sigmoid(1 + 2 * f[:, :, 5 : 5 + self.classes])]
            parts += [f[:, :, 5 + self.classes :]]
            rows.append(torch.cat(parts, 2).transpose(2, 3).reshape(1, -1, self.numbers))
        all_rows = torch.cat(rows, 1)
        return (all_rows, self.prototypes(images)) if self.masks else all_rows


class Anchorless(nn.Module):
    """The same boxes as [1, 4 + classes + coefficients, anchors], objectness multiplied in."""

    def __init__(self, anchored):
        super().__init__()
        self.anchored = anchored

    def forward(self, images):
        rows, prototypes = self.anchored(images)
        last = 5 + self.anchored.classes
        parts = [rows[..., :4], rows[..., 4:5] * rows[..., 5:last], rows[..., last:]]
        return torch.cat(parts, 2).transpose(1, 2), prototypes


class Suppressed(nn.Module):
    """YOLOv7's end-to-end export: rows of picture, corners, class, score, by ONNX' own NonMaxSuppression."""

    def __init__(self, anchored):
        super().__init__()
        self.anchored = anchored

    def forward(self, images):
        rows = self.anchored(images)
        boxes = torch.cat([rows[..., :2] - rows[..., 2:4] / 2, rows[..., :2] + rows[..., 2:4] / 2], 2)
        score, label = (rows[..., 4:5] * rows[..., 5:]).max(2)
        apart = boxes[0] + 4096.0 * label[0].unsqueeze(1)  # classes do not suppress each other
        kept = nms(apart, score[0], IOU)
        kept = kept[score[0][kept] > LEAST]
        parts = [torch.zeros_like(score[0][kept]).unsqueeze(1), boxes[0][kept]]
        return torch.cat(parts + [label[0][kept].unsqueeze(1).float(), score[0][kept].unsqueeze(1)], 1)


def letterboxed(picture):
    height, width = picture.shape[:2]
    scale = min(SIZE / height, SIZE / width)
    w, h = round(width * scale), round(height * scale)
    grey = np.full((SIZE, SIZE, 3), 114, np.uint8)
    left, top = (SIZE - w) // 2, (SIZE - h) // 2
    grey[top : top + h, left : left + w] = cv2.resize(picture, (w, h), interpolation=cv2.INTER_LINEAR)
    return grey, (left, top, w / width, h / height)


def suppressed(boxes, score, label, agnostic):
    """Greedy, by falling score, ties by index; every pair is compared."""
    kept = []
    for i in np.argsort(-score, kind="stable"):
        for k in kept:
            if not agnostic and label[i] != label[k]:
                continue
            w = max(0, min(boxes[i, 2], boxes[k, 2]) - max(boxes[i, 0], boxes[k, 0]))
            h = max(0, min(boxes[i, 3], boxes[k, 3]) - max(boxes[i, 1], boxes[k, 1]))
            areas = np.prod(boxes[i, 2:] - boxes[i, :2]) + np.prod(boxes[k, 2:] - boxes[k, :2])
            if w * h / (areas - w * h) > IOU:
                break
        else:
            kept.append(i)
    return kept


def expected(rows, classes, frame, size, agnostic, wanted):
    left, top, sx, sy = frame
    boxes = np.concatenate([rows[:, :2] - rows[:, 2:4] / 2, rows[:, :2] + rows[:, 2:4] / 2], 1)
    scores = rows[:, 4:5] * rows[:, 5 : 5 + classes]
    score, label = scores.max(1), scores.argmax(1)
    use = np.where((score > LEAST) & np.isin(label, wanted))[0]
    kept = use[suppressed(boxes[use], score[use], label[use], agnostic)]
    found = (boxes[kept] - [left, top, left, top]) / [sx, sy, sx, sy]
    found = np.clip(found, 0, [*size, *size])
    return [
        [*map(float, b), float(score[i]), CLASSES[label[i]]]
        for b, i in zip(found, kept)
        if b[0] < b[2] and b[1] < b[3]
    ]


def export(module, image, path, outputs, notes, axes=None):
    torch.onnx.export(
        module, (image,), str(path), input_names=["images"], output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False
    )
    model = onnx.load(path)
    for node in model.graph.node:
        node.name = node.doc_string = ""
    onnx.helper.set_model_props(model, notes)
    onnx.save(model, path)


def main():
    folder = Path(sys.argv[1])
    picture = cv2.cvtColor(cv2.imread(str(folder / "picture.png")), cv2.COLOR_BGR2RGB)
    framed, frame = letterboxed(picture)
    image = torch.from_numpy(framed).permute(2, 0, 1).unsqueeze(0).float() / 255
    size = picture.shape[1::-1]
    results = {}
    with torch.no_grad():
        for name, classes, masks in (("v5", 3, 0), ("v5-one-class", 1, 0), ("v5-seg", 3, MASKS), ("v8-seg", 3, MASKS)):
            torch.manual_seed(6)
            anchored = Anchored(classes, masks).eval()
            module = Anchorless(anchored).eval() if name == "v8-seg" else anchored
            rows = anchored(image)[0] if masks else anchored(image)
            rows = rows[0].numpy()
            everything = list(range(classes))
            results[name] = {
                "class-wise": expected(rows, classes, frame, size, False, everything),
                "agnostic": expected(rows, classes, frame, size, True, everything),
                "chosen": expected(rows, classes, frame, size, False, [0, 2]),
            }
            notes = {"names": str(dict(enumerate(CLASSES[:classes]))), "stride": "32", "imgsz": str([SIZE, SIZE])}
            outputs = ["output0", "output1"] if masks else ["output0"]
            export(module, image, folder / f"{name}.onnx", outputs, notes)
        torch.manual_seed(6)  # the network v5, with suppression inside: its boxes are those of v5
        notes = {"names": str(dict(enumerate(CLASSES)))}
        module = Suppressed(Anchored(3, 0).eval()).eval()
        export(module, image, folder / "v7-end2end.onnx", ["output"], notes, {"output": {0: "N"}})
    (folder / "detectors.json").write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
