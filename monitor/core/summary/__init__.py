"""Summaries: a story's key sentences, and what is asked of a model and held against the sources."""

from monitor.core.summary.choosing import key_sentences as key_sentences
from monitor.core.summary.choosing import news as news
from monitor.core.summary.sources import Read as Read
from monitor.core.summary.sources import chosen_reports as chosen_reports
from monitor.core.summary.sources import document_of as document_of
