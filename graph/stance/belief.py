"""The belief behind a stance: quantiles of the Beta distribution, millions at a time.

The quantile of Beta(a, b) on the logit scale, less log(a/b) and over √(1/a + 1/b), is close to that of a normal and
changes smoothly with log a and log b; so a small table of exact values, interpolated by cubic splines, gives all
others. The error of an end of the band is below 1e-6, held by a test.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.ndimage import map_coordinates, spline_filter
from scipy.special import betaincinv, expit

LEAST, MOST = 0.2, 1e6
"""Where the table ends: below any a or b, so that no border bends the spline; above, the quantile no longer changes."""
SIDE = 160
"""Points of the table each way."""


def band(supportive: Any, restrictive: Any, *, width: float) -> tuple[Any, Any]:
    """Both ends of the central interval of 2θ − 1 that holds `width` of the belief θ ~ Beta(1 + P, 1 + N)."""
    a, b = 1 + np.asarray(supportive, float), 1 + np.asarray(restrictive, float)
    return 2 * _lower(a, b, width) - 1, 1 - 2 * _lower(b, a, width)


def _lower(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], width: float) -> npt.NDArray[np.float64]:
    """The quantile of Beta(a, b) that leaves half of what is outside of the interval below it."""
    at = np.log(np.minimum(np.stack([a, b]), MOST) / LEAST) * ((SIDE - 1) / np.log(MOST / LEAST))
    scaled = map_coordinates(_table(width), at, order=3, mode="nearest", prefilter=False)
    found: npt.NDArray[np.float64] = expit(scaled * np.sqrt(1 / a + 1 / b) + np.log(a) - np.log(b))
    return found


@cache
def _table(width: float) -> npt.NDArray[np.float64]:
    below = (1 - width) / 2
    sides = np.geomspace(LEAST, MOST, SIDE)
    a, b = sides[:, None], sides[None, :]
    # the complement apart: near 1 a quantile has no digits left
    logit = np.log(betaincinv(a, b, below)) - np.log(betaincinv(b, a, 1 - below))
    found: npt.NDArray[np.float64] = spline_filter(
        (logit - np.log(a / b)) / np.sqrt(1 / a + 1 / b), order=3, mode="nearest"
    )
    return found
