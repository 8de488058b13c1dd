#!/usr/bin/env python3
"""Makes the small networks and reference numbers that the tests of hearth.segment are held against.

    pip install -r requirements.txt
    python segment_reference.py ../../src/test/resources/segment

The networks are our own, with seeded weights, in the layouts of the exports they stand in for: Segment Anything's
official encoder and decoder, Ultralytics' YOLO, and the three exports of YOLO-NAS. They are not trained, but part of
each is written by hand, so that a test can say what must come out: mask 0 is positive where the picture is bright, and
a detector scores each cell of 8 pixels by its brightness. Expected numbers come from PyTorch, Pillow, OpenCV and plain
NumPy.
"""

import json
import sys
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

SIZE = 64  # side of every network's input
STRIDE = 8  # of the embedding and of the detector's cells
MASK = 32  # side of a low-resolution mask
PIXEL_MEAN = torch.tensor([123.675, 116.28, 103.53]).view(1, 3, 1, 1)
PIXEL_STD = torch.tensor([58.395, 57.12, 57.375]).view(1, 3, 1, 1)
CLASSES = ["building", "it's a tent", "water tank"]


class Encoder(nn.Module):
    """16 channels of brightness (each the mean of 2 x 2 pixels, unshuffled) and some of a seeded convolution."""

    def __init__(self, extra=8):
        super().__init__()
        self.features = nn.Conv2d(3, extra, STRIDE, STRIDE)

    def forward(self, image):
        brightness = F.avg_pool2d(image.mean(1, keepdim=True), 2)
        return torch.cat([F.pixel_unshuffle(brightness, 4), torch.tanh(self.features(image))], 1)


class Decoder(nn.Module):
    """Four masks, of which number 0 is brightness and the others are mixtures of the features by the prompt."""

    def __init__(self, masks=4, extra=8):
        super().__init__()
        self.masks = masks
        self.frequencies = nn.Linear(2, 16)
        self.label = nn.Parameter(torch.randn(5, 16))
        self.token = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, masks * (extra + 1)))

    def forward(self, image_embeddings, point_coords, point_labels, mask_input, has_mask_input, orig_im_size):
        where = torch.sin(4 * self.frequencies((point_coords + 0.5) / SIZE))
        tokens = where * (point_labels != -1).unsqueeze(-1)
        for value in range(-1, 4):
            tokens = tokens + self.label[value + 1] * (point_labels == value).unsqueeze(-1)
        mixed = self.token(tokens.mean(1)).unflatten(1, (self.masks, -1))
        iou = torch.sigmoid(mixed[..., 0])
        features = F.interpolate(image_embeddings[:, 16:], scale_factor=4.0, mode="bilinear", align_corners=False)
        masks = torch.einsum("bmc,chw->bmhw", 3 * mixed[..., 1:], features[0])
        brightness = 4 * F.pixel_shuffle(image_embeddings[:, :16], 4)
        first = torch.cat([brightness, torch.zeros(1, self.masks - 1, MASK, MASK)], 1)
        keep = torch.tensor([0.05] + [1.0] * (self.masks - 1)).view(1, -1, 1, 1)
        low = masks * keep + first + has_mask_input.view(-1, 1, 1, 1) * mask_input
        return upscaled(low, orig_im_size), iou, low


class NotFinite(Decoder):
    """Logits that are no numbers unless a mask is given: what a broken export answers."""

    def forward(self, image_embeddings, point_coords, point_labels, mask_input, has_mask_input, orig_im_size):
        masks, iou, low = super().forward(
            image_embeddings, point_coords, point_labels, mask_input, has_mask_input, orig_im_size
        )
        return masks, iou, low / has_mask_input


class SingleMask(nn.Module):
    """The official export's choice: of up to two tokens the best of masks 1 to 3, of more mask 0."""

    def __init__(self, decoder):
        super().__init__()
        self.decoder = decoder

    def forward(self, *inputs):
        masks, iou, low = self.decoder(*inputs)
        first = torch.tensor([[1000.0] + [0.0] * (self.decoder.masks - 1)])
        best = (iou + (inputs[1].shape[1] - 2.5) * first).argmax(1)
        rows = torch.arange(low.shape[0])
        return masks[rows, best].unsqueeze(1), iou[rows, best].unsqueeze(1), low[rows, best].unsqueeze(1)


