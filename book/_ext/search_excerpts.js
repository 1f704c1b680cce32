/* An excerpt comes from the text of a page, not from its buttons and lists of contents; that of a term is what it means. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  Search.htmlToText = (page, anchor) => {
    const read = new DOMParser().parseFromString(page, "text/html");
    const article = read.querySelector("article");
    if (!article) return "";
    article.querySelectorAll(".headerlink, .ser-profile, .cell_input, script, style").forEach((part) => part.remove());
    article.querySelectorAll("th, td, li, dt, dd, p, pre, h1, h2, h3, h4").forEach((part) => part.append(" "));
    const place = (anchor && read.getElementById(anchor.slice(1))) || article;
    const parts = place.matches("dt") ? [place, place.nextElementSibling] : [place];
    return parts.map((part) => part?.textContent ?? "").join(" ").replace(/\s+/g, " ").trim();
  };
});
