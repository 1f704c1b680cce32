/* What the search puts first: the pages that explain, and after them the package. Sphinx' own numbers but for that. */
var Scorer = {
  score: ([docname, title, anchor, descr, score]) => (docname.startsWith("api/") ? score - 100 : score),
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
