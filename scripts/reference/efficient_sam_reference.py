#!/usr/bin/env python3
"""Makes a small network in the files that EfficientSAM's export writes, and the numbers that PyTorch gives for it.

    pip install -r requirements.txt
    python efficient_sam_reference.py ../../src/test/resources/segment

EfficientSAM's code is in no package, so the network is our own, with seeded weights. It keeps what a caller must know of
its contract: pixels in 0..1 of any size, which the encoder itself resizes (bilinear, without antialiasing) and
normalises; prompts [1, queries, points, 2] in pixels of the picture whose size the decoder is told; at most six points,
filled up by (-1, -1) of label -1; three masks a query, brought to the picture's size; and a third output without a name
of its own, the low-resolution masks.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

from segment_reference import export, save

SIZE = 128
POINTS = 6
WIDTH = 16
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, WIDTH, 16, 16), nn.GELU(), nn.Conv2d(WIDTH, WIDTH, 1))

    def forward(self, batched_images):
        x = F.interpolate(batched_images, (SIZE, SIZE), mode="bilinear")
        return self.features((x - MEAN) / STD)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.frequencies = nn.Linear(2, WIDTH)
        self.label = nn.Parameter(0.7 * torch.randn(5, WIDTH))
        self.token = nn.Sequential(nn.Linear(WIDTH, 32), nn.GELU(), nn.Linear(32, 3 * (WIDTH + 1)))
        self.upscale = nn.Sequential(nn.ConvTranspose2d(WIDTH, WIDTH, 2, 2), nn.GELU(), nn.ConvTranspose2d(WIDTH, WIDTH, 2, 2))

    def forward(self, image_embeddings, batched_point_coords, batched_point_labels, orig_im_size):
        height, width = orig_im_size[0], orig_im_size[1]
        points = batched_point_coords * (SIZE / torch.stack([width, height]))
        missing = POINTS - points.shape[2]
        points = F.pad(points, (0, 0, 0, missing), value=-1.0)
        labels = F.pad(batched_point_labels, (0, missing), value=-1.0)
        tokens = torch.sin(5 * self.frequencies((points + 0.5) / SIZE))
        for value in range(-1, 4):
            tokens = tokens + self.label[value + 1] * (labels == value).unsqueeze(-1)
        queries = points.shape[1]  # sizes by arithmetic on shapes, so that the export keeps them open
        mixed = self.token(tokens.mean(2)).reshape(1, queries, 3, WIDTH + 1)
        low = torch.einsum("bqmc,bchw->bqmhw", 3 * mixed[..., 1:], self.upscale(image_embeddings))
        low = low.reshape(queries, 3, low.shape[3], low.shape[4])
        masks = F.interpolate(low, (height, width), mode="bilinear")
        masks = masks.reshape(1, queries, 3, height, width)
        return masks, torch.sigmoid(mixed[..., 0]), low


class Whole(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, batched_images, batched_point_coords, batched_point_labels):
        size = torch._shape_as_tensor(batched_images)[2:]
        return self.decoder(self.encoder(batched_images), batched_point_coords, batched_point_labels, size)


def main():
    folder = Path(sys.argv[1])
    torch.manual_seed(21)
    encoder, decoder = Encoder().eval(), Decoder().eval()
    pixels = np.asarray(Image.open(folder / "picture.png").convert("RGB"))
    image = torch.from_numpy(pixels.copy()).permute(2, 0, 1).unsqueeze(0).float() / 255
    embedding = encoder(image)
    save(folder, "efficient-sam-embedding.npy", embedding)

    prompts = {
        "box": ([[30.0, 21.0], [57.0, 50.0]], [2, 3]),
        "second-box": ([[4.5, 3.25], [22.0, 31.0]], [2, 3]),
        "point": ([[44.0, 35.0]], [1]),
        "box-point": ([[44.0, 35.0], [30.0, 21.0], [57.0, 50.0]], [1, 2, 3]),
    }
    size = torch.tensor(pixels.shape[:2])
    logits, rows, cases = [], [], {}
    for row, (name, (points, labels)) in enumerate(prompts.items()):
        coords, labels = torch.tensor(points)[None, None], torch.tensor(labels, dtype=torch.float32)[None, None]
        masks, iou, low = decoder(embedding, coords, labels, size)
        cases[name] = {"row": row, "iou": iou[0, 0].tolist()}
        logits.append(low)
        rows.append(masks[0, 0].flatten(0, 1) > 0)
    save(folder, "efficient-sam-logits.npy", torch.cat(logits))
    (folder / "efficient-sam.json").write_text(json.dumps(cases, indent=1))
    Image.fromarray(torch.cat(rows).numpy().astype(np.uint8) * 255).save(folder / "efficient-sam-masks.png")

    names = ["batched_point_coords", "batched_point_labels"]
    outputs = ["output_masks", "iou_predictions"]
    sizes = {0: "batch", 2: "height", 3: "width"}
    export(encoder, (image,), folder / "efficient-sam-encoder.onnx", ["batched_images"], ["image_embeddings"], {"batched_images": sizes})
    prompt = (torch.rand(1, 1, 5, 2) * SIZE, torch.randint(0, 4, (1, 1, 5)).float())
    # Two exports are about: one names the axis of points, as it is meant, the other that of queries.
    for file, axis in (("", 2), ("-queries", 1)):
        some = prompt if axis == 2 else (prompt[0].transpose(1, 2), prompt[1].transpose(1, 2))
        axes = {"image_embeddings": {0: "batch"}} | {name: {axis: "num_points"} for name in names}
        inputs = ["image_embeddings", *names, "orig_im_size"]
        export(decoder, (embedding, *some, size), folder / f"efficient-sam{file}-decoder.onnx", inputs, outputs, axes)
    axes = {"batched_images": sizes} | {name: {2: "num_points"} for name in names}
    export(Whole(encoder, decoder).eval(), (image, *prompt), folder / "efficient-sam.onnx", ["batched_images", *names], outputs, axes)


if __name__ == "__main__":
    with torch.no_grad():
        main()
