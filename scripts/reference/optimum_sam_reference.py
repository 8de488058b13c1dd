#!/usr/bin/env python3
"""Makes a small SAM of random weights in the two files that optimum and transformers.js use, and PyTorch's numbers for it.

    pip install -r requirements.txt
    python optimum_sam_reference.py ../../src/test/resources/segment

The network is transformers' SamModel in a tiny configuration (SlimSAM is one too), its picture is prepared by
transformers' own image processor. The two files do what optimum-onnx's SAMModelPatcher makes of the model: the vision
encoder also gives the positions, the decoder takes points alone and always proposes three masks.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import SamConfig, SamMaskDecoderConfig, SamModel, SamPromptEncoderConfig, SamVisionConfig
from transformers.models.sam.image_processing_pil_sam import SamImageProcessorPil

from segment_reference import export, save

SIZE = 128
WIDTH = 32  # channels of the embedding


def tiny():
    vision = SamVisionConfig(
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        output_channels=WIDTH,
        num_pos_feats=WIDTH // 2,
        image_size=SIZE,
        window_size=4,
        global_attn_indexes=[1],
        mlp_dim=32,
    )
    prompts = SamPromptEncoderConfig(hidden_size=WIDTH, image_size=SIZE, mask_input_channels=4)
    decoder = SamMaskDecoderConfig(hidden_size=WIDTH, mlp_dim=32, num_attention_heads=2, iou_head_hidden_dim=32)
    return SamModel(SamConfig(vision_config=vision, prompt_encoder_config=prompts, mask_decoder_config=decoder)).eval()


class VisionEncoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixel_values):
        positions = self.model.get_image_wide_positional_embeddings()
        return self.model.vision_encoder(pixel_values)[0], positions.repeat(pixel_values.shape[0], 1, 1, 1)


class PromptEncoderMaskDecoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, image_embeddings, image_positional_embeddings, input_points, input_labels):
        sparse, dense = self.model.prompt_encoder(input_points, input_labels, input_boxes=None, input_masks=None)
        masks, iou = self.model.mask_decoder(
            image_embeddings=image_embeddings,
            image_positional_embeddings=image_positional_embeddings,
            sparse_prompt_embeddings=sparse,
            dense_prompt_embeddings=dense,
            multimask_output=True,
        )[:2]
        return iou, masks


def main():
    folder = Path(sys.argv[1])
    torch.manual_seed(11)
    model = tiny()
    for parameter in model.parameters():  # weights that are small or zero at first would hide a mistake
        torch.nn.init.normal_(parameter, std=0.15) if parameter.dim() > 1 else parameter.add_(0.05 * torch.randn_like(parameter))
    encoder, decoder = VisionEncoder(model).eval(), PromptEncoderMaskDecoder(model).eval()

    picture = Image.open(folder / "picture.png").convert("RGB")
    processor = SamImageProcessorPil(
        size={"longest_edge": SIZE}, pad_size={"height": SIZE, "width": SIZE}, mask_size={"longest_edge": SIZE // 4}
    )
    prepared = processor(picture, return_tensors="pt")
    embedding, positions = encoder(prepared["pixel_values"])
    save(folder, "optimum-sam-embedding.npy", embedding)

    prompts = {
        "point": ([[44.0, 35.0]], [1]),
        "second-point": ([[12.5, 20.25]], [1]),
        "points": ([[44.0, 35.0], [10.0, 60.0]], [1, 0]),
    }
    height, width = prepared["reshaped_input_sizes"][0].tolist()
    scale = torch.tensor([width / picture.width, height / picture.height])
    logits, pixels, cases = [], [], {}
    for row, (name, (points, labels)) in enumerate(prompts.items()):
        coords = (torch.tensor(points) * scale).view(1, 1, -1, 2)
        iou, masks = decoder(embedding, positions, coords, torch.tensor(labels).view(1, 1, -1))
        cases[name] = {"row": row, "iou": iou[0, 0].tolist()}
        logits.append(masks[0, 0])
        whole = processor.post_process_masks(
            masks, prepared["original_sizes"], prepared["reshaped_input_sizes"], pad_size={"height": SIZE, "width": SIZE}
        )
        pixels.append(whole[0][0])
    save(folder, "optimum-sam-logits.npy", torch.stack(logits))
    (folder / "optimum-sam.json").write_text(json.dumps(cases, indent=1))
    rows = torch.cat([m for mask in pixels for m in mask]).numpy().astype(np.uint8) * 255
    Image.fromarray(rows).save(folder / "optimum-sam-masks.png")  # one under the other

    batch = {0: "batch_size"}
    points = {0: "batch_size", 1: "point_batch_size", 2: "nb_points_per_image"}
    export(
        encoder,
        (prepared["pixel_values"],),
        folder / "optimum-sam-encoder.onnx",
        ["pixel_values"],
        ["image_embeddings", "image_positional_embeddings"],
        {"pixel_values": batch, "image_embeddings": batch, "image_positional_embeddings": batch},
    )
    export(
        decoder,
        (embedding, positions, torch.rand(1, 2, 3, 2) * SIZE, torch.ones(1, 2, 3, dtype=torch.int64)),
        folder / "optimum-sam-decoder.onnx",
        ["image_embeddings", "image_positional_embeddings", "input_points", "input_labels"],
        ["iou_scores", "pred_masks"],
        {
            "image_embeddings": batch,
            "image_positional_embeddings": batch,
            "input_points": points,
            "input_labels": points,
            "iou_scores": {0: "batch_size", 1: "point_batch_size"},
            "pred_masks": {0: "batch_size", 1: "point_batch_size"},
        },
    )


if __name__ == "__main__":
    with torch.no_grad():
        main()
