"""Tables over the registry of figures, in every language: what is registered is tested."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from support import ROOT

from xentlib import figures
from xentlib.errors import ContentError
from xentlib.figures import FIGURES, colors, registry
from xentlib.figures.registry import Figure
from xentlib.figures.svg import draw_svg

LANGUAGES = ("en", "ru", "zh")
EVERY = pytest.mark.parametrize(("name", "language"), [(name, code) for name in FIGURES for code in LANGUAGES])


@EVERY
def test_a_figure_is_the_same_bytes_on_every_run(course, name, language):
    figure = figures.make_figure(course, name, language)
    assert draw_svg(name, figure, language) == draw_svg(name, figure, language)


@EVERY
def test_a_figure_has_no_color_of_its_own_and_no_fonts(course, name, language):
    svg = draw_svg(name, figures.make_figure(course, name, language), language)
    assert not re.findall(r"#[0-9a-fA-F]{6}\b", svg)
    assert "style=" not in svg
    assert "font-family" not in svg
    assert set(re.findall(r"var\((--[\w-]+)\)", svg)) <= set(colors.LIGHT)


@EVERY
def test_a_figure_tells_what_it_shows(course, name, language):
    html = figures.figure_html(course, name, language)
    root = ElementTree.fromstring(html)  # well-formed, so it cannot break the page around it
    title, alt = root.find(".//title").text, root.find(".//desc").text
    caption = root.find("figcaption").text
    assert title
    assert alt
    assert caption
    assert len({title, alt, caption}) == 3
    assert len(root.findall(".//tbody/tr")) >= 2


@EVERY
def test_ids_start_with_the_name_of_the_figure_and_references_resolve(course, name, language):
    html = figures.figure_html(course, name, language)
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert all(one.startswith((name, f"figure-{name}")) for one in ids)
    assert set(re.findall(r"url\(#([^)]*)\)", html)) <= set(ids)


@EVERY
def test_labels_stay_inside_the_drawing(course, name, language):
    """Measured in the font of the layout: no label is cut off at an edge of the picture."""
    figure = figures.make_figure(course, name, language)
    boxes, (width, height) = label_boxes(figure, language)
    for label, box in boxes:
        assert box.x0 >= -1, label
        assert box.x1 <= width + 1, label
        assert box.y0 >= -1, label
        assert box.y1 <= height + 1, label


@EVERY
def test_labels_can_be_read_on_a_phone(course, name, language):
    """No letter is smaller than ten pixels where the drawing is as wide as the text on a phone."""
    figure = figures.make_figure(course, name, language)
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', draw_svg(name, figure, language))]
    assert min(sizes) * 358 / figure.size[0] >= 10


@EVERY
def test_no_label_overlaps_another(course, name, language):
    boxes, _ = label_boxes(figures.make_figure(course, name, language), language)
    for number, (one, box) in enumerate(boxes):
        for other, another in boxes[number + 1 :]:
            assert not box.overlaps(another), f"{one!r} and {other!r}"


def label_boxes(figure, language):
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas
    from matplotlib.text import Text

    from xentlib.figures import svg

    svg._register_chinese_font()
    with mpl.rc_context({**svg._SETTINGS, "font.family": svg._FAMILIES.get(language, svg._OTHER_FAMILIES)}):
        canvas = Canvas(figsize=(figure.size[0] / 72, figure.size[1] / 72), dpi=72)
        svg._lay_out(canvas, figure)
        renderer = FigureCanvasAgg(canvas).get_renderer()
        texts = [text for text in canvas.findobj(Text) if text.get_text() and text.get_visible()]
        shown = [text for text in texts if not (text.axes and text in text.axes.get_xticklabels())]
        boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown if not is_tick(text)]
    return boxes, figure.size


def is_tick(text):
    """Tick labels of an axis that is switched off are never drawn."""
    axes = text.axes
    return axes is not None and not axes.axison and text in (*axes.get_xticklabels(), *axes.get_yticklabels())


def test_a_glyph_that_no_font_has_stops_the_build(tmp_path):
    def draw(canvas):
        canvas.subplots().set_title("softmax \U0001f9a9")

    figure = Figure("t", "c", "a", [["x"], ["1"]], draw, (200, 100))
    with pytest.raises(ContentError, match=r"flamingo: Glyph 129449 .* missing from font.*, in the label 'softmax"):
        draw_svg("flamingo", figure, "en")


def test_an_unknown_figure_is_named_with_the_nearest_ones(course):
    with pytest.raises(ContentError, match=r"bars: unknown figure; known are .*scores_to_bars.* more"):
        figures.figure_html(course, "bars", "en")


def test_a_second_figure_of_the_same_name_is_refused():
    def temperature(words, show):
        """Draw nothing."""

    with pytest.raises(ValueError, match="a second figure 'temperature'"):
        registry.figure(temperature)


@pytest.mark.parametrize("values", [colors.LIGHT, colors.DARK])
def test_the_style_sheet_has_the_same_colors(values):
    css = (ROOT / "content/theme/assets/course.css").read_text("utf-8")
    for name, value in values.items():
        assert f"{name}: {value};" in css


def test_a_figure_can_be_drawn_into_a_file_of_its_own(small_course):
    course = small_course({"content/index.md": ""})
    file = figures.draw_figure(course, "scores_to_bars", "en")
    assert file == course.build / "figures" / "scores_to_bars-en.svg"
    root = ElementTree.parse(file).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "--fig-ink:#22262e" in file.read_text("utf-8")


@EVERY
def test_every_column_of_the_table_has_a_heading(course, name, language):
    """A screen reader says the heading with each number."""
    assert '<th scope="col"></th>' not in figures.figure_html(course, name, language)
