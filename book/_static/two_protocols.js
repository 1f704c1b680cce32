/* One arm under two protocols, side by side. It reads the JSON that the page holds and asks for no other file. */
(() => {
  "use strict";

  const MEASURES = { accuracy: "accuracy", uar: "UAR" };

  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "change") made.addEventListener("change", value);
      else if (name === "style") Object.assign(made.style, value);
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  const number = (value) => value.toFixed(3);
  const between = (row, name) =>
    number(row[name]) + (row[`${name}_low`] == null ? "" : ` (${number(row[`${name}_low`])} to ${number(row[`${name}_high`])})`);
  const signed = (value) => `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)}`.replace("-", "−");
  const count = (value, word) => `${value.toLocaleString("en")} ${word}${value === 1 ? "" : "s"}`;
  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  const per = (value) => `${(100 * Math.min(Math.max(value, 0), 1)).toFixed(2)}%`;

  function start() {
    const root = document.getElementById("ser-protocols");
    const held = document.getElementById("ser-protocols-data");
    if (!root || !held || root.childElementCount) return;
    const data = JSON.parse(held.textContent);
    if (!data.cases.length) return;
    for (const one of data.cases)
      one.rows = one.rows.map((values) => Object.fromEntries(data.columns.map((name, i) => [name, values[i] ?? null])));

    const run = (one) => data.ends.every((split) => one.rows.some((row) => row.split === split && row.done));
    const first = data.cases.find((one) => one.arm === data.first && run(one)) || data.cases.find(run) || data.cases[0];
    const state = { data: first.data, arm: first.arm, left: data.ends[0], right: data.ends[1], measure: "accuracy" };
    const parts = {};
    const set = (name) => (event) => { state[name] = event.target.value; draw(); };
    const select = (name, label) => {
      const id = `ser-protocols-${name}`;
      parts[name] = make("select", { id, change: set(name) });
      return make("div", {}, make("label", { for: id }, label), parts[name]);
    };
    const radios = make("fieldset", {}, make("legend", {}, "Measure"), ...Object.entries(MEASURES).map(([value, label]) => {
      const input = make("input", { type: "radio", name: "ser-protocols-measure", value, change: set("measure") });
      input.checked = value === state.measure;
      return make("label", {}, input, capital(label));
    }));
    const form = make("form", { "aria-label": "Which arm, and which two protocols" },
      make("div", { class: "choices" }, select("data", "Data"), select("arm", "Arm"), select("left", "One protocol"),
        select("right", "The other"), radios));
    form.addEventListener("submit", (event) => event.preventDefault());
    parts.status = make("p", { role: "status", "aria-live": "polite" });
    parts.sides = make("div", { class: "sides" });
    const warning = data.demo ? [make("p", { class: "ser-demo", role: "note" }, data.demo)] : [];
    root.append(...warning, form, parts.status, parts.sides);

    const of = (split) => here().rows.find((row) => row.split === split);
    const here = () => data.cases.find((one) => one.data === state.data && one.arm === state.arm);
    const open = (row) => (row.done ? row.done < row.planned ? ` (${row.done} of ${row.planned} runs)` : "" : " (open)");

    function options(name, choices) {
      parts[name].replaceChildren(...choices.map(([value, label]) => make("option", { value }, label)));
      if (!choices.some(([value]) => value === state[name])) state[name] = choices[0][0];
      parts[name].value = state[name];
    }

    function draw() {
      options("data", [...new Set(data.cases.map((one) => one.data))].map((name) => [name, name === "all" ? "All corpora together" : name]));
      options("arm", data.cases.filter((one) => one.data === state.data)
        .map((one) => [one.arm, one.label + (one.rows.some((row) => row.done) ? "" : " (open)")]));
      for (const side of ["left", "right"])
        options(side, here().rows.map((row) => [row.split, capital(data.names[row.split]) + open(row)]));
      const sides = [of(state.left), of(state.right)];
      parts.status.textContent = sentence(sides);
      parts.sides.replaceChildren(...sides.map(panel));
    }

    function sentence(sides) {
      const { measure } = state;
      const where = state.data === "all" ? "all corpora together" : state.data;
      const told = data.demo ? [`${capital(data.demo)}.`] : [];
      const values = sides.map((row) => `${data.names[row.split]} ${row.done ? between(row, measure) : "open, not run yet"}`);
      told.push(`${capital(here().label)} on ${where}, ${MEASURES[measure]}: ${values.join("; ")}.`);
      if (sides[0] === sides[1]) told.push("Both sides show the same protocol.");
      else if (sides.every((row) => row.done)) {
        const ends = data.ends.every((split, i) => sides[i].split === split);
        const change = here().change && here().change.slice(measure === "uar" ? 3 : 0);
        const known = ends && change && change[0] != null;
        const moved = known ? change[0] : sides[1][measure] - sides[0][measure];
        const limits = known && change[1] != null ? ` (${signed(change[1])} to ${signed(change[2])})` : "";
        told.push(`From the one to the other: ${signed(moved)} percentage points${limits}.`);
      } else told.push("What changes is not known until both have been run.");
      return told.join(" ");
    }

    function panel(row) {
      const { measure } = state;
      const strip = make("span", { class: "strip", "aria-hidden": "true" });
      const at = (name, from, to = null) =>
        strip.append(make("span", { class: name, style: { left: per(from), ...(to == null ? {} : { width: per(to - from) }) } }));
      if (row.chance != null) at("chance", row.chance);
      if (row.done) {
        at("dot", row[measure]);
        if (row[`${measure}_low`] != null) at("interval", row[`${measure}_low`], row[`${measure}_high`]);
      }
      const told = row.done
        ? [make("span", { class: "value" }, between(row, measure)),
          make("span", { class: "beside" }, `chance ${number(row.chance)}; ${count(row.clips, "clip")}, ${count(row.speakers, "speaker")}, ${count(row.folds, "fold")}, ${count(row.seeds, "seed")}`),
          make("span", { class: "beside" }, row.done < row.planned ? `${row.done} of ${row.planned} runs done; it may still move` : "every planned run is done")]
        : [make("span", { class: "value" }, "open, not run yet"), make("span", { class: "beside" }, `0 of ${row.planned} runs done`)];
      return make("div", { class: `side ${row.done ? "run" : "open"}`, "data-split": row.split },
        make("p", { class: "arm" }, capital(data.names[row.split])), strip,
        make("div", { class: "axis", "aria-hidden": "true" }, make("span", { class: "ticks" },
          ...[0, 0.5, 1].map((value) => make("span", { style: { left: per(value) } }, value.toFixed(1))))),
        make("p", { class: "told" }, ...told));
    }

    draw();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
