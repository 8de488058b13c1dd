"""Batches of crops, made ahead by one thread (OpenCV leaves the interpreter lock while it works)."""

import queue
import threading

import cv2
import numpy as np
import torch

from .copy_paste import with_pasted_buildings
from .crops import random_crop


def batch_rng(seed, step):
    """Every step has its own generator, so a resumed run draws the crops that the first would have drawn."""
    return np.random.default_rng([seed, step])


class Batches:
    """Iterates over (step, list of crops, whatever `prepare` makes of them) from `start` to `stop`."""

    def __init__(self, places, shares, size, count, varied, seed, start, stop, prepare):
        self.steps = range(start, stop)
        self._ahead = queue.Queue(4)
        arguments = (places, shares, size, count, varied, seed, prepare)
        threading.Thread(target=self._fill, args=arguments, daemon=True).start()

    def _fill(self, places, shares, size, count, varied, seed, prepare):
        cv2.setNumThreads(1)
        try:
            for step in self.steps:
                rng = batch_rng(seed, step)
                chosen = rng.choice(len(places), count, p=shares)
                crops = with_pasted_buildings([random_crop(places[i], size, rng, varied) for i in chosen], rng)
                self._ahead.put((step, crops, prepare(crops, rng)))
        except BaseException as failure:  # shown where the batch is awaited
            self._ahead.put(failure)

    def __iter__(self):
        for _ in self.steps:
            item = self._ahead.get()
            if isinstance(item, BaseException):
                raise item
            yield item


def images_of(crops):
    """float32 [B, 3, S, S], 0..255."""
    stacked = np.stack([crop.image for crop in crops])
    return torch.from_numpy(stacked).permute(0, 3, 1, 2).float()
