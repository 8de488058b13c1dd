#!/usr/bin/env python3
"""Makes a tiny Segment Anything of seeded weights with the package segment-anything 1.0, and what its predictor answers.

    pip install -r requirements.txt
    python sam_reference.py ../../src/test/resources/segment

Encoder, prompt encoder, mask decoder, predictor and the decoder's export (SamOnnxModel) are the package's own, in a
configuration so small that its files are. Logits of all four masks come from the mask decoder, masks at the picture's
size from SamPredictor, single and several.
"""

import json
import sys
from functools import partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from segment_anything import SamPredictor
from segment_anything.modeling import ImageEncoderViT, MaskDecoder, PromptEncoder, Sam, TwoWayTransformer
from segment_anything.utils.onnx import SamOnnxModel
from torch import nn

from segment_reference import export, save

SIZE = 128
PATCH = 16
WIDTH = 32
PROMPTS = {  # points with labels, box
    "box": (None, [30, 21, 57, 50]),
    "second-box": (None, [4.5, 3.25, 22, 31]),
    "point": ([[44, 35, 1]], None),
    "points": ([[44, 35, 1], [10, 60, 0]], None),
    "box-point": ([[44, 35, 1]], [30, 21, 57, 50]),
}


def tiny():
    side = SIZE // PATCH
    norm = partial(nn.LayerNorm, eps=1e-6)
    return Sam(
        image_encoder=ImageEncoderViT(
            img_size=SIZE,
            patch_size=PATCH,
            embed_dim=WIDTH,
            depth=2,
            num_heads=2,
            mlp_ratio=2,
            out_chans=WIDTH,
            norm_layer=norm,
            use_rel_pos=True,
            window_size=3,  # does not divide the side, so that windows are padded as those of the real one are
            global_attn_indexes=(1,),
        ),
        prompt_encoder=PromptEncoder(WIDTH, (side, side), (SIZE, SIZE), mask_in_chans=8),
        mask_decoder=MaskDecoder(
            transformer_dim=WIDTH,
            transformer=TwoWayTransformer(depth=2, embedding_dim=WIDTH, num_heads=2, mlp_dim=64),
            iou_head_depth=3,
            iou_head_hidden_dim=WIDTH,
        ),
        pixel_mean=[123.675, 116.28, 103.53],
        pixel_std=[58.395, 57.12, 57.375],
    ).eval()


def ask(sam, predictor, points, box, row):
    """Logits and predicted IoU of all four masks, and the masks of the predictor."""
    coords = None if points is None else np.array(points, np.float64)[:, :2]
    labels = None if points is None else np.array(points)[:, 2]
    corners = None if box is None else np.array(box, np.float64)
    single, _, low_single = predictor.predict(coords, labels, corners, multimask_output=False)
    several, iou_several, low_several = predictor.predict(coords, labels, corners, multimask_output=True)
    size = predictor.original_size
    clicks = None
    if points is not None:
        moved = torch.as_tensor(predictor.transform.apply_coords(coords, size), dtype=torch.float)
        clicks = (moved[None], torch.as_tensor(labels, dtype=torch.int)[None])
    boxes = None if box is None else torch.as_tensor(predictor.transform.apply_boxes(corners[None], size), dtype=torch.float)
    sparse, dense = sam.prompt_encoder(points=clicks, boxes=boxes, masks=None)
    logits, iou = sam.mask_decoder.predict_masks(predictor.features, sam.prompt_encoder.get_dense_pe(), sparse, dense)
    assert np.array_equal(logits[0].numpy(), np.concatenate([low_single, low_several]))
    return {"row": row, "iou": iou[0].tolist()}, logits, single, several


def main():
    folder = Path(sys.argv[1])
    torch.manual_seed(41)
    sam = tiny()
    for name, parameter in sam.named_parameters():  # what is zero at first would hide a mistake
        if parameter.abs().max() == 0 or "pos" in name:
            parameter.add_(0.3 * torch.randn_like(parameter))
        elif parameter.dim() > 1:
            parameter.mul_(1.5)
    predictor = SamPredictor(sam)
    predictor.set_image(np.asarray(Image.open(folder / "picture.png").convert("RGB")))
    save(folder, "official-sam-embedding.npy", predictor.features)

    cases, logits, rows, firsts = {}, [], [], []
    for row, (name, (points, box)) in enumerate(PROMPTS.items()):
        cases[name], four, single, several = ask(sam, predictor, points, box, row)
        logits.append(four)
        rows.append(several.reshape(-1, several.shape[2]))
        firsts.append(single[0])
    save(folder, "official-sam-logits.npy", torch.cat(logits))
    (folder / "official-sam.json").write_text(json.dumps(cases, indent=1))
    for file, masks in (("masks", rows), ("single-masks", firsts)):
        Image.fromarray(np.concatenate(masks).astype(np.uint8) * 255).save(folder / f"official-sam-{file}.png")

    export(sam.image_encoder, (torch.zeros(1, 3, SIZE, SIZE),), folder / "official-sam-encoder.onnx", ["image"], ["image_embeddings"])
    mask = 4 * SIZE // PATCH
    inputs = {  # as scripts/export_onnx_model.py of the package has them
        "image_embeddings": predictor.features,
        "point_coords": torch.randint(0, SIZE, (1, 5, 2)).float(),
        "point_labels": torch.randint(0, 4, (1, 5)).float(),
        "mask_input": torch.randn(1, 1, mask, mask),
        "has_mask_input": torch.ones(1),
        "orig_im_size": torch.tensor([70.0, 96.0]),
    }
    axes = {"point_coords": {1: "num_points"}, "point_labels": {1: "num_points"}}
    outputs = ["masks", "iou_predictions", "low_res_masks"]
    for file, one in (("", False), ("-single", True)):
        decoder = SamOnnxModel(sam, return_single_mask=one)
        export(decoder, tuple(inputs.values()), folder / f"official-sam-decoder{file}.onnx", list(inputs), outputs, axes)


if __name__ == "__main__":
    with torch.no_grad():
        main()
