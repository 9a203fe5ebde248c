"""The pages of entries: asked for politely, read in processes of their own."""

from monitor.intake.article.asking import PageAsked, ask_page
from monitor.intake.article.manners import Manners
from monitor.intake.article.pool import PagePool
from monitor.intake.article.values import NotHad, PageOrder

__all__ = ["Manners", "NotHad", "PageAsked", "PageOrder", "PagePool", "ask_page"]
