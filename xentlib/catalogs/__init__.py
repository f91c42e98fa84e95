"""Translate a course: split its texts into messages, keep their translations in PO files, check them.

A page is translated block by block, before anything in it is expanded; what is not translated stays English
and says so. `xent translations` is this package at the terminal.
"""

from xentlib.catalogs.check import Problem as Problem
from xentlib.catalogs.check import check as check
from xentlib.catalogs.glossary import Term as Term
from xentlib.catalogs.glossary import glossary as glossary
from xentlib.catalogs.markdown import Catalog as Catalog
from xentlib.catalogs.markdown import Message as Message
from xentlib.catalogs.markdown import Translated as Translated
from xentlib.catalogs.markdown import messages as messages
from xentlib.catalogs.markdown import split as split
from xentlib.catalogs.markdown import translate as translate
from xentlib.catalogs.scanner import Block as Block
from xentlib.catalogs.sources import read_catalog as read_catalog
from xentlib.catalogs.sources import sources as sources
from xentlib.catalogs.sources import untranslated as untranslated
from xentlib.catalogs.sources import words as words
from xentlib.catalogs.status import Count as Count
from xentlib.catalogs.status import status as status
from xentlib.catalogs.typography import typeset as typeset
from xentlib.catalogs.update import Refreshed as Refreshed
from xentlib.catalogs.update import update as update
