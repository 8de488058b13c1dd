#!/usr/bin/env python3
"""Writes a trained model as ONNX, compares it with PyTorch, and notes the checksums in the model's YAML.

    python export.py configs/hearth-yolo.yaml --weights RUN/weights.pt [OTHER/weights.pt ...] --models ..
"""

import argparse
import re
from pathlib import Path

import torch
import yaml

from hearth_training.checkpoint import averaged
from hearth_training.detector import DetectorExport
from hearth_training.onnx_files import add_metadata, largest_difference, sha256, store_as_half, trace
from hearth_training.pyramid import STRIDES
from hearth_training.recipes import RECIPES
from hearth_training.segmenter import MASK_STRIDE, STRIDE, DecoderExport

FP32_TOLERANCE = 2e-3  # of boxes in pixels and of logits
HALF_TOLERANCE = 2.0  # the same after weights were rounded to fp16; boxes of background cells move most


def test_pictures(size):
    """Smooth coloured noise: a picture in 0..1 in which every layer has something to answer."""
    generator = torch.Generator().manual_seed(0)
    coarse = torch.rand(1, 3, size // 16, size // 16, generator=generator)
    return torch.nn.functional.interpolate(coarse, (size, size), mode="bicubic").clamp(0, 1)


def write(module, cases, names, outputs, path, dynamic=None):
    """Trace with the first case, check every case before and after fp16 storage."""
    trace(module, cases[0], names, outputs, path, dynamic)
    for stage, tolerance in (("fp32", FP32_TOLERANCE), ("fp16 storage", HALF_TOLERANCE)):
        if stage == "fp16 storage":
            store_as_half(path)
        for case in cases:
            differences = largest_difference(module, case, names, path)
            print(f"{path.name}, {stage}: largest difference {dict(zip(outputs, differences))}")
            if max(differences) > tolerance:
                raise SystemExit(f"{path.name}: PyTorch and ONNX Runtime differ by {max(differences)}")
    print(f"{path.name}: {path.stat().st_size / 2**20:.1f} MiB")


def export_detector(network, config, size, folder, name):
    path = folder / f"{name}.onnx"
    module = DetectorExport(network, config["quality-weight"])
    write(module, [(test_pictures(size),)], ["images"], ["output0"], path)
    add_metadata(
        path,
        {
            "description": name,
            "names": {0: "building"},
            "imgsz": [size, size],
            "stride": max(STRIDES),
            "task": "detect",
            "batch": 1,
            "license": "CC-BY-SA-4.0",
        },
    )
    return [path]


def export_segmenter(network, config, size, folder, name):
    encoder_path, decoder_path = folder / f"{name}.encoder.onnx", folder / f"{name}.decoder.onnx"
    mean, std = (torch.tensor(config[key]).view(1, 3, 1, 1) for key in ("mean", "std"))
    image = (test_pictures(size) * 255 - mean) / std
    write(network.encoder, [(image,)], ["image"], ["image_embeddings"], encoder_path)

    with torch.no_grad():
        embeddings = network.encoder(image)
    side = size // MASK_STRIDE
    frame = torch.tensor([float(size), float(size)])
    box = torch.tensor([[[100.0, 120.0], [160.0, 190.0]]])

    def case(prompts, extra, mask_prompts):
        coords = box.repeat(prompts, 1, 1) + 30 * torch.arange(prompts).view(-1, 1, 1)
        labels = torch.tensor([[2.0, 3.0]]).repeat(prompts, 1)
        if extra:
            coords = torch.cat([coords.mean(1, keepdim=True), coords], 1)
            labels = torch.cat([torch.ones(prompts, 1), labels], 1)
        masks = torch.zeros(mask_prompts, 1, side, side)
        has_mask = torch.zeros(1)
        if mask_prompts > 1:
            masks[..., 40:120, 40:120] = 4.0
            has_mask = torch.ones(1)
        return embeddings, coords, labels, masks, has_mask, frame

    write(
        DecoderExport(network.decoder, size),
        [case(3, False, 1), case(1, True, 1), case(5, True, 5)],
        ["image_embeddings", "point_coords", "point_labels", "mask_input", "has_mask_input", "orig_im_size"],
        ["masks", "iou_predictions", "low_res_masks"],
        decoder_path,
        dynamic={
            "point_coords": {0: "prompts", 1: "points"},
            "point_labels": {0: "prompts", 1: "points"},
            "mask_input": {0: "mask_prompts"},
            "masks": {0: "prompts", 2: "height", 3: "width"},
            "iou_predictions": {0: "prompts"},
            "low_res_masks": {0: "prompts"},
        },
    )
    for path in (encoder_path, decoder_path):
        add_metadata(
            path, {"description": name, "imgsz": [size, size], "stride": STRIDE, "license": "CC-BY-SA-4.0"}
        )
    return [encoder_path, decoder_path]


def note_checksums(yaml_path, files):
    """Replace the sha256 beside each file's name; the rest of the YAML is written by hand."""
    text = yaml_path.read_text()
    for path in files:
        pattern = rf"(file: {re.escape(path.name)}, sha256: )\S+?(?=[,}}])"
        text, count = re.subn(pattern, rf"\g<1>{sha256(path)}", text)
        if count != 1:
            raise SystemExit(f"{yaml_path}: expected one entry for {path.name}, found {count}")
    yaml_path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path)
    parser.add_argument("--weights", type=Path, required=True, nargs="+", help="several are averaged")
    parser.add_argument("--models", type=Path, default=Path(".."), help="folder of the ONNX files and NAME.yaml")
    parser.add_argument("--size", type=int, default=640)
    args = parser.parse_args()
    config = yaml.safe_load(args.config.read_text())
    recipe = RECIPES[config["kind"]](config)
    recipe.network.load_state_dict(averaged(args.weights))
    recipe.network.eval()
    export = {"detector": export_detector, "segmenter": export_segmenter}[config["kind"]]
    name = args.config.stem
    files = export(recipe.network, config, args.size, args.models, name)
    note_checksums(args.models / f"{name}.yaml", files)


if __name__ == "__main__":
    main()
