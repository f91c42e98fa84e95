"""Turn a course into the folder build/site: `build` does everything that is stale and nothing else.

    inputs      a digest of everything that a build reads
    words       the words of the templates, in each language
    language    one language: its settings for MkDocs, one run, warnings as errors
    root        what stands above the languages: chooser, 404, sitemap, robots.txt
    search      the index of all languages
    folders     one build at a time; the new site takes the place of the old one in one step
"""

from xentlib.site.build import build
from xentlib.site.folders import restore
from xentlib.site.inputs import input_paths
from xentlib.site.words import messages

__all__ = ["build", "input_paths", "messages", "restore"]
