#!/usr/bin/env python3
"""Makes a small GroundingDINO of random weights in the layout of transformers' export, and what transformers finds by it.

    pip install -r requirements.txt
    python grounding_dino_reference.py ../../src/test/resources/segment

The network is transformers' GroundingDinoForObjectDetection in a tiny configuration, run by PyTorch; picture, text and
boxes go through transformers' own processor. Pictures must be so large that the coarsest level of features has two rows
and two columns: of one row, the exported torch.linspace is 0 / 0 (PyTorch's is 0.5), and the reference points no
numbers. Its tokenizer is a WordPiece of a few words in which the special tokens have the numbers that
the model knows them by (101, 102, 1012, 1029).
"""

import json
import sys
from pathlib import Path

import onnxruntime
import torch
from PIL import Image
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, GroundingDinoConfig, GroundingDinoForObjectDetection, PreTrainedTokenizerFast, SwinConfig
from transformers.models.grounding_dino import modeling_grounding_dino
from transformers.models.grounding_dino.modeling_grounding_dino import GroundingDinoObjectDetectionOutput
from transformers.models.grounding_dino.image_processing_pil_grounding_dino import GroundingDinoImageProcessorPil
from transformers.models.grounding_dino.processing_grounding_dino import GroundingDinoProcessor

from segment_reference import export

WORDS = ["building", "house", "roof", "water", "tank", "a", "red", "##s", "##ing", "tent", ","]
TEXTS = {"one": "building.", "two": "a red house. water tanks.", "unknown": "building. zebra. roof."}
SIZE = {"shortest_edge": 96, "longest_edge": 144}
TOLERANCE = 1e-4


def tokenizer(folder):
    vocab = {f"[unused{i}]": i for i in range(1031)}
    vocab |= {"[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102, ".": 1012, "?": 1029}
    vocab |= {word: 1031 + i for i, word in enumerate(WORDS)}
    numbers = set()
    vocab = {t: i for t, i in reversed(vocab.items()) if i not in numbers and not numbers.add(i)}
    bert = Tokenizer(models.WordPiece(dict(sorted(vocab.items(), key=lambda e: e[1])), unk_token="[UNK]"))
    bert.normalizer = normalizers.BertNormalizer(lowercase=True)
    bert.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    bert.decoder = decoders.WordPiece()
    bert.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 101), ("[SEP]", 102)]
    )
    bert.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    bert.save(str(folder / "grounding-dino-tokenizer.json"), pretty=False)
    return PreTrainedTokenizerFast(
        tokenizer_object=bert, cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", unk_token="[UNK]", model_max_length=256
    ), len(vocab)


def block_masks(input_ids, special_tokens):
    """The same as transformers' function, whose cummax cannot be exported."""
    n = input_ids.shape[1]
    at = torch.arange(n)
    special = (input_ids.unsqueeze(-1) == special_tokens).any(-1)[0]
    before = torch.where(special.unsqueeze(0) & (at.unsqueeze(0) < at.unsqueeze(1)), at.unsqueeze(0), -1).amax(1)
    after = torch.where(special.unsqueeze(0) & (at.unsqueeze(0) >= at.unsqueeze(1)), at.unsqueeze(0), n).amin(1)
    valid = (after != 0) & (after != n - 1) & (after != n)
    mask = (after.unsqueeze(1) == after.unsqueeze(0)) & valid.unsqueeze(0)
    mask = mask | (at.unsqueeze(1) == at.unsqueeze(0))
    positions = torch.where(valid, at - before - 1, 0).clamp(min=0)
    return mask.unsqueeze(0), positions.unsqueeze(0)


def tiny(words):
    swin = SwinConfig(
        image_size=64, patch_size=4, embed_dim=8, depths=[1, 1, 1, 1], num_heads=[1, 2, 2, 4], window_size=4, out_features=["stage2", "stage3", "stage4"]
    )
    bert = BertConfig(vocab_size=words, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, max_position_embeddings=256)
    return GroundingDinoForObjectDetection(
        GroundingDinoConfig(
            backbone_config=swin,
            text_config=bert,
            num_queries=24,
            d_model=32,
            encoder_layers=2,
            encoder_ffn_dim=32,
            encoder_attention_heads=2,
            decoder_layers=2,
            decoder_ffn_dim=32,
            decoder_attention_heads=2,
        )
    ).eval()