def upscaled(low, size):
    """Masks at the picture's size, as the official export makes them."""
    masks = F.interpolate(low, size=(SIZE, SIZE), mode="bilinear", align_corners=False)
    scale = SIZE / torch.max(size)
    fitted = torch.floor(scale * size + 0.5).to(torch.int64)
    size = size.to(torch.int64)
    return F.interpolate(masks[..., : fitted[0], : fitted[1]], size=(size[0], size[1]), mode="bilinear")


class Detector(nn.Module):
    """Per cell a box around it, and three scores: brightness, and two of a seeded convolution."""

    def __init__(self, layout):
        super().__init__()
        self.layout = layout
        self.features = nn.Conv2d(3, 6, STRIDE, STRIDE)

    def raw(self, images):
        f = torch.tanh(self.features(images)).flatten(2)
        cells = SIZE // STRIDE
        y, x = torch.meshgrid(torch.arange(cells), torch.arange(cells), indexing="ij")
        centre = (torch.stack([x, y]).flatten(1) + 0.5) * STRIDE
        xy = centre + 2 * f[:, :2]
        wh = 2 * STRIDE * torch.exp(0.3 * f[:, 2:4])
        bright = F.avg_pool2d(images.mean(1, keepdim=True), STRIDE).flatten(2)
        return torch.cat([xy, wh, torch.sigmoid(10 * bright - 5), 0.4 + 0.25 * f[:, 4:]], 1)

    def forward(self, images):
        raw = self.raw(images)
        if self.layout == "yolo":
            return raw
        xyxy = torch.cat([raw[:, :2] - raw[:, 2:4] / 2, raw[:, :2] + raw[:, 2:4] / 2], 1).transpose(1, 2)
        scores = raw[:, 4:].transpose(1, 2)
        if self.layout == "nas-raw":
            return xyxy, scores
        score, label = scores.max(2)
        score, order = score.topk(20, 1)
        boxes = xyxy[:, order[0]]
        label = label[:, order[0]]
        if self.layout == "end2end":
            return torch.cat([boxes, score.unsqueeze(2), label.unsqueeze(2).float()], 2)
        if self.layout == "nas-flat":
            rows = torch.cat([torch.zeros(20, 1), boxes[0], score[0].unsqueeze(1), label[0].unsqueeze(1).float()], 1)
            return rows[score[0] > 0.5]
        return (score > 0.5).sum(1, keepdim=True), boxes, score, label


