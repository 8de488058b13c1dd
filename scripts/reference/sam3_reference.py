#!/usr/bin/env python3
"""Makes a small stand-in for SAM 3 in the three files that samexporter writes, and what samexporter finds by them.

    pip install -r requirements.txt
    pip install --no-deps samexporter==0.5.0
    python sam3_reference.py ../../src/test/resources/segment

SAM 3 itself is too large: the networks are our own, seeded, with the same inputs and outputs. Picture, words, prompts,
scores, masks and the choice among them are samexporter's own code on ONNX Runtime. The tokenizer is CLIP's, of which only
what the texts need is kept, under the numbers that CLIP knows it by.
"""

import json
import sys
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from samexporter.clip_tokenizer import CLIPTokenizer as ReferenceTokenizer
from samexporter.clip_tokenizer import tokenize
from samexporter.sam3_onnx import SegmentAnything3ONNX
from torch import nn
from transformers import CLIPTokenizer

from segment_reference import export

SIZE = 56  # of the encoder's input: 1008 / 18
TILE = 168  # of one that takes tiles, which have 128 pixels at least
TEXT = 16  # channels of a word
CHANNELS = 8
QUERIES = 30
CAPACITY = 8  # of box examples, as samexporter exports it
START, END = 49406, 49407
ENCODED = [f"{n}_{i}" for n in ("vision_pos_enc", "backbone_fpn") for i in range(3)]
LANGUAGE = ["language_mask", "language_features", "language_embeds"]
PROMPTS = ["box_coords", "box_labels", "box_masks"]
BOX = {"type": "rectangle", "data": [30, 21, 58, 49]}
CASES = {
    "word": ("building", []),
    "words": ("Red  houses' roofs", []),
    "example": (None, [BOX]),
    "both": ("building", [BOX, {"type": "point", "data": [10, 60], "label": 0}]),
}


