/* The ablation explorer. It reads the JSON that the page holds, draws the arms that are chosen with their
   intervals, filters the tables below, and keeps what was chosen in the address. It asks for no other file. */
(() => {
  "use strict";

  const MARKS = {
    better: "▲", worse: "▼", "no difference shown": "●",
    "not compared": "○", reference: "◆", "not run": "–",
  };
  const MEASURES = { accuracy: "accuracy", uar: "UAR" };
  const ORDERS = { plan: "as in the experiment", value: "highest first" };

  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
      else if (name === "style") Object.assign(made.style, value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value != null) made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  const number = (value, sign = false) =>
    ((sign && value > 0 ? "+" : "") + value.toFixed(3)).replace("-", "−");
  const between = (value, low, high, sign = false) =>
    number(value, sign) + (low == null ? "" : ` (${number(low, sign)} to ${number(high, sign)})`);
  const count = (value, word) => `${value.toLocaleString("en")} ${word}${value === 1 ? "" : "s"}`;
  const listed = (names, most = Infinity) => {
    const shown = names.length > most + 1 ? [...names.slice(0, most), `${names.length - most} more`] : names;
    return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown[shown.length - 1]}`;
  };
  const pValue = (p) => (p < 0.001 ? "p (Holm) < 0.001" : `p (Holm) = ${number(p)}`);
  const capital = (text) => text[0].toUpperCase() + text.slice(1);

  function start() {
    const root = document.getElementById("ser-explorer");
    const held = document.getElementById("ser-explorer-data");
    if (!root || !held || root.childElementCount) return;
    const data = JSON.parse(held.textContent);
    if (!data.experiments.length) return;
    for (const experiment of data.experiments)
      for (const view of experiment.views)
        view.rows = view.rows.map((values) =>
          Object.fromEntries(data.columns.map((name, i) => [name, values[i] ?? null])));

    const state = { experiment: "", data: "", split: "", measure: "accuracy", order: "plan", without: new Set() };
    const parts = build(root, data, state, draw);
    const known = (list, name, value) => list.some((one) => one[name] === value);
    const experiment = () => data.experiments.find((one) => one.name === state.experiment);
    const view = () => experiment().views.find((one) => one.data === state.data && one.split === state.split);

    /* Make the state one that exists, nearest to what was asked for. A place that is known but is none of this
       experiment stays where it was asked for by name: it is shown as open. */
    function settle(changed) {
      if (!state.experiment) Object.assign(state, data.first);
      if (!known(data.experiments, "name", state.experiment)) {
        const begun = data.experiments.find((one) => one.views.some((v) => v.rows.filter((r) => r.done).length > 1));
        state.experiment = (begun || data.experiments[0]).name;
      }
      const { views } = experiment();
      if (!view()) {
        const everywhere = data.experiments.flatMap((one) => one.views);
        const named = known(everywhere, "data", state.data) && known(everywhere, "split", state.split);
        const near = views.find((one) => one.data === state.data);
        if (changed === "experiment" || !named || (changed === "data" && near))
          ({ data: state.data, split: state.split } = near || views[0]);
      }
      if (!(state.measure in MEASURES)) state.measure = "accuracy";
      if (!(state.order in ORDERS)) state.order = "plan";
    }

    function read() {
      const asked = new URLSearchParams(location.hash.slice(1));
      if (!asked.has("experiment")) return false;
      for (const name of ["experiment", "data", "split", "measure", "order"]) state[name] = asked.get(name) || "";
      state.without = new Set((asked.get("without") || "").split(",").filter(Boolean));
      return true;
    }

    function address() {
      const told = new URLSearchParams({ experiment: state.experiment, data: state.data, split: state.split });
      if (state.measure !== "accuracy") told.set("measure", state.measure);
      if (state.order !== "plan") told.set("order", state.order);
      const without = (view() || { rows: [] }).rows.map((row) => row.arm).filter((arm) => state.without.has(arm));
      if (without.length) told.set("without", without.join(","));
      return `#${told}`;
    }

    /* A place of which this experiment has no run, and plans none. */
    function vacant() {
      const where = state.data === "all" ? "all corpora together" : state.data;
      const protocol = protocols(data).get(state.split);
      parts.status.textContent = `${data.demo ? `${capital(data.demo)}. ` : ""}${capital(experiment().name.replace("-", " "))} on ${where}, ${protocol}: `
        + "an open place. Nothing has been run here, and no run is planned.";
      parts.chart.replaceChildren();
      const planned = experiment().views.map((one) => `${one.data === "all" ? "all corpora together" : one.data}, ${one.protocol}`);
      parts.open.textContent = `This experiment has its places on: ${planned.join("; ")}.`;
      tables("", [], state.without);
      parts.link.href = address();
    }

    function draw(write = true, changed = "") {
      settle(changed);
      controls(parts, data, state, experiment());
      parts.question.textContent = experiment().question;
      parts.save.hidden = !view();
      if (view()) fill(); else vacant();
      if (write)
        try { history.replaceState(null, "", address()); } catch { /* an address that may not be changed */ }
    }

    function fill() {
      const { rows } = view();
      const chosen = rows.filter((row) => !state.without.has(row.arm));
      if (state.order === "value")
        chosen.sort((one, other) => (other[state.measure] ?? -1) - (one[state.measure] ?? -1));
      parts.status.textContent = sentence(data, state, experiment(), view(), chosen);
      parts.chart.replaceChildren(...chart(data, state, view(), chosen, experiment().reference));
      const open = chosen.filter((row) => row.done < row.planned);
      parts.open.textContent = open.length
        ? `Open: ${listed(open.map((row) =>
            data.arms[row.arm] + (row.done ? ` (${row.done} of ${row.planned} runs done)` : "")))}.`
        : "Every run that is planned here has been done.";
      tables(view().view, rows, state.without);
      parts.link.href = address();
      parts.save.href = `data:text/csv;charset=utf-8,${encodeURIComponent(csv(data, experiment(), view(), chosen))}`;
      parts.save.download = `${view().view.replaceAll(" ", "-")}.csv`;
    }

    addEventListener("hashchange", () => { if (read()) draw(false); });
    draw(read());
  }

  /* The controls, once; which data, protocols and arms there are to choose is filled in by `controls`. */
  function build(root, data, state, draw) {
    const parts = {};
    const set = (name) => (event) => { state[name] = event.target.value; draw(true, name); };
    const select = (name, label) => {
      const id = `ser-explorer-${name}`;
      parts[name] = make("select", { id, on: { change: set(name) } });
      return make("div", {}, make("label", { for: id }, label), parts[name]);
    };
    const radios = (name, legend, choices) => {
      parts[name] = make("fieldset", {}, make("legend", {}, legend), ...Object.entries(choices).map(([value, label]) =>
        make("label", {}, make("input", { type: "radio", name: `ser-${name}`, value, on: { change: set(name) } }), capital(label))));
      return parts[name];
    };
    const all = (chosen) => () => {
      for (const box of parts.arms.querySelectorAll("input"))
        chosen(box) ? state.without.delete(box.value) : state.without.add(box.value);
      draw();
    };
    const button = (label, chosen) => make("button", { type: "button", on: { click: all(chosen) } }, label);
    parts.arms = make("div", { class: "arms" });
    parts.chosen = make("summary");
    const open = matchMedia("(min-width: 601px)").matches;
    parts.toggle = (event) => {
      event.target.checked ? state.without.delete(event.target.value) : state.without.add(event.target.value);
      draw();
    };
    parts.question = make("p", { class: "question" });
    parts.status = make("p", { role: "status", "aria-live": "polite" });
    parts.chart = make("div", { class: "chart" });
    parts.open = make("p", { class: "open" });
    parts.link = make("a", { href: "#" }, "Link to this view");
    parts.save = make("a", { href: "#" }, "Save as CSV");
    const form = make("form", { "aria-label": "What to show", on: { submit: (event) => event.preventDefault() } },
      make("div", { class: "choices" },
        select("experiment", "Experiment"), select("data", "Data"), select("split", "Protocol")),
      parts.question,
      make("div", { class: "choices" }, radios("measure", "Measure", MEASURES), radios("order", "Order", ORDERS)),
      make("details", { open }, parts.chosen,
        make("fieldset", {}, make("legend", { class: "hidden" }, "Arms"), parts.arms,
          make("div", { class: "buttons" }, button("All", () => true), button("None", () => false),
            button("Only those run", (box) => box.dataset.done === "true")))));
    const warning = data.demo ? [make("p", { class: "ser-demo", role: "note" }, data.demo)] : [];
    root.append(...warning, form, parts.status, parts.chart, parts.open, make("p", { class: "links" }, parts.link, parts.save));
    return parts;
  }

  const protocols = (data) => new Map(data.experiments.flatMap((one) => one.views).map((one) => [one.split, one.protocol]));
  const begun = (views) => views.some((one) => one.rows.some((row) => row.done));
  /* What a choice leads to, where that is nothing yet. */
  const still = (views) => (views.length ? (begun(views) ? "" : " (open)") : " (open, not planned)");

  function controls(parts, data, state, experiment) {
    const options = (select, choices, chosen) => {
      const wanted = choices.map((one) => one.join(":")).join("|");
      if (select.dataset.choices !== wanted) {
        select.replaceChildren(...choices.map(([value, label]) => make("option", { value }, label)));
        select.dataset.choices = wanted;
      }
      select.value = chosen;
    };
    const unique = (pairs) => [...new Map(pairs)];
    options(parts.experiment, data.experiments.map((one) =>
      [one.name, capital(one.name.replace("-", " ")) + still(one.views)]), state.experiment);
    const everywhere = data.experiments.flatMap((one) => one.views);
    options(parts.data, unique(everywhere.map(({ data: name }) =>
      [name, (name === "all" ? "All corpora together" : name) + still(experiment.views.filter((one) => one.data === name))])), state.data);
    const here = experiment.views.filter((one) => one.data === state.data);
    options(parts.split, [...protocols(data)].map(([split, protocol]) =>
      [split, capital(protocol) + still(here.filter((one) => one.split === split))]), state.split);
    for (const name of ["measure", "order"])
      for (const radio of parts[name].querySelectorAll("input")) radio.checked = radio.value === state[name];
    const place = here.find((one) => one.split === state.split);
    const { rows } = place || experiment.views[0];
    const wanted = `${experiment.name}|${rows.map((row) => row.arm).join("|")}`;
    if (parts.arms.dataset.choices !== wanted) {
      parts.arms.replaceChildren(...rows.map((row) => make("label", {},
        make("input", { type: "checkbox", value: row.arm, on: { change: parts.toggle } }),
        data.arms[row.arm], make("span", { class: "note" }))));
      parts.arms.dataset.choices = wanted;
    }
    const chosen = rows.filter((row) => !state.without.has(row.arm)).length;
    parts.chosen.textContent = `Arms: ${chosen} of ${rows.length} chosen`;
    [...parts.arms.querySelectorAll("input")].forEach((box, i) => {
      box.checked = !state.without.has(box.value);
      box.dataset.done = String(rows[i].done > 0);
      box.parentElement.lastChild.textContent =
        rows[i].arm === experiment.reference ? " (reference)" : place && rows[i].done ? "" : " (open)";
    });
  }

  const countsOf = (row) => `${count(row.clips, "clip")}, ${count(row.speakers, "speaker")}, ${count(row.seeds, "seed")}`;
  const verdictOf = (data, row, measure) => data.verdicts[measure === "uar" ? row.verdict_uar : row.verdict];

  /* What is to be seen, in words. */
  function sentence(data, state, experiment, view, chosen) {
    const { measure } = state;
    const reference = view.rows.find((row) => row.arm === experiment.reference);
    const others = chosen.filter((row) => row !== reference);
    const run = others.filter((row) => row[measure] != null);
    const told = data.demo ? [`${capital(data.demo)}.`] : [];
    const where = view.data === "all" ? "all corpora together" : view.data;
    told.push(`${capital(experiment.name.replace("-", " "))} on ${where}, ${view.protocol}, by ${MEASURES[measure]}.`);
    if (!chosen.length) return [...told, "No arm is chosen."].join(" ");
    if (reference[measure] == null)
      told.push(`The reference, ${data.arms[reference.arm]}, has not been run here yet, so there are no verdicts.`);
    else
      told.push(`Reference: ${data.arms[reference.arm]}, ${between(reference[measure], reference[`${measure}_low`], reference[`${measure}_high`])}.`);
    const named = (verdict) => run.filter((row) => verdictOf(data, row, measure) === verdict);
    const words = { better: "better", worse: "worse", "no difference shown": "without a difference shown", "not compared": "not compared" };
    const counts = Object.entries(words).map(([verdict, word]) => [named(verdict), word]).filter(([rows]) => rows.length && reference[measure] != null)
      .map(([rows, word]) => `${rows.length} ${word} (${listed(rows.map((row) => data.arms[row.arm]), 4)})`);
    const open = others.length - run.length;
    told.push(`${count(others.length, "other arm")} chosen, ${run.length} run${counts.length ? `: ${counts.join("; ")}` : ""}${open ? `; ${open} open` : ""}.`);
    const top = [...run, reference].filter((row) => row[measure] != null && chosen.includes(row))
      .sort((one, other) => other[measure] - one[measure])[0];
    if (top) {
      told.push(`Highest: ${data.arms[top.arm]}, ${between(top[measure], top[`${measure}_low`], top[`${measure}_high`])}, on ${countsOf(top)}.`);
      told.push(`Chance ${number(top.chance)}.`);
      const noise = view.noise[measure === "uar" ? 1 : 0];
      told.push(noise == null ? "Noise band not known: it takes two seeds of the reference." : `Noise band ${number(noise)}.`);
    }
    return told.join(" ");
  }

  /* A list of arms, each with a strip from 0 to 1. What the strip shows stands beside it in words. */
  function chart(data, state, view, chosen, referenceName) {
    const { measure } = state;
    const reference = view.rows.find((row) => row.arm === referenceName);
    const noise = view.noise[measure === "uar" ? 1 : 0];
    const centre = reference[measure];
    const per = (value) => `${(100 * Math.min(Math.max(value, 0), 1)).toFixed(2)}%`;
    const at = (name, from, to = null) => make("span", { class: name, style: { left: per(from), ...(to == null ? {} : { width: per(to - from) }) } });
    const items = chosen.map((row) => {
      const strip = make("span", { class: "strip", "aria-hidden": "true" });
      if (centre != null && noise != null) strip.append(at("band", centre - noise, Math.min(centre + noise, 1)));
      if (centre != null) strip.append(at("centre", centre));
      if (row.chance != null) strip.append(at("chance", row.chance));
      const value = row[measure];
      const verdict = verdictOf(data, row, measure);
      if (value != null) {
        strip.append(at(`dot ${verdict.replaceAll(" ", "-")}`, value));
        if (row[`${measure}_low`] != null) strip.append(at("interval", row[`${measure}_low`], row[`${measure}_high`]));
      }
      const told = value == null ? "open, not run yet" : between(value, row[`${measure}_low`], row[`${measure}_high`]);
      const p = row[measure === "uar" ? "p_uar_corrected" : "p_corrected"];
      const difference = measure === "uar" ? "difference_uar" : "difference";
      const beside = row[difference] == null ? "" :
        `${between(row[difference], row[`${difference}_low`], row[`${difference}_high`], true)}${p == null ? "" : `, ${pValue(p)}`}`;
      return make("li", { class: value == null ? "open" : "run", "data-arm": row.arm },
        make("span", { class: "arm" }, data.arms[row.arm]), strip,
        make("span", { class: "told" }, make("span", { class: "value" }, told),
          ...(value == null ? [] : [make("span", { class: "verdict" }, make("span", { "aria-hidden": "true" }, `${MARKS[verdict]} `), verdict),
            ...(beside ? [make("span", { class: "beside" }, `difference ${beside}`)] : []),
            make("span", { class: "beside" }, countsOf(row))])));
    });
    if (!items.length) return [];
    const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map((value) => make("span", { style: { left: per(value) } }, value.toFixed(1)));
    const legend = make("p", { class: "legend" },
      `Mark: ${MEASURES[measure]} from 0 to 1. Line: 95% interval${view.unit ? ` over ${view.unit}` : ""}. Dashes: chance.`
      + (centre == null ? "" : ` Solid line${noise == null ? "" : " and shade"}: the reference${noise == null ? "" : " and its noise band"}.`));
    return [legend, make("ol", { "aria-label": `Arms by ${MEASURES[measure]}` }, ...items),
      make("div", { class: "axis", "aria-hidden": "true" }, make("span", { class: "ticks" }, ...ticks))];
  }

  /* The rows that are chosen, every figure of them, as a file. */
  function csv(data, experiment, view, chosen) {
    const cell = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    const about = { experiment: experiment.name, data: view.data, split: view.split, reference: experiment.reference,
      noise: view.noise[0], noise_uar: view.noise[1] };
    const names = data.columns.flatMap((name) => (name === "arm" ? ["arm", "label"] : [name]));
    const value = (row, name) =>
      name === "label" ? data.arms[row.arm] : name.startsWith("verdict") ? data.verdicts[row[name]] : row[name];
    const lines = [[...Object.keys(about), ...names],
      ...chosen.map((row) => [...Object.values(about), ...names.map((name) => value(row, name))])];
    const mark = data.demo ? `# ${data.demo}\n` : "";
    return mark + lines.map((line) => line.map((one) => cell(String(one ?? ""))).join(",")).join("\n") + "\n";
  }

  /* The tables are in the page for whoever has no script; here they follow what was chosen. */
  function tables(name, rows, without) {
    for (const one of document.querySelectorAll("#ser-explorer-tables > [data-view]")) {
      one.hidden = one.dataset.view !== name;
      if (one.hidden) continue;
      [...one.querySelectorAll("tbody tr")].forEach((line, i) => { line.hidden = without.has(rows[i].arm); });
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
