"""Known wrong answers to `accuracy-or-uar`: what is wrong, the answer, words of its hint."""

WRONG = {
    "a good model": ([[95, 5], [5, 95]], "so is the UAR"),
    "columns for rows": ([[95, 5], [0, 0]], "no clips"),
    "even": ([[50, 0], [50, 0]], "nearly all clips were of one emotion"),
    "poor, yet not at chance": ([[10, 2], [8, 10]], "not high enough"),
    "shares": ([[0.95, 0], [0.05, 0]], "numbers of clips"),
    "not square": ([[95, 0, 0], [5, 0, 0]], "received 2 x 3"),
    "one emotion": ([[100]], "received 1 x 1"),
    "a function": (lambda: [[95, 0], [5, 0]], "cannot be read as numbers"),
}