class Exported(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixel_values, input_ids, token_type_ids, attention_mask, pixel_mask):
        out = self.model(
            pixel_values=pixel_values,
            input_ids=input_ids,
            token_type_ids=token_type_ids,
            attention_mask=attention_mask,
            pixel_mask=pixel_mask,
            return_dict=True,
        )
        return out.logits, out.pred_boxes


def main():
    folder = Path(sys.argv[1])
    torch.manual_seed(31)
    words, count = tokenizer(folder)
    model = tiny(count)
    for name, parameter in model.named_parameters():  # weights that are small at first would hide a mistake
        if parameter.dim() > 1 and "bbox_embed" not in name:
            torch.nn.init.normal_(parameter, std=0.25)
        elif "bbox_embed" in name:
            parameter.add_(0.1 * torch.randn_like(parameter))
    processor = GroundingDinoProcessor(GroundingDinoImageProcessorPil(size=SIZE), words)
    picture = Image.open(folder / "picture.png").convert("RGB")
    original = modeling_grounding_dino.generate_masks_with_special_tokens_and_transfer_map

    modeling_grounding_dino.generate_masks_with_special_tokens_and_transfer_map = block_masks
    names = ["pixel_values", "input_ids", "token_type_ids", "attention_mask", "pixel_mask"]
    image = {0: "batch_size", 2: "height", 3: "width"}
    sequence = {0: "batch_size", 1: "sequence_length"}
    sample = processor(images=picture, text=TEXTS["two"], return_tensors="pt")
    export(
        Exported(model),
        tuple(sample[n] for n in names),
        folder / "grounding-dino.onnx",
        names,
        ["logits", "pred_boxes"],
        {
            "pixel_values": image,
            "input_ids": sequence,
            "token_type_ids": sequence,
            "attention_mask": sequence,
            "pixel_mask": {0: "batch_size", 1: "height", 2: "width"},
            "logits": {0: "batch_size"},
            "pred_boxes": {0: "batch_size"},
        },
    )
    session = onnxruntime.InferenceSession(str(folder / "grounding-dino.onnx"))

    special = torch.tensor(modeling_grounding_dino.SPECIAL_TOKENS)
    cases = {}
    for name, text in TEXTS.items():
        inputs = processor(images=picture, text=text, return_tensors="pt")
        for mine, theirs in zip(block_masks(inputs["input_ids"], special), original(inputs["input_ids"], special)):
            assert torch.equal(mine, theirs)
        logits, boxes = Exported(model)(*(inputs[n] for n in names))
        for mine, theirs in zip((logits, boxes), session.run(None, {n: inputs[n].numpy() for n in names})):
            both = torch.isfinite(mine)  # logits of tokens that the text does not have are -inf
            assert torch.equal(both, torch.isfinite(torch.from_numpy(theirs)))
            apart = (mine - torch.from_numpy(theirs))[both].abs().max()
            assert apart <= TOLERANCE, f"{name}: the file is off by {apart}"
        out = GroundingDinoObjectDetectionOutput(logits=logits, pred_boxes=boxes)
        best = torch.sigmoid(logits).amax(-1)[0].sort(descending=True)[0]
        threshold = float((best[9] + best[10]) / 2)  # some ten boxes
        tokens = torch.sigmoid(logits)[0][:, : inputs["input_ids"].shape[1]].flatten().sort()[0]
        middle = int(0.6 * len(tokens))
        text_threshold = float((tokens[middle] + tokens[middle + 1]) / 2)
        found = processor.post_process_grounded_object_detection(
            out, inputs["input_ids"], threshold, text_threshold, [(picture.height, picture.width)]
        )[0]
        cases[name] = {
            "text": text,
            "ids": inputs["input_ids"][0].tolist(),
            "threshold": threshold,
            "text_threshold": text_threshold,
            "boxes": found["boxes"].tolist(),
            "scores": found["scores"].tolist(),
            "labels": found["text_labels"],
        }
    (folder / "grounding-dino.json").write_text(json.dumps(cases, indent=1))


if __name__ == "__main__":
    with torch.no_grad():
        main()
