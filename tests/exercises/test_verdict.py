"""What a verdict shows, in a notebook, at a prompt and in a script."""

import subprocess
import sys

import pytest

from ser.exercises import HINT, NOT_YET, PASS, Verdict, check

BAD = 'answer = [[95, 5], [5, 95]]\nfrom ser.exercises import check\ncheck("accuracy-or-uar", answer)\n'


@pytest.mark.parametrize(("status", "word"), [(PASS, "Pass"), (NOT_YET, "Not yet"), (HINT, "Hint")])
def test_it_says_its_status_in_a_word(status, word):
    one = Verdict("padding", status, "Look at <b>the end</b>.")
    assert word in str(one) and "padding" in str(one) and repr(one) == str(one)
    assert f"</span> {word}</strong>" in one._repr_html_() and 'aria-hidden="true"' in one._repr_html_()
    assert "<b>" not in one._repr_html_()
    assert one.passed == (status == PASS)


def test_a_script_prints_it_once(tmp_path):
    script = tmp_path / "mine.py"
    script.write_text(BAD, encoding="utf-8")
    ran = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert ran.stdout.count("Hint (accuracy-or-uar)") == 1


def test_a_module_that_checks_prints_nothing(capsys):
    check("accuracy-or-uar", [[95, 5], [5, 95]])
    assert capsys.readouterr().out == ""
