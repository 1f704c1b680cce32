"""Formulas become MathML, or a warning; never a script."""

from xml.etree import ElementTree

import pytest

from .conftest import ROOT  # noqa: F401 (puts book/_ext on the path)

mathml = pytest.importorskip("mathml").mathml


@pytest.mark.parametrize(
    "latex",
    [
        r"a_t = \frac{\exp(e_t)}{\sum_{s=1}^{T} \exp(e_s)}",
        r"e_t = u^\top \tanh(W x_t + b)",
        r"\mathrm{mel}(f) = 2595 \log_{10}\left(1 + \frac{f}{700}\right)",
        r"c_n = \sqrt{\frac{2}{M}} \sum_{m=1}^{M} \log(E_m) \cos\left(\frac{\pi n}{M}\left(m - \tfrac{1}{2}\right)\right)",
        r"\begin{aligned} a &= b \\ c &= d < 1 \end{aligned}",
        r"\begin{align} a &= b \\ c &= d \end{align}",
        r"\begin{cases} 1 & x < 0 \\ 0 & \text{otherwise} \end{cases}",
        r"a &= b \\ c &= d",
        r"\hat{y} \in \mathbb{R}^{8}, \quad \mathbf{x} \cdot \bar{w} \approx 10^{-3}",
    ],
)
def test_a_formula_is_mathml(latex):
    written = mathml(latex, display=True)
    tree = ElementTree.fromstring(written)  # noqa: S314 (our own text)
    assert tree.tag.endswith("math")
    assert tree.get("display") == "block"
    assert "\\" not in "".join(tree.itertext())
    assert "(2)" not in "".join(tree.itertext())


def test_inline_is_inline():
    assert 'display="inline"' in mathml("a_t", display=False)


@pytest.mark.parametrize("latex", [r"\nosuchcommand{x}", r"\frac{1}"])
def test_what_cannot_be_read_is_told(latex):
    with pytest.raises(ValueError, match=r"\S"):
        mathml(latex, display=False)