def scene(width, height, seed):
    """Smooth coloured noise with a few bright rectangles."""
    generator = np.random.default_rng(seed)
    coarse = generator.uniform(20, 150, (height // 6 + 2, width // 6 + 2, 3)).astype(np.float32)
    picture = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(4):
        x, y = generator.integers(0, width - 12), generator.integers(0, height - 10)
        picture[y : y + generator.integers(6, 14), x : x + generator.integers(6, 16)] = generator.uniform(190, 255, 3)
    return np.clip(picture, 0, 255).astype(np.uint8)


def save(folder, name, array):
    np.save(folder / name, np.ascontiguousarray(array.detach().numpy() if torch.is_tensor(array) else array))


def export(module, inputs, path, names, outputs, dynamic=None, notes=None):
    torch.onnx.export(
        module.eval(),
        inputs,
        str(path),
        input_names=names,
        output_names=outputs,
        dynamic_axes=dynamic,
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(path)
    for node in model.graph.node:  # half of so small a file would be names
        node.name = ""
        node.doc_string = ""
    if notes:
        onnx.helper.set_model_props(model, notes)
    onnx.save(model, path)


def sam(folder):
    torch.manual_seed(1)
    encoder, decoder = Encoder().eval(), Decoder().eval()
    picture = scene(96, 70, 3)
    Image.fromarray(picture).save(folder / "picture.png")

    # SAM's own predictor: longest side to the input's size, normalised, zeros below and on the right.
    scale = SIZE / 96
    width, height = int(96 * scale + 0.5), int(70 * scale + 0.5)
    resized = np.asarray(Image.fromarray(picture).resize((width, height), Image.BILINEAR))
    pixels = torch.from_numpy(resized.copy()).permute(2, 0, 1).unsqueeze(0).float()
    image = F.pad((pixels - PIXEL_MEAN) / PIXEL_STD, (0, SIZE - width, 0, SIZE - height))
    embedding = encoder(image)
    save(folder, "sam-embedding.npy", embedding)

    prompts = {
        "box": ([[30.0, 21.0], [57.0, 50.0]], [2, 3]),
        "second-box": ([[4.5, 3.25], [22.0, 31.0]], [2, 3]),
        "point": ([[44.0, 35.0]], [1]),
        "points": ([[44.0, 35.0], [10.0, 60.0]], [1, 0]),
        "box-point": ([[44.0, 35.0], [30.0, 21.0], [57.0, 50.0]], [1, 2, 3]),
    }
    cases = {}
    empty = [torch.zeros(1, 1, MASK, MASK), torch.zeros(1), torch.tensor([70.0, 96.0])]
    logits = []
    for name, (points, labels) in prompts.items():
        coords = torch.tensor(points) * torch.tensor([width / 96, height / 70])
        labels = torch.tensor(labels, dtype=torch.float32)
        if 2 not in labels:  # a point alone is followed by a padding point
            coords, labels = torch.cat([coords, torch.zeros(1, 2)]), torch.cat([labels, torch.tensor([-1.0])])
        inputs = [embedding, coords.unsqueeze(0), labels.unsqueeze(0), *empty]
        _, iou, low = decoder(*inputs)
        _, chosen_iou, chosen_low = SingleMask(decoder)(*inputs)
        chosen = int((low == chosen_low).flatten(2).all(2).float().argmax(1))
        cases[name] = {"iou": iou[0].tolist(), "chosen-inside": chosen, "row": len(logits)}
        logits.append(low[0])
    save(folder, "sam-logits.npy", torch.stack(logits))
    (folder / "sam.json").write_text(json.dumps(cases, indent=1))

    export(encoder, (image,), folder / "sam-encoder.onnx", ["image"], ["image_embeddings"])
    torch.manual_seed(2)
    export(Encoder(4), (image,), folder / "sam-encoder-other.onnx", ["input"], ["image_embeddings"])
    names = ["image_embeddings", "point_coords", "point_labels", "mask_input", "has_mask_input", "orig_im_size"]
    outputs = ["masks", "iou_predictions", "low_res_masks"]
    points = {"point_coords": {1: "num_points"}, "point_labels": {1: "num_points"}}
    one = (embedding, torch.zeros(1, 3, 2), torch.ones(1, 3), *empty)
    export(decoder, one, folder / "sam-decoder.onnx", names, outputs, points)
    broken = NotFinite()
    broken.load_state_dict(decoder.state_dict())
    export(broken, one, folder / "sam-decoder-not-finite.onnx", names, outputs, points)
    export(SingleMask(decoder), one, folder / "sam-decoder-single.onnx", names, outputs, points)
    batch = {
        "point_coords": {0: "prompts", 1: "points"},
        "point_labels": {0: "prompts", 1: "points"},
        "masks": {0: "prompts", 2: "height", 3: "width"},
        "iou_predictions": {0: "prompts"},
        "low_res_masks": {0: "prompts"},
    }
    three = (embedding, torch.zeros(3, 3, 2), torch.ones(3, 3), *empty)
    export(decoder, three, folder / "sam-decoder-batch.onnx", names, outputs, batch)


def suppressed(xyxy, score, label, iou_threshold):
    """Plain greedy suppression within classes: indices by falling score, ties by index."""
    kept = []
    for i in np.argsort(-score, kind="stable"):
        for k in kept:
            w = min(xyxy[i, 2], xyxy[k, 2]) - max(xyxy[i, 0], xyxy[k, 0])
            h = min(xyxy[i, 3], xyxy[k, 3]) - max(xyxy[i, 1], xyxy[k, 1])
            if label[i] != label[k] or w <= 0 or h <= 0:
                continue
            area = np.prod(xyxy[i, 2:] - xyxy[i, :2]) + np.prod(xyxy[k, 2:] - xyxy[k, :2])
            if w * h / (area - w * h) > iou_threshold:
                break
        else:
            kept.append(i)
    return kept


def letterboxed(picture, side=SIZE):
    height, width = picture.shape[:2]
    scale = min(side / height, side / width)
    w, h = round(width * scale), round(height * scale)
    grey = np.full((SIZE, SIZE, 3), 114, np.uint8)
    left, top = (SIZE - w) // 2, (SIZE - h) // 2
    grey[top : top + h, left : left + w] = cv2.resize(picture, (w, h), interpolation=cv2.INTER_LINEAR)
    return grey, (left, top, w / width, h / height)


def yolo(folder):
    picture = np.asarray(Image.open(folder / "picture.png"))
    layouts = {
        "yolo": (["output0"], None),
        "end2end": (["output0"], None),
        "nas-flat": (["graph2_flat_predictions"], {"graph2_flat_predictions": {0: "num_predictions"}}),
        "nas-batch": (["num_predictions", "pred_boxes", "pred_scores", "pred_classes"], None),
        "nas-raw": (["pred_bboxes", "pred_scores"], None),
    }
    expected = {}
    for layout, (outputs, dynamic) in layouts.items():
        torch.manual_seed(4)
        detector = Detector(layout).eval()
        framed, (left, top, sx, sy) = letterboxed(picture, SIZE - 4 if layout.startswith("nas") else SIZE)
        if layout == "yolo":
            Image.fromarray(framed).save(folder / "letterboxed.png")
        image = torch.from_numpy(framed).permute(2, 0, 1).unsqueeze(0).float() / 255
        raw = detector.raw(image)[0].detach().numpy()
        if layout == "yolo":
            save(folder, "yolo-raw.npy", raw)
        xyxy = np.concatenate([raw[:2] - raw[2:4] / 2, raw[:2] + raw[2:4] / 2]).T
        score, label = raw[4:].max(0), raw[4:].argmax(0)
        if layout in ("yolo", "nas-raw"):
            use = np.where(score > 0.5)[0]
            kept = use[suppressed(xyxy[use], score[use], label[use], 0.4)]
        else:
            kept = np.array([i for i in np.argsort(-score, kind="stable")[:20] if score[i] > 0.5])
        boxes = (xyxy[kept] - [left, top, left, top]) / [sx, sy, sx, sy]
        boxes = np.clip(boxes, 0, [96, 70, 96, 70])
        rows = [[*map(float, b), float(score[i]), CLASSES[label[i]]] for b, i in zip(boxes, kept)]
        expected[layout] = [r for r in rows if r[0] < r[2] and r[1] < r[3]]
        notes = {"names": str(dict(enumerate(CLASSES))), "imgsz": str([SIZE, SIZE]), "stride": str(STRIDE)}
        export(detector, (image,), folder / f"{layout}.onnx", ["images"], outputs, dynamic, notes)
    (folder / "yolo.json").write_text(json.dumps(expected, indent=1))


def resized(folder):
    """Pillow's bilinear resampling up and down."""
    picture = scene(53, 31, 9)
    Image.fromarray(picture).save(folder / "resize.png")
    for width, height in ((32, 19), (75, 44)):
        Image.fromarray(picture).resize((width, height), Image.BILINEAR).save(folder / f"resize-{width}x{height}.png")


def neither(folder):
    """An ONNX file of no known contract."""
    export(nn.Linear(4, 2), (torch.zeros(1, 4),), folder / "neither.onnx", ["numbers"], ["sums"])


def external(folder):
    """Files whose weights lie in another file: one that is not there, and one outside their folder."""
    for name, location in (("missing", "weights.bin"), ("outside", "../outside.bin")):
        weights = onnx.TensorProto(name="w", data_type=onnx.TensorProto.FLOAT, dims=[4])
        weights.data_location = onnx.TensorProto.EXTERNAL
        weights.external_data.add(key="location", value=location)
        numbers, sums = (onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, [1, 4]) for n in ("numbers", "sums"))
        node = onnx.helper.make_node("Add", ["numbers", "w"], ["sums"])
        graph = onnx.helper.make_graph([node], "g", [numbers], [sums], [weights])
        model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
        (folder / f"external-{name}.onnx").write_bytes(model.SerializeToString())


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        for make in (sam, yolo, resized, neither, external):
            make(folder)
    total = sum(f.stat().st_size for f in folder.iterdir())
    print(f"{len(list(folder.iterdir()))} files, {total / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
