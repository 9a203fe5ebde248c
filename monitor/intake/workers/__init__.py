"""Work on hostile bytes in processes of their own, where it can be stopped."""

from monitor.intake.workers.pool import DIED_TWICE, Trouble, Workers
from monitor.intake.workers.serving import serve

__all__ = ["DIED_TWICE", "Trouble", "Workers", "serve"]
