"""When a poll is worth its price: the plan that costs least, waiting entries and polls together.

Between two polls the entries that appear wait: at a rate r(s) they wait W(a, b), the integral of
r(s) * (b - s). With a price p for each poll (in entry-hours) the best plan from hour a on costs

    V(a) = min over b of  W(a, b) + p + V(b)

which is solved from the end on a grid whose cells are a quarter of the locally best interval
sqrt(2p / r). Where the rate is even the plan is that interval; before a busy hour it waits, after
one it sweeps up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from monitor.core.polling.forecast import Forecast

_CELLS = 40
_GRAIN = 0.25
_LARGEST_CELL = 1.0
_HALVINGS = 32


def wait(forecast: Forecast, *, price: float, soonest: float, longest: float, gap: float) -> float:
    """How many hours to wait for the next poll, from `soonest` to `longest`.

    `gap` is the least wait that the polls after it must keep.
    """
    if soonest >= longest:
        return soonest
    edges, amounts, moments = _grid(forecast, price, soonest, longest)
    best = _least(edges, amounts, moments, price, max(gap, 1e-6), soonest)
    return min(max(best, soonest), longest)


def price_for(needs: Mapping[float, int], budget: float, *, fewest: float, most: float) -> float:
    """The price of a poll (entry-hours) at which all feeds together make `budget` polls a day.

    `needs` says how many feeds have which need (of their forecasts); each feed makes from `fewest`
    to `most` polls a day: no budget is too large, and one less than `fewest` for all is overdrawn.
    """
    low, high = 1e-6, max(needs, default=1.0) / fewest + 1e-6
    for _ in range(_HALVINGS):
        root = math.sqrt(low * high)
        polls = sum(feeds * min(max(need / root, fewest), most) for need, feeds in needs.items())
        if polls > budget:
            low = root
        else:
            high = root
    return high**2


def _grid(
    forecast: Forecast, price: float, soonest: float, longest: float
) -> tuple[list[float], list[float], list[float]]:
    """Edges of cells (hours ahead), entries expected up to each, and their summed moments."""
    edges, amounts, moments = [0.0], [0.0], [0.0]
    ahead = amount = moment = 0.0
    end = 1.5 * longest
    while len(edges) <= _CELLS and ahead < end:
        rate = forecast.rate(ahead)
        cell = min(_LARGEST_CELL, max(1 / 60, _GRAIN * math.sqrt(2 * price / rate)))
        to_the_hour = 1 - (forecast.at + ahead) % 1
        cell = min(cell, to_the_hour + 1e-6)
        if ahead < soonest < ahead + cell:
            cell = soonest - ahead
        amount += rate * cell
        moment += rate * cell * (ahead + cell / 2)
        ahead += cell
        edges.append(ahead)
        amounts.append(amount)
        moments.append(moment)
    return edges, amounts, moments


def _least(
    edges: list[float],
    amounts: list[float],
    moments: list[float],
    price: float,
    gap: float,
    soonest: float,
) -> float:
    """The hours to the first poll of the best plan on the grid."""
    last = len(edges) - 1
    costs, first = [0.0] * (last + 1), last
    for start in range(last - 1, -1, -1):
        begun, amount, moment = edges[start], amounts[start], moments[start]
        earliest = begun + (gap if start else soonest) - 1e-9
        least, first = math.inf, last
        for stop in range(start + 1, last + 1):
            edge = edges[stop]
            waiting = edge * (amounts[stop] - amount) - (moments[stop] - moment)
            if waiting > least:
                break
            if edge < earliest and stop < last:
                continue
            # What lies behind the grid is not known: its last stretch never costs more than a poll.
            paid = price if stop < last else min(price, waiting)
            cost = waiting + paid + costs[stop]
            if cost < least:
                least, first = cost, stop
        costs[start] = least
    return edges[first]
