"""What is exported of a network: which modules become files, with which inputs and outputs."""

from dataclasses import dataclass

import torch

from .boxes import MASK_STRIDE
from .detector import DetectorExport
from .segmenter import DecoderExport


@dataclass
class Exported:
    """One file: NAME + suffix. The first case is traced; PyTorch and ONNX Runtime are compared with each."""

    suffix: str
    module: torch.nn.Module
    cases: list
    inputs: list
    outputs: list
    dynamic: dict | None = None


def files_of(network, config, size):
    """The files of a detector or segmenter in evaluation mode."""
    return {"detector": _detector, "segmenter": _segmenter}[config["kind"]](network, config, size)


def _picture(size):
    """Smooth coloured noise: a picture in 0..1 in which every layer has something to answer."""
    generator = torch.Generator().manual_seed(0)
    coarse = torch.rand(1, 3, size // 16, size // 16, generator=generator)
    return torch.nn.functional.interpolate(coarse, (size, size), mode="bicubic").clamp(0, 1)


def _detector(network, config, size):
    module = DetectorExport(network, config["quality-weight"])
    return [Exported(".onnx", module, [(_picture(size),)], ["images"], ["output0"])]


def _segmenter(network, config, size):
    mean, std = (torch.tensor(config[key]).view(1, 3, 1, 1) for key in ("mean", "std"))
    image = (_picture(size) * 255 - mean) / std
    with torch.no_grad():
        embeddings = network.encoder(image)
    side = size // MASK_STRIDE
    frame = torch.tensor([float(size), float(size)])
    box = torch.tensor([[[100.0, 120.0], [160.0, 190.0]]])

    def boxes(prompts, mask_prompts):
        number = torch.arange(prompts).view(-1, 1, 1)
        # Each larger than the one before, so that windows differ.
        coords = box.repeat(prompts, 1, 1) + 30 * number + torch.tensor([[[0.0, 0.0], [50.0, 20.0]]]) * number
        labels = torch.tensor([[2.0, 3.0]]).repeat(prompts, 1)
        return coords, labels, mask_prompts

    def clicked(coords, labels, mask_prompts):
        click, one = coords.mean(1, keepdim=True), torch.ones(len(coords), 1)
        return torch.cat([click, coords], 1), torch.cat([one, labels], 1), mask_prompts

    def click_alone(prompts):
        coords, _, _ = boxes(prompts, 1)
        centre = coords.mean(1, keepdim=True)
        return torch.cat([centre, 0 * centre], 1), torch.tensor([[1.0, -1.0]]).repeat(prompts, 1), 1

    def case(coords, labels, mask_prompts):
        masks = torch.zeros(mask_prompts, 1, side, side)
        if mask_prompts > 1:
            masks[..., 40:120, 40:120] = 4.0
        return embeddings, coords, labels, masks, torch.full((1,), float(mask_prompts > 1)), frame

    inputs = ["image_embeddings", "point_coords", "point_labels", "mask_input", "has_mask_input", "orig_im_size"]
    outputs = ["masks", "iou_predictions", "low_res_masks"]
    dynamic = {
        "point_coords": {0: "prompts", 1: "points"},
        "point_labels": {0: "prompts", 1: "points"},
        "mask_input": {0: "mask_prompts"},
        "masks": {0: "prompts", 2: "height", 3: "width"},
        "iou_predictions": {0: "prompts"},
        "low_res_masks": {0: "prompts"},
    }
    cases = [case(*boxes(3, 1)), case(*clicked(*boxes(1, 1))), case(*clicked(*boxes(5, 5))), case(*click_alone(2))]
    return [
        Exported(".encoder.onnx", network.encoder, [(image,)], ["image"], ["image_embeddings"]),
        *(
            Exported(suffix, DecoderExport(network.decoder, size, choose), cases, inputs, outputs, dynamic)
            for suffix, choose in ((".decoder.onnx", True), (".decoder-multimask.onnx", False))
        ),
    ]
