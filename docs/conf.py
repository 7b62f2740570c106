"""How the documentation is built: `nox -s docs`. The reference is read from the package, as it is imported."""

import sys
from pathlib import Path

import twilio_lite

sys.path.insert(0, str(Path(__file__).parent))  # for `signatures`, which shows operations as their callers see them

project = "twilio_lite"
copyright = "the contributors of twilio_lite"  # noqa: A001 - Sphinx's name
version = release = twilio_lite.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "signatures"]
exclude_patterns = ["signatures.py"]

html_theme = "furo"
html_title = f"twilio_lite {release}"
html_show_sphinx = False

myst_heading_anchors = 3
myst_enable_extensions = ["attrs_block", "colon_fence"]

default_role = "py:obj"
highlight_language = "text"
python_maximum_signature_line_length = 100
python_use_unqualified_type_names = True
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
suppress_warnings = ["ref.python"]  # `Client` is the client; TwiML has a noun of that name, too
autodoc_default_options = {"members": True}
