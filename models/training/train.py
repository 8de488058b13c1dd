#!/usr/bin/env python3
"""Trains hearth-yolo or hearth-sam.

    python train.py configs/hearth-yolo.yaml --data DATA --out RUN [--imagenet WEIGHTS] [--start WEIGHTS]

RUN/checkpoint.pt is written every few minutes; the same command goes on from it. RUN/weights.pt is the result.
"""

import argparse
import logging
import math
import time
from pathlib import Path

import cv2
import torch
import yaml

from hearth_training import checkpoint
from hearth_training.batches import Batches, batch_rng
from hearth_training.places import training_places
from hearth_training.recipes import RECIPES

log = logging.getLogger("train")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="folder with banepa-region, chips, ...")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--imagenet", type=Path, help="published EfficientNet-Lite0 weights")
    parser.add_argument("--start", type=Path, help="weights of an earlier small run")
    parser.add_argument("--steps", type=int, help="instead of the configuration's")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--checkpoint-minutes", type=float, default=3)
    return parser.parse_args()


def learning_rate(step, steps, warm_up):
    """Share of the peak: linear up, half a cosine down."""
    up = min(1.0, (step + 1) / warm_up)
    return up * (0.5 + 0.5 * math.cos(math.pi * min(1.0, step / steps)) + 0.01)


def main():
    args = arguments()
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(1)
    config = yaml.safe_load(args.config.read_text())
    steps = args.steps or config["steps"]
    torch.manual_seed(config["seed"])

    places, shares = training_places(args.data, config["sources"])
    log.info("%d pictures, %d outlines", len(places), sum(len(p.outlines) for p in places))

    recipe = RECIPES[config["kind"]](config)
    network = recipe.network
    groups = recipe.parameter_groups(config["rate"])
    optimiser = torch.optim.AdamW(groups, lr=config["rate"], weight_decay=config["weight-decay"])
    saved = args.out / "checkpoint.pt"
    first, trained_seconds = 0, 0.0
    if saved.exists():
        average = checkpoint.Average(network)
        first, trained_seconds = checkpoint.resume(saved, network, optimiser, average)
        log.info("going on after step %d", first)
    else:
        recipe.start(args.imagenet, args.start)
        average = checkpoint.Average(network)
    network.to(memory_format=torch.channels_last)

    batches = Batches(places, shares, config["crop"], config["batch"], config["seed"], first, steps, recipe.prepare)
    shown, began, saved_at = {}, time.monotonic(), time.monotonic()
    for step, crops, prepared in batches:
        network.train()
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * learning_rate(step, steps, config["warm-up"])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss, parts = recipe.loss(crops, prepared, batch_rng(config["seed"] + 1000, step))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        average.update(network, step)

        for name, value in parts.items():
            shown[name] = 0.98 * shown.get(name, value.item()) + 0.02 * value.item()
        seconds = trained_seconds + time.monotonic() - began
        if (step + 1) % 25 == 0:
            figures = " ".join(f"{name} {value:.3f}" for name, value in shown.items())
            log.info("step %d of %d, %.0f s: %s", step + 1, steps, seconds, figures)
        if time.monotonic() - saved_at > 60 * args.checkpoint_minutes:
            checkpoint.save(saved, step + 1, seconds, network, optimiser, average)
            saved_at = time.monotonic()
    checkpoint.save(saved, steps, trained_seconds + time.monotonic() - began, network, optimiser, average)
    torch.save(average.weights, args.out / "weights.pt")
    log.info("done: %s", args.out / "weights.pt")


if __name__ == "__main__":
    main()