class ImageEncoder(nn.Module):
    def __init__(self, size=SIZE):
        super().__init__()
        self.levels = nn.ModuleList(nn.Conv2d(3, CHANNELS, k, k) for k in (2, 4, 8))
        self.positions = nn.ParameterList(torch.randn(1, CHANNELS, size // k, size // k) for k in (2, 4, 8))

    def forward(self, image):
        pixels = ((image.float() / 255 - 0.5) / 0.5).unsqueeze(0)
        return *(p * 1.0 for p in self.positions), *(torch.tanh(2 * c(pixels)) for c in self.levels)


class LanguageEncoder(nn.Module):
    """Words by the sines of their numbers: a table of all of CLIP's would be most of the file."""

    def __init__(self):
        super().__init__()
        self.frequencies = nn.Parameter(torch.rand(2 * TEXT) * 3)
        self.memory = nn.Linear(2 * TEXT, TEXT)

    def forward(self, tokens):
        embeds = torch.sin(tokens.float().unsqueeze(-1) % 97 * self.frequencies).transpose(0, 1)
        return tokens == 0, torch.tanh(self.memory(embeds)), embeds


class Decoder(nn.Module):
    """Queries turned by the words and the examples that count; masks are mixtures of the finest features."""

    def __init__(self):
        super().__init__()
        self.queries = nn.Parameter(torch.randn(QUERIES // 2, 32))
        self.words = nn.Linear(3 * TEXT, 32)
        self.box = nn.Linear(4, 32)
        self.label = nn.Parameter(torch.randn(2, 32))
        self.picture = nn.Linear(4 * CHANNELS, 32)
        self.head = nn.Linear(32, 5 + 3 * CHANNELS)
        self.presence = nn.Linear(32, 1)

    def forward(self, *inputs):
        positions, levels = inputs[:3], inputs[3:6]
        mask, features, embeds, coords, labels, masked = inputs[6:]
        word = (~mask).float().transpose(0, 1).unsqueeze(-1)
        text = self.words((torch.cat([features, embeds], -1) * word).sum(0) / word.sum(0))
        shown = (~masked).float().transpose(0, 1).unsqueeze(-1)
        kind = self.label[0] * (labels == 0).unsqueeze(-1) + self.label[1] * (labels == 1).unsqueeze(-1)
        example = ((torch.sin(3 * self.box(coords)) + kind) * shown).sum(0)
        whole = self.picture(torch.cat([(levels[2] * positions[2]).mean((2, 3))] + [f.mean((2, 3)) for f in levels], 1))
        turned = torch.tanh(self.queries + text + example + whole)
        # Each once more, a little different: duplicates for the suppression.
        out = self.head(torch.cat([turned, turned + 0.03 * self.queries]))
        fine = levels[0] + F.interpolate(levels[1], scale_factor=2.0) * positions[0]
        fine = torch.cat([fine, positions[0], F.interpolate(positions[1], scale_factor=2.0)], 1)
        masks = torch.einsum("qc,bchw->bqhw", 2 * out[:, 5:], fine)
        masks = F.interpolate(masks, scale_factor=2.0, mode="bilinear", align_corners=False)
        presence = 2 + self.presence(text + example)
        return torch.sigmoid(out[:, :4]).unsqueeze(0), 2 * out[:, 4:5].unsqueeze(0), masks, presence


class WithSize(nn.Module):
    """As samexporter's wrapper, which takes the picture's size and does not use it."""

    def __init__(self, decoder):
        super().__init__()
        self.decoder = decoder

    def forward(self, original_height, original_width, *inputs):
        boxes, logits, masks, presence = self.decoder(*inputs)
        return boxes, logits, masks, presence + 0 * (original_height + original_width)


def tiles(folder, language):
    """The same for tiles; nothing but its shapes is looked at."""
    torch.manual_seed(7)
    encoder, decoder = ImageEncoder(TILE).eval(), Decoder().eval()
    pixels, tokens = torch.zeros(3, TILE, TILE, dtype=torch.uint8), torch.from_numpy(tokenize("visual"))
    export(encoder, (pixels,), folder / "sam3-tile-encoder.onnx", ["image"], ENCODED)
    marks = (torch.full((CAPACITY, 1, 4), 0.5), torch.ones(CAPACITY, 1, dtype=torch.int64))
    masked = torch.tensor([[False] + [True] * (CAPACITY - 1)])
    inputs = (*encoder(pixels), *language(tokens), *marks, masked)
    outputs = ["pred_boxes", "pred_logits", "pred_masks", "presence_logit_dec"]
    export(decoder, inputs, folder / "sam3-tile-decoder.onnx", ENCODED + LANGUAGE + PROMPTS, outputs)


def save_tokenizer(path):
    """CLIP's tokenizer, without the pieces that the texts do not need."""
    reference = ReferenceTokenizer()
    piece = {number: p for p, number in reference.encoder.items()}
    needed = {piece[i] for text, _ in CASES.values() for i in reference.encode(text or "visual")}
    ranks = list(reference.bpe_ranks)
    while True:  # what pieces are made of, down to single letters
        more = {half for pair in ranks if "".join(pair) in needed for half in pair} - needed
        if not more:
            break
        needed |= more
    merges = [pair for pair in ranks if "".join(pair) in needed]
    letters = set(reference.byte_encoder.values())
    needed |= letters | {letter + "</w>" for letter in letters}
    vocab = {p: reference.encoder[p] for p in needed}
    vocab |= {"<|startoftext|>": START, "<|endoftext|>": END}
    tokenizer = CLIPTokenizer(vocab=vocab, merges=merges)
    tokenizer.backend_tokenizer.save(str(path), pretty=False)
    for text, _ in CASES.values():
        ids = [START, *reference.encode(text or "visual"), END]
        assert tokenizer(text or "visual")["input_ids"] == ids


def main():
    folder = Path(sys.argv[1])
    torch.manual_seed(int(sys.argv[2]) if len(sys.argv) > 2 else 6)
    encoder, language, decoder = ImageEncoder().eval(), LanguageEncoder().eval(), Decoder().eval()
    save_tokenizer(folder / "sam3-tokenizer.json")
    pixels, tokens = torch.zeros(3, SIZE, SIZE, dtype=torch.uint8), torch.from_numpy(tokenize("visual"))
    export(encoder, (pixels,), folder / "sam3-encoder.onnx", ["image"], ENCODED)
    export(language, (tokens,), folder / "sam3-language.onnx", ["tokens"], ["text_attention_mask", "text_memory", "text_embeds"])
    coords = torch.full((CAPACITY, 1, 4), 0.5)
    labels = torch.ones(CAPACITY, 1, dtype=torch.int64)
    masked = torch.tensor([[False] + [True] * (CAPACITY - 1)])
    inputs = (*encoder(pixels), *language(tokens), coords, labels, masked)
    outputs = ["pred_boxes", "pred_logits", "pred_masks", "presence_logit_dec"]
    sizes = (torch.tensor(SIZE), torch.tensor(SIZE))
    names = ENCODED + LANGUAGE + PROMPTS
    export(WithSize(decoder), (*sizes, *inputs), folder / "sam3-decoder.onnx", ["original_height", "original_width", *names], outputs)
    # Simplified, it takes only what it uses; older ones leave the number of examples open.
    axes = {"box_coords": {0: "marks"}, "box_labels": {0: "marks"}, "box_masks": {1: "marks"}}
    export(decoder, inputs, folder / "sam3-decoder-open.onnx", names, outputs, axes)
    tiles(folder, language)

    picture = cv2.imread(str(folder / "picture.png"))
    cpu = ["CPUExecutionProvider"]
    cases, rows = {}, []
    for kind in ("", "-open"):
        files = [str(folder / f"sam3-{part}.onnx") for part in ("encoder", "decoder" + kind, "language")]
        model = SegmentAnything3ONNX(*files, providers=cpu)
        for name, (text, prompt) in CASES.items():
            raw = {}
            model.decoder.postprocess_raw_outputs = lambda *a: raw.setdefault("all", type(model.decoder).postprocess_raw_outputs(*a))
            masks = model.predict_masks(model.encode(picture, text), prompt)
            every = raw["all"]
            chosen = dict(nms_threshold=0.7, nms_mode="mask", max_instances=None, prefer_prompted_region=False)
            found, scores, boxes = model.select_detections(*every, prompt, confidence_threshold=0.5, **chosen)
            assert np.array_equal(found, masks)
            above = int((every[1] > 0.5).sum())
            print(name + kind, "above", above, "kept", len(scores), "inside", [round(float(m.mean()), 2) for m in found][:6])
            assert 2 < len(scores) < above < QUERIES and np.abs(every[1] - 0.5).min() > 1e-3
            case = {
                "text": text or "",
                "tokens": tokenize(text or "visual")[0].tolist(),
                "prompt": prompt,
                "above": above,
                "scores": scores.tolist(),
                "boxes": boxes.tolist(),
                "row": sum(len(r) for r in rows),
            }
            if kind:
                assert np.allclose(scores, cases[name]["scores"], atol=1e-6)
            else:
                cases[name] = case
                rows.append(found[:, 0])
    (folder / "sam3.json").write_text(json.dumps(cases, indent=1))
    strip = np.concatenate(rows).reshape(-1, picture.shape[1]).astype(np.uint8) * 255
    Image.fromarray(strip).save(folder / "sam3-masks.png")  # one under the other


if __name__ == "__main__":
    with torch.no_grad():
        main()
