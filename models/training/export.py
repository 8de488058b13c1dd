#!/usr/bin/env python3
"""Writes a trained model as ONNX, compares it with PyTorch, and notes the checksums in the models' YAMLs.

    python export.py configs/hearth-yolo.yaml --weights RUN/weights.pt [OTHER/weights.pt ...] --models ..
"""

import argparse
import re
from pathlib import Path

import torch
import yaml

from hearth_training.boxes import STRIDE, Windows
from hearth_training.checkpoint import averaged
from hearth_training.exported import files_of
from hearth_training.onnx_files import add_metadata, largest_difference, sha256, store_as_half, trace
from hearth_training.pyramid import STRIDES
from hearth_training.recipes import RECIPES

FP32_TOLERANCE = 2e-3  # of boxes in pixels and of logits
HALF_TOLERANCE = 2.0  # the same after weights were rounded to fp16; boxes of background cells move most


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


def metadata(config, size, name):
    entries = {"description": name, "imgsz": [size, size], "license": "CC-BY-SA-4.0"}
    if config["kind"] == "segmenter":
        return entries | {"stride": STRIDE, "window": Windows.LEAST * Windows.CELL, "guesses": 1}
    return entries | {"names": {0: "building"}, "stride": max(STRIDES), "task": "detect", "batch": 1}


def export(network, config, size, folder, name):
    paths = []
    for exported in files_of(network, config, size):
        path = folder / (name + exported.suffix)
        write(exported.module, exported.cases, exported.inputs, exported.outputs, path, exported.dynamic)
        add_metadata(path, metadata(config, size, name))
        paths.append(path)
    return paths


def note_checksums(folder, files):
    """Replace the sha256 beside each file's name in every YAML that names it; the rest of the YAML is written by hand."""
    texts = {path: path.read_text() for path in sorted(folder.glob("*.yaml"))}
    for file in files:
        pattern, noted = rf"(file: {re.escape(file.name)}, sha256: )\S+?(?=[,}}])", 0
        for path, text in texts.items():
            texts[path], count = re.subn(pattern, rf"\g<1>{sha256(file)}", text)
            noted += count
        if noted == 0:
            raise SystemExit(f"{folder}: no YAML has an entry for {file.name}")
    for path, text in texts.items():
        path.write_text(text)


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
    name = args.config.stem
    files = export(recipe.network, config, args.size, args.models, name)
    note_checksums(args.models, files)


if __name__ == "__main__":
    main()
