"""One recipe per model: what is made ahead for a batch, and the loss of a step."""

import numpy as np
import torch

from . import prompting
from .batches import images_of
from .boxes import MASK_STRIDE, PADDING, TOP_LEFT
from .detection_loss import detection_loss, level_targets
from .detector import Detector
from .segmentation_loss import judged_windows, segmentation_loss, shape_loss
from .segmenter import Encoder, MaskDecoder
from .start_weights import BACKBONE, DECODER, ENCODER, HEADS, load_start


GUESSED = 0.4  # share of boxes that are a detector's; the others are taken from the map as they are
CORRECTED = {"click": 0.9, "box": 0.2}  # share of first answers that are followed by a correction


def keep_statistics(part):
    for module in part.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eval()


class DetectorRecipe:
    """`frozen-blocks`: the first blocks of the backbone stay as they start; edges look the same everywhere.
    `fixed-norms` keeps the statistics of all normalisation, which shipped files hold folded into the weights."""

    def __init__(self, config):
        self.network = Detector(**config["network"])
        self.backbone_rate = config["backbone-rate"]
        self.fixed_norms = config["fixed-norms"]
        self.frozen = torch.nn.ModuleList(self.network.backbone.first_blocks(config["frozen-blocks"]))
        for module in self.frozen:
            module.requires_grad_(False)

    def start(self, imagenet=None, earlier=None):
        if imagenet:
            self.network.backbone.load_published(torch.load(imagenet, weights_only=True))
        if earlier:
            load_start(self.network, earlier, BACKBONE + HEADS)

    def parameter_groups(self, rate):
        network = self.network
        return [
            {"params": list(network.backbone.parameters()), "peak": rate * self.backbone_rate},
            {"params": [*network.pyramid.parameters(), *network.head.parameters()], "peak": rate},
        ]

    def prepare(self, crops, rng):
        return [level_targets(crop) for crop in crops]

    def loss(self, crops, targets, rng):
        keep_statistics(self.network if self.fixed_norms else self.frozen)
        outputs = self.network(images_of(crops) / 255)
        heat, box, quality = detection_loss(outputs, targets)
        return heat + 2 * box + 0.5 * quality, {"heat": heat, "box": box, "quality": quality}


class SegmenterNetwork(torch.nn.Module):
    def __init__(self, network):
        super().__init__()
        self.encoder = Encoder(**network)
        self.decoder = MaskDecoder()


