"""Segment Anything on tiles of a GeoTIFF the way people write it in Python: ONNX Runtime, the decoder called for one box
at a time, masks at the tile's size, polygons by rasterio. Nothing outside a box counts, as in Hearth: a network of seeded
weights, such as a reference export has, speckles the whole tile, and its polygons would take the loop's whole time.

    sam.py run WORK.json OUT.json      boxes to polygons; WORK.json is written by the bench
    sam.py fix IN.onnx OUT.onnx OUT.json
                                       the same decoder with its axis of prompts fixed at 1, as the official export has it
"""

import json
import os
import sys
import time

import numpy as np


def fix(source, target, report):
    import onnx
    from onnxruntime.tools.onnx_model_utils import make_dim_param_fixed

    model = onnx.load(source)
    coords = next(i for i in model.graph.input if i.name == "point_coords")
    axis = coords.type.tensor_type.shape.dim[0].dim_param
    if axis:
        make_dim_param_fixed(model.graph, axis, 1)
    onnx.save(model, target)
    write(report, {"axis": axis})


def preprocess(tile, size, mean, std):
    """uint8 [3, h, w] -> float32 [1, 3, size, size]: normalised, padded on the right and below."""
    x = (tile.astype(np.float32) - np.array(mean, np.float32)[:, None, None]) / np.array(std, np.float32)[:, None, None]
    return np.pad(x, ((0, 0), (0, size - x.shape[1]), (0, size - x.shape[2])))[None]


def inside(mask, box):
    """The mask at its full size, 0 outside the box grown as Hearth grows it."""
    x0, y0, x1, y1 = box
    grow_x, grow_y = 0.15 * (x1 - x0) + 2, 0.15 * (y1 - y0) + 2
    rows = slice(max(0, int(y0 - grow_y)), int(np.ceil(y1 + grow_y)))
    columns = slice(max(0, int(x0 - grow_x)), int(np.ceil(x1 + grow_x)))
    cut = np.zeros(mask.shape, np.uint8)
    cut[rows, columns] = mask[rows, columns] > 0
    return cut


def run(work, report):
    import onnxruntime
    import rasterio
    import rasterio.features
    import shapely.geometry
    from rasterio.windows import Window

    encoder = onnxruntime.InferenceSession(work["encoder"], providers=["CPUExecutionProvider"])
    decoder = onnxruntime.InferenceSession(work["decoder"], providers=["CPUExecutionProvider"])
    shape = next(i.shape for i in decoder.get_inputs() if i.name == "mask_input")
    embedded = encoder.get_outputs()[0].shape
    mask_size = [n if isinstance(n, int) else 4 * m for n, m in zip(shape[2:], embedded[2:])]
    image_input = encoder.get_inputs()[0].name
    polygons = 0
    inference = 0.0
    with rasterio.open(work["image"]) as source:
        began = time.perf_counter()
        for number, tile in enumerate(work["tiles"], 1):
            side = work["tile_size"]
            window = Window(tile["column"], tile["row"], side, side)
            pixels = source.read((1, 2, 3), window=window, boundless=True, fill_value=0)
            transform = source.window_transform(window)
            model_input = preprocess(pixels, work["input_size"], work["mean"], work["std"])
            start = time.perf_counter()
            embedding = encoder.run(None, {image_input: model_input})[0]
            inference += time.perf_counter() - start
            for x0, y0, x1, y1 in tile["boxes"]:
                inputs = {
                    "image_embeddings": embedding,
                    "point_coords": np.array([[[x0, y0], [x1, y1]]], np.float32),
                    "point_labels": np.array([[2, 3]], np.float32),
                    "mask_input": np.zeros((1, 1, *mask_size), np.float32),
                    "has_mask_input": np.zeros(1, np.float32),
                    "orig_im_size": np.array([side, side], np.float32),
                }
                start = time.perf_counter()
                masks, iou, _ = decoder.run(["masks", "iou_predictions", "low_res_masks"], inputs)
                inference += time.perf_counter() - start
                # Of four masks the first is the answer to a box; of others the surest.
                best = 0 if masks.shape[1] == 4 else int(np.argmax(iou[0]))
                mask = inside(masks[0, best], (x0, y0, x1, y1))
                shapes = rasterio.features.shapes(mask, mask=mask, transform=transform)
                parts = [shapely.geometry.shape(geometry) for geometry, _ in shapes]
                if parts:
                    largest = max(parts, key=lambda part: part.area)
                    polygons += not largest.simplify(work["tolerance"]).is_empty
            print(f"tile {number} of {len(work['tiles'])}: {time.perf_counter() - began:.1f} s", flush=True)
        seconds = time.perf_counter() - began
    write(report, {"seconds": seconds, "inference_seconds": inference, "polygons": polygons, "cores": os.cpu_count()})


def write(file, figures):
    with open(file, "w", encoding="utf-8") as out:
        json.dump(figures, out)


if __name__ == "__main__":
    if sys.argv[1] == "fix":
        fix(*sys.argv[2:5])
    else:
        with open(sys.argv[2], encoding="utf-8") as given:
            run(json.load(given), sys.argv[3])
