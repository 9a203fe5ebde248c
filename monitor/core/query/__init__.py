"""The query language: parsing, printing, evaluating, matching."""

from monitor.core.query.explain import Explanation as Explanation
from monitor.core.query.explain import NearMiss as NearMiss
from monitor.core.query.matcher import Matcher as Matcher
from monitor.core.query.matcher import search_plan as search_plan
from monitor.core.query.parser import parse_query as parse_query
from monitor.core.query.plan import AllOf as AllOf
from monitor.core.query.plan import AnyOf as AnyOf
from monitor.core.query.plan import Everything as Everything
from monitor.core.query.plan import Lexeme as Lexeme
from monitor.core.query.plan import Plan as Plan
from monitor.core.query.printer import format_query as format_query
from monitor.core.query.syntax import Query as Query
from monitor.core.query.terms import index_lexemes as index_lexemes
