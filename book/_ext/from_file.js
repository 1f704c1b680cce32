/* A page opened from a file may not read its neighbours: the search then goes without excerpts, and says so. */
"use strict";
if (window.location.protocol === "file:") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  document.addEventListener("DOMContentLoaded", () => {
    const note = document.createElement("p");
    note.className = "ser-from-file";
    note.textContent =
      "This book was opened from a file. A browser does not let such a page read the others, " +
      "so the results come without excerpts. On a server they have them.";
    document.getElementById("search-results")?.before(note);
  });
}
