#!/usr/bin/env python3
"""Makes the small models that `./hearth bench faults` and `./hearth bench soak` run on.

They follow the official contracts (a segmenter as SAM is exported, a detector as YOLO is), take a
few milliseconds a tile, and draw a blob in each box whose rim follows the picture. They find no
buildings: what they are good for is to be fast, and to give the same answer each time. The weights
are drawn with a fixed seed.

    pip install onnx==1.16.2 numpy && python scripts/bench/small_model.py scripts/bench/small-model
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE = 128  # input, pixels
MASK = 32  # mask, pixels
STRIDE = 8  # of the detector
BOX = 22.0  # side of every box, pixels: 11 m
SEED = 9


def constant(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.asarray(values, dtype), name)


def save(folder, name, nodes, inputs, outputs, constants):
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in inputs],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs],
        constants,
    )
    model = helper.make_model(
        graph, producer_name="hearth", opset_imports=[helper.make_opsetid("", 17)], ir_version=8
    )
    onnx.checker.check_model(model)
    path = folder / f"{name}.onnx"
    path.write_bytes(model.SerializeToString())
    return path.name, hashlib.sha256(path.read_bytes()).hexdigest()


def encoder(folder, random):
    weights = 1 / 27 + random.normal(0, 0.005, (1, 3, 3, 3))
    nodes = [
        helper.make_node("Conv", ["image", "w"], ["grey"], pads=[1, 1, 1, 1]),
        helper.make_node(
            "AveragePool",
            ["grey"],
            ["image_embeddings"],
            kernel_shape=[SIDE // MASK] * 2,
            strides=[SIDE // MASK] * 2,
        ),
    ]
    return save(
        folder,
        "small-sam.encoder",
        nodes,
        [("image", [1, 3, SIDE, SIDE])],
        [("image_embeddings", [1, 1, MASK, MASK])],
        [constant("w", weights)],
    )


def decoder(folder):
    centres = (np.arange(MASK) + 0.5) * (SIDE / MASK)
    unused = ["point_labels", "mask_input", "has_mask_input", "orig_im_size"]
    nodes = [
        helper.make_node("ReduceMin", ["point_coords"], ["low"], axes=[1], keepdims=0),
        helper.make_node("ReduceMax", ["point_coords"], ["high"], axes=[1], keepdims=0),
        helper.make_node("Add", ["low", "high"], ["sum"]),
        helper.make_node("Mul", ["sum", "half"], ["middle"]),
        helper.make_node("Sub", ["high", "low"], ["size"]),
        helper.make_node("Mul", ["size", "half"], ["bare"]),
        helper.make_node("Add", ["bare", "half"], ["reach"]),
    ]
    for axis, (index, grid) in enumerate((("first", "gx"), ("second", "gy"))):
        for part in ("middle", "reach"):
            nodes.append(helper.make_node("Gather", [part, index], [f"{part}{axis}_"], axis=1))
            nodes.append(
                helper.make_node("Reshape", [f"{part}{axis}_", "column"], [f"{part}{axis}"])
            )
        nodes += [
            helper.make_node("Sub", [grid, f"middle{axis}"], [f"from{axis}"]),
            helper.make_node("Abs", [f"from{axis}"], [f"far{axis}"]),
            helper.make_node("Div", [f"far{axis}", f"reach{axis}"], [f"d{axis}"]),
        ]
    nodes += [
        helper.make_node("Max", ["d0", "d1"], ["d"]),
        helper.make_node("Sub", ["rim", "d"], ["inside"]),
        helper.make_node("Mul", ["inside", "steep"], ["blob"]),
        helper.make_node("Add", ["blob", "image_embeddings"], ["raw"]),
    ]
    for i, name in enumerate(unused):
        nodes.append(helper.make_node("ReduceMean", [name], [f"u{i}"], keepdims=0))
    nodes += [
        helper.make_node("Sum", [f"u{i}" for i in range(len(unused))], ["u"]),
        helper.make_node("Mul", ["u", "zero"], ["nothing"]),
        helper.make_node("Add", ["raw", "nothing"], ["low_res_masks"]),
        helper.make_node("Identity", ["low_res_masks"], ["masks"]),
        helper.make_node("ReduceMean", ["low_res_masks"], ["mean"], axes=[2, 3], keepdims=0),
        helper.make_node("Sigmoid", ["mean"], ["sure"]),
        helper.make_node("Add", ["sure", "half"], ["surer"]),
        helper.make_node("Min", ["surer", "most"], ["iou_predictions"]),
    ]
    return save(
        folder,
        "small-sam.decoder",
        nodes,
        [
            ("image_embeddings", [1, 1, MASK, MASK]),
            ("point_coords", ["B", "N", 2]),
            ("point_labels", ["B", "N"]),
            ("mask_input", ["M", 1, MASK, MASK]),
            ("has_mask_input", ["H"]),
            ("orig_im_size", [2]),
        ],
        [
            ("masks", ["B", 1, MASK, MASK]),
            ("iou_predictions", ["B", 1]),
            ("low_res_masks", ["B", 1, MASK, MASK]),
        ],
        [
            constant("half", 0.5),
            constant("zero", 0.0),
            constant("rim", 0.9),
            constant("steep", 6.0),
            constant("most", 0.95),
            constant("first", [0], np.int64),
            constant("second", [1], np.int64),
            constant("column", [-1, 1, 1, 1], np.int64),
            constant("gx", centres.reshape(1, 1, 1, MASK)),
            constant("gy", centres.reshape(1, 1, MASK, 1)),
        ],
    )


def detector(folder, random):
    cells = SIDE // STRIDE
    middle = (np.arange(cells) + 0.5) * STRIDE
    y, x = np.meshgrid(middle, middle, indexing="ij")
    boxes = np.stack([x.ravel(), y.ravel(), np.full(cells**2, BOX), np.full(cells**2, BOX)])
    around = np.full((1, 1, 3, 3), -1 / 8) + random.normal(0, 0.002, (1, 1, 3, 3))
    around[0, 0, 1, 1] = 1
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["grey"], axes=[1], keepdims=1),
        helper.make_node(
            "AveragePool", ["grey"], ["cells"], kernel_shape=[STRIDE] * 2, strides=[STRIDE] * 2
        ),
        helper.make_node("Conv", ["cells", "around"], ["contrast"], pads=[1, 1, 1, 1]),
        helper.make_node("Mul", ["contrast", "steep"], ["steeper"]),
        helper.make_node("Sub", ["steeper", "shift"], ["logit"]),
        helper.make_node("Sigmoid", ["logit"], ["score"]),
        helper.make_node("Reshape", ["score", "row"], ["scores"]),
        helper.make_node("Concat", ["boxes", "scores"], ["output0"], axis=1),
    ]
    return save(
        folder,
        "small-yolo",
        nodes,
        [("images", [1, 3, SIDE, SIDE])],
        [("output0", [1, 5, cells**2])],
        [
            constant("around", around),
            constant("steep", 25.0),
            constant("shift", 2.0),
            constant("row", [1, 1, cells**2], np.int64),
            constant("boxes", boxes[None]),
        ],
    )


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(SEED)
    encoder_file, encoder_hash = encoder(folder, random)
    decoder_file, decoder_hash = decoder(folder)
    yolo_file, yolo_hash = detector(folder, random)
    (folder / "small-sam.yaml").write_text(
        f"""name: small-sam
kind: segmenter
layout: sam
files:
  encoder: {{file: {encoder_file}, sha256: {encoder_hash}}}
  decoder: {{file: {decoder_file}, sha256: {decoder_hash}}}
input-size: {SIDE}
ground-resolution: 0.5
mean: [123.675, 116.28, 103.53]
std: [58.395, 57.12, 57.375]
licence: Apache-2.0
attribution: Made by scripts/bench/small_model.py; it finds no buildings.
"""
    )
    (folder / "small-yolo.yaml").write_text(
        f"""name: small-yolo
kind: detector
layout: yolo
files:
  model: {{file: {yolo_file}, sha256: {yolo_hash}}}
input-size: {SIDE}
ground-resolution: 0.5
classes: [building]
score-threshold: 0.5
nms-iou: 0.4
licence: Apache-2.0
attribution: Made by scripts/bench/small_model.py; it finds no buildings.
"""
    )


if __name__ == "__main__":
    main()
