#!/usr/bin/env python3
"""Makes a small SAM 2.1 of random weights, exported as samexporter does, and the numbers that PyTorch gives for it.

    pip install -r requirements.txt && pip install --no-deps sam2==1.1.0 samexporter==0.5.0
    python sam2_reference.py ../../src/test/resources/segment

The network is sam2's own code in a tiny configuration; encoder and decoder are wrapped by samexporter's own modules.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from PIL import Image
from sam2.modeling.backbones.hieradet import Hiera
from sam2.modeling.backbones.image_encoder import FpnNeck, ImageEncoder
from sam2.modeling.memory_encoder import CXBlock, Fuser, MaskDownSampler, MemoryEncoder
from sam2.modeling.position_encoding import PositionEmbeddingSine
from sam2.modeling.sam2_base import SAM2Base
from sam2.utils.transforms import SAM2Transforms
from samexporter.export_sam2 import SAM2ImageDecoder, SAM2ImageEncoder

SIZE = 128
WIDTH = 16  # channels of the embedding
MEAN = torch.tensor([123.675, 116.28, 103.53]).view(1, 3, 1, 1)
STD = torch.tensor([58.395, 57.12, 57.375]).view(1, 3, 1, 1)


class Memory(torch.nn.Module):
    """SAM 2 asks its memory for its width; a picture has no memory."""

    d_model = WIDTH


def tiny():
    trunk = Hiera(
        embed_dim=8,
        num_heads=1,
        stages=(1, 1, 2, 1),
        global_att_blocks=(3,),
        window_spec=(8, 4, 4, 2),
        window_pos_embed_bkg_spatial_size=(4, 4),
    )
    position = PositionEmbeddingSine(WIDTH, normalize=True, scale=None, temperature=10000)
    neck = FpnNeck(position, WIDTH, [64, 32, 16, 8], fpn_top_down_levels=[2, 3], fpn_interp_model="nearest")
    memory = MemoryEncoder(
        out_dim=WIDTH,
        in_dim=WIDTH,
        mask_downsampler=MaskDownSampler(embed_dim=WIDTH, kernel_size=3, stride=2, padding=1),
        fuser=Fuser(CXBlock(dim=WIDTH), num_layers=1),
        position_encoding=position,
    )
    return SAM2Base(
        image_encoder=ImageEncoder(trunk, neck, scalp=1),
        memory_attention=Memory(),
        memory_encoder=memory,
        image_size=SIZE,
        directly_add_no_mem_embed=True,
        use_high_res_features_in_sam=True,
        multimask_output_in_sam=True,
        iou_prediction_use_sigmoid=True,
        pred_obj_scores=True,
        pred_obj_scores_mlp=True,
        use_obj_ptrs_in_encoder=True,
        use_mlp_for_obj_ptr_proj=True,
        sam_mask_decoder_extra_args={
            "dynamic_multimask_via_stability": True,
            "dynamic_multimask_stability_delta": 0.05,
            "dynamic_multimask_stability_thresh": 0.98,
        },
    ).eval()


def export(module, inputs, path, names, outputs, dynamic=None):
    torch.onnx.export(
        module,
        inputs,
        str(path),
        input_names=names,
        output_names=outputs,
        dynamic_axes=dynamic,
        opset_version=18,
        dynamo=False,
    )
    model = onnx.load(path)
    for node in model.graph.node:
        node.doc_string = ""
    onnx.save(model, path)


def transformed(folder):
    """A whole picture as SAM 2's own predictor prepares it, stretched to a square."""
    picture = np.asarray(Image.open(folder / "picture.png").convert("RGB"))
    np.save(folder / "sam2-transformed.npy", SAM2Transforms(SIZE // 2, 0.0)(picture).numpy())


def main():
    folder = Path(sys.argv[1])
    transformed(folder)
    torch.manual_seed(7)
    model = tiny()
    for parameter in model.parameters():  # weights that are zero at first would hide a mistake
        if parameter.abs().max() == 0:
            torch.nn.init.normal_(parameter, std=0.1)
    encoder, decoder = SAM2ImageEncoder(model).eval(), SAM2ImageDecoder(model, multimask_output=True).eval()
    single = SAM2ImageDecoder(model, multimask_output=False).eval()

    # A tile lies in the upper left of the input, as it is.
    pixels = torch.from_numpy(np.asarray(Image.open(folder / "picture.png").convert("RGB")).copy())
    image = (pixels.permute(2, 0, 1).unsqueeze(0).float() - MEAN) / STD
    image = torch.nn.functional.pad(image, (0, SIZE - image.shape[3], 0, SIZE - image.shape[2]))
    high0, high1, embedding = encoder(image)

    prompts = {
        "box": ([[30.0, 21.0], [57.0, 50.0]], [2, 3]),
        "second-box": ([[4.5, 3.25], [22.0, 31.0]], [2, 3]),
        "point": ([[44.0, 35.0]], [1]),
        "points": ([[44.0, 35.0], [10.0, 60.0]], [1, 0]),
        "box-point": ([[44.0, 35.0], [30.0, 21.0], [57.0, 50.0]], [1, 2, 3]),
    }
    side = SIZE // 4
    empty = (torch.zeros(1, 1, side, side), torch.zeros(1))
    logits, cases = [], {}
    for row, (name, (points, labels)) in enumerate(prompts.items()):
        tokens = (torch.tensor([points]), torch.tensor([labels], dtype=torch.float32))
        masks, iou = decoder(embedding, high0, high1, *tokens, *empty)
        one, one_iou = single(embedding, high0, high1, *tokens, *empty)
        refined, refined_iou = decoder(embedding, high0, high1, *tokens, masks[:, iou[0].argmax()].unsqueeze(1), torch.ones(1))
        cases[name] = {"row": row, "iou": iou[0].tolist(), "single": one_iou[0].tolist(), "refined": refined_iou[0].tolist()}
        logits.append(torch.cat([masks[0], one[0], refined[0]]))
    np.save(folder / "sam2-logits.npy", torch.stack(logits).detach().numpy())
    np.save(folder / "sam2-embedding.npy", np.ascontiguousarray(embedding.detach().numpy()))
    (folder / "sam2.json").write_text(json.dumps(cases, indent=1))

    export(encoder, (image,), folder / "sam2-encoder.onnx", ["image"], ["high_res_feats_0", "high_res_feats_1", "image_embed"])
    names = ["image_embed", "high_res_feats_0", "high_res_feats_1"]
    names += ["point_coords", "point_labels", "mask_input", "has_mask_input"]
    axes = {"point_coords": {0: "num_labels", 1: "num_points"}, "point_labels": {0: "num_labels", 1: "num_points"}}
    axes |= {"mask_input": {0: "num_labels"}, "has_mask_input": {0: "num_labels"}}
    sample = (embedding, high0, high1, 60 * torch.rand(1, 5, 2), torch.zeros(1, 5), torch.randn(1, 1, side, side), torch.ones(1))
    for module, file in ((decoder, "sam2-decoder.onnx"), (single, "sam2-decoder-single.onnx")):
        export(module, sample, folder / file, names, ["masks", "iou_predictions"], axes)


if __name__ == "__main__":
    with torch.no_grad():
        main()