class SegmenterRecipe:
    """`frozen-blocks` and `fixed-norms` as for the detector."""

    def __init__(self, config):
        self.network = SegmenterNetwork(config["network"])
        self.frozen = torch.nn.ModuleList(self.network.encoder.backbone.first_blocks(config["frozen-blocks"]))
        for module in self.frozen:
            module.requires_grad_(False)
        self.fixed_norms = config["fixed-norms"]
        self.backbone_rate = config["backbone-rate"]
        self.prompts_per_crop = config["prompts-per-crop"]
        self.mean = torch.tensor(config["mean"]).view(1, 3, 1, 1)
        self.std = torch.tensor(config["std"]).view(1, 3, 1, 1)

    def start(self, imagenet=None, earlier=None):
        if imagenet:
            self.network.encoder.backbone.load_published(torch.load(imagenet, weights_only=True))
        if earlier:
            load_start(self.network.encoder, earlier, ENCODER)
            load_start(self.network.decoder, earlier, DECODER)

    def parameter_groups(self, rate):
        encoder, decoder = self.network.encoder, self.network.decoder
        shape = {id(weight) for weight in decoder.shape.parameters()}  # small, and new to what the shipped files know
        parts = [
            (encoder.backbone.parameters(), self.backbone_rate),
            (torch.nn.ModuleList([encoder.pyramid, encoder.neck]).parameters(), 0.5),
            (torch.nn.ModuleList([encoder.fine_lateral, encoder.fine_context, encoder.fine]).parameters(), 1.0),
            ((weight for weight in decoder.parameters() if id(weight) not in shape), 1.0),
            (decoder.shape.parameters(), 4.0),
        ]
        learning = [([weight for weight in weights if weight.requires_grad], share) for weights, share in parts]
        return [{"params": weights, "peak": rate * share} for weights, share in learning if weights]

    def prepare(self, crops, rng):
        """Per crop the masks of the chosen buildings, their first prompt and the window in which masks are judged."""
        prepared = []
        for crop in crops:
            count = min(self.prompts_per_crop, len(crop.boxes))
            if count == 0:
                prepared.append(None)
                continue
            chosen = rng.choice(len(crop.boxes), count, replace=False)
            masks = crop.masks(chosen, MASK_STRIDE)
            seen = masks.reshape(count, -1).sum(1) >= 6
            if not seen.any():
                prepared.append(None)
                continue
            chosen, masks = chosen[seen], masks[seen]
            boxes, guessed = crop.boxes[chosen], rng.random() < GUESSED
            if guessed:
                boxes = prompting.guessed_boxes(boxes, rng)
            boxed = prompting.box_prompts(boxes, guessed)
            clicked = prompting.click_prompts(masks, rng)
            kind = rng.random()
            if kind < 0.35:
                prompt = boxed
            elif kind < 0.9:
                prompt = clicked
            else:  # a click first, then the box, as the official predictor orders them
                prompt = prompting.joined((clicked[0][:, :1], clicked[1][:, :1]), boxed)
            prepared.append((masks, prompt, judged_windows(boxes, masks.shape[1])))
        return prepared

    def loss(self, crops, prepared, rng):
        keep_statistics(self.network if self.fixed_norms else self.frozen)
        embeddings = self.network.encoder((images_of(crops) - self.mean) / self.std)
        losses, reached = [], {"box": [], "guess": [], "click": [], "corrected": [], "shape": []}
        for embedding, item in zip(embeddings, prepared):
            if item is not None:
                self._prompted(embedding[None], item, rng, losses, reached)
        if not losses:
            zero = embeddings.sum() * 0
            return zero, {}
        loss = torch.stack(losses).mean()
        ious = {kind: torch.stack(values).mean() for kind, values in reached.items() if values}
        return loss, {"mask": loss, **ious}

    def _prompted(self, embedding, item, rng, losses, reached):
        """One or two rounds of prompts on a crop; what a click gets in the first round is corrected in the second."""
        decoder = self.network.decoder
        masks, prompt, windows = item
        truth = torch.from_numpy(masks).float()
        origin = torch.from_numpy(rng.uniform(0, 320, 2).astype(np.float32))
        side = masks.shape[1]
        mask_input, has_mask = torch.zeros(1, 1, side, side), torch.zeros(1)
        clicked = bool((prompt[1] < TOP_LEFT).all())
        rounds = 2 if rng.random() < CORRECTED["click" if clicked else "box"] else 1
        for turn in range(rounds):
            coords, labels = prompting.tensors(prompt)
            lone_click = turn == 0 and clicked
            wanted = "all" if lone_click else "first"
            boxed = turn == 0 and not clicked
            low, iou, drawn, seen = decoder.answer(embedding, coords, labels, mask_input, has_mask, wanted, origin)
            low = low.float()
            loss, ious = segmentation_loss(low, iou.float(), truth, windows)
            if boxed:
                shape, dice = shape_loss(drawn, decoder.framed(drawn.inside, seen, side // 8, side // 8), truth)
                reached["shape"].append(1 - dice)
                loss = loss + shape
            losses.append(loss)
            answer = decoder.best(iou, labels) if lone_click else torch.zeros(len(low), 1, dtype=torch.long)
            guessed = bool((labels == PADDING).any())
            kind = "corrected" if turn else "click" if lone_click else "guess" if guessed else "box"
            reached[kind].append(ious.gather(1, answer).mean())
            if turn + 1 < rounds:
                low = low.detach()[torch.arange(len(low)), answer[:, 0]]
                hard = (low > 0).numpy().astype(np.uint8)
                judged = windows.numpy().astype(np.uint8)
                prompt = prompting.joined(prompt, prompting.correction_clicks(hard & judged, masks, rng))
                if rng.random() < 0.85:
                    mask_input, has_mask = low[:, None], torch.ones(1)


RECIPES = {"detector": DetectorRecipe, "segmenter": SegmenterRecipe}
