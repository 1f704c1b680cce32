/* What the models answered, for the page "Try it": probabilities and what they are worth, playback with a line over
   waveform, MFCC and attention, the table of changes, and that of all takes. try.js asks the models. */
(() => {
  "use strict";

  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value != null) made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  const per = (share) => `${(100 * share).toFixed(1)}%`;
  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  const seconds = (value) => `${value.toFixed(1)} s`;
  const topOf = (numbers) => numbers.reduce((best, one, at) => (one > numbers[best] ? at : best), 0);
  /* A table that stacks on a phone like those of the book; see `ser.pages.tables`. `rows` hold a name and cells. */
  function stacked(caption, names, rows) {
    const row = ([name, ...cells]) => make("tr", { role: "row" }, make("th", { scope: "row", role: "rowheader" }, name),
      ...cells.map((cell, at) => make("td", { role: "cell", "data-label": names[at + 1] }, make("span", {}, ...[cell].flat()))));
    return make("div", { class: "ser-table ser-stack", role: "region", tabindex: "0", "aria-label": caption },
      make("table", { role: "table" }, make("caption", {}, caption),
        make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...names.map((name) => make("th", { scope: "col", role: "columnheader" }, name)))),
        make("tbody", { role: "rowgroup" }, ...rows.map(row))));
  }
  const columns = (...names) => make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name))));

  /* `onChange(value)` is called when a change is chosen ("" for none, else "kind:size"), `onAll()` to try every one.
     Returns the element and what fills it. */
  function build(data, onChange, onAll) {
    const draw = window.SerTryDraw, { wav } = window.SerTryRecord;
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    const models = data.models, [published, corrected] = models;
    const parts = {}, urls = {};
    let shown = null, sound = null, frame = 0, axis = 1;

    const order = data.changes.flatMap(({ kind, sizes }) => sizes.map(([size]) => `${kind}:${size}`));
    function nameOf(value) {
      if (!value) return "as it is";
      const [kind, size] = value.split(":"), one = data.changes.find((group) => group.kind === kind);
      return one.told.replace("{}", new Map(one.sizes).get(size));
    }
    function says(probabilities) {
      const top = topOf(probabilities);
      return `${data.labels[top]} (${per(probabilities[top])})`;
    }
    function sentence(name, found) {
      const tops = models.map((one) => topOf(found[one.name].probabilities));
      const told = models.map((one) => `${one.told} says ${says(found[one.name].probabilities)}`);
      return `${name}: ${told.join("; ")}. They ${tops.every((top) => top === tops[0]) ? "agree" : "disagree"}.`;
    }

    /* ---------- The parts, once ---------- */

    function panel(name, label) {
      parts[name] = make("canvas", { role: "img", class: name });
      return [make("p", { class: "label" }, label), parts[name]];
    }
    function radio(value, label, checked) {
      const input = make("input", { type: "radio", name: "ser-try-change", value, on: { change: () => onChange(value) } });
      input.checked = checked;
      return make("label", {}, input, label);
    }

    parts.audio = make("audio", { preload: "auto" });
    for (const name of ["play", "pause", "seeked", "ended", "timeupdate"]) parts.audio.addEventListener(name, follow);
    const play = () => { if (parts.audio.paused) parts.audio.play().catch(() => {}); else parts.audio.pause(); };
    parts.play = make("button", { type: "button", on: { click: play } }, "Play");
    parts.place = make("input", { type: "range", min: "0", step: "0.05", value: "0", "aria-label": "Place in what the models heard",
      on: { input: () => { parts.audio.currentTime = Number(parts.place.value); } } });
    parts.time = make("span", { class: "time" });
    parts.save = make("a", { class: "save", hidden: true }, "Save the recording (WAV)");
    parts.axis = make("div", { class: "axis", "aria-hidden": "true" });
    parts.head = make("span", { class: "head", "aria-hidden": "true", hidden: true });
    parts.stack = make("div", { class: "stack" },
      ...panel("wave", "Waveform. Shaded: what the models hear."),
      ...panel("cepstrum", `MFCC: ${data.coefficients - 1} coefficients from the bottom up, red above zero, blue below. Striped: padding.`),
      ...panel("weights", `Attention of ${corrected.told} along time. Dotted: an even spread.`),
      parts.axis, parts.head);
    parts.text = make("textarea", { readonly: true, rows: "6", spellcheck: "false", "aria-label": "The takes, as Python" });
    for (const name of ["bands", "cards", "tried", "takes"]) parts[name] = make("div", { class: name });
    parts.fares = make("form", { class: "box", "aria-label": "Change the clip", on: { submit: (event) => event.preventDefault() } },
      make("p", {}, `One change at a time. What you then play is what the models heard. What no longer fits into ${data.duration} s is left off.`),
      make("fieldset", {}, make("legend", {}, "As it is"), radio("", "unchanged", true)),
      ...data.changes.map(({ kind, legend, sizes }) => make("fieldset", {}, make("legend", {}, legend),
        ...sizes.map(([size, label]) => radio(`${kind}:${size}`, label, false)))),
      make("button", { type: "button", on: { click: onAll } }, "Try every one of them"));
    const node = make("div", { class: "answer", hidden: true },
      make("h3", {}, "What they hear"), parts.cards, make("p", { class: "caution" }, data.caution),
      make("h3", {}, "Where they look"),
      make("div", { class: "player" }, parts.play, parts.place, parts.time, parts.save), parts.stack, parts.bands,
      make("h3", {}, "How the clip fares when it is changed"), parts.fares, parts.tried,
      make("h3", {}, "Your takes"), parts.takes,
      make("details", {}, make("summary", {}, "All probabilities, to copy into the exercise"), parts.text), parts.audio);
    const redraw = () => { if (shown) pictures(); };
    new ResizeObserver(redraw).observe(parts.stack);
    new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

    /* ---------- One answer ---------- */

    function show(from, found) {
      sound = from;
      shown = found;
      node.hidden = false;
      parts.cards.replaceChildren(...models.map((one) => card(one, found.models[one.name])));
      release();
      urls.played = URL.createObjectURL(wav(found.samples, data.rate, 16));
      parts.audio.src = urls.played;
      parts.save.hidden = !sound.whole;
      if (sound.whole) {
        urls.saved = URL.createObjectURL(sound.file);
        parts.save.href = urls.saved;
        parts.save.download = `${sound.name.toLowerCase().replaceAll(" ", "-")}.wav`;
      }
      parts.place.max = String(found.samples.length / data.rate);
      pictures();
      follow();
    }

    function release() {
      parts.audio.removeAttribute("src");
      parts.audio.load();
      parts.save.removeAttribute("href");
      for (const name of Object.keys(urls)) { URL.revokeObjectURL(urls[name]); delete urls[name]; }
    }

    function clear() {
      node.hidden = true;
      shown = sound = null;
      release();
    }

    function card(one, { probabilities }) {
      const top = topOf(probabilities);
      const rows = data.labels.map((label, at) => {
        const bar = make("span");
        bar.style.width = per(probabilities[at]);
        return make("tr", at === top ? { class: "top" } : {}, make("th", { scope: "row" }, label),
          make("td", { class: "number" }, per(probabilities[at])), make("td", { class: "bar", "aria-hidden": "true" }, bar));
      });
      const worth = one.worth.map(({ where, value, limits, silent }) => make("li", {}, `${where}: `, make("strong", {}, value),
        limits && ` (${limits})`, silent && `; ${silent}`));
      return make("div", { class: "model", "data-model": one.name },
        make("p", { class: "says" }, `${capital(one.told)} says `, make("strong", {}, data.labels[top]), "."),
        make("table", {}, make("caption", {}, `Probabilities by ${one.told}`), columns("emotion", "probability"), make("tbody", {}, ...rows)),
        make("p", { class: "worth" }, `How often it is right${data.chance && `, where chance is ${data.chance}`}${data.demo && ` (${data.demo})`}:`), make("ul", {}, ...worth));
    }

    /* ---------- Pictures ---------- */

    function pictures() {
      const length = shown.samples.length / data.rate, step = data.hop / data.rate;
      const room = { from: data.offset, to: data.offset + data.duration }, heard = { from: room.from, to: room.from + length };
      const whole = shown === sound.first ? sound.whole : null;
      const { frames, coefficients, values } = shown.mfcc, { attention, axis: walk } = shown.models[corrected.name];
      axis = Math.max(room.to, heard.to, sound.whole ? sound.whole.samples.length / sound.whole.rate : 0);
      const stride = walk.seconds, even = Math.max(1, Math.ceil((frames * step) / stride - 1e-6));
      const relative = attention.slice(0, even).map((weight) => weight * even);
      draw.waveform(parts.wave, { samples: shown.samples, whole, axis, heard, room });
      draw.mfcc(parts.cepstrum, { values, frames, coefficients, step, scale: data.scale, axis, room });
      draw.attention(parts.weights, { weights: relative, step: stride, shift: step / 2, end: length, axis, room });
      parts.wave.setAttribute("aria-label", `Waveform. The models hear ${seconds(length)} of it.`);
      parts.cepstrum.setAttribute("aria-label", `MFCC of ${frames} frames; ${length < data.duration - step ? `padding from ${seconds(heard.to)} on` : "no padding"}.`);
      const peak = topOf(relative), middle = room.from + Math.min((peak + 0.5) * stride, length);
      parts.weights.setAttribute("aria-label", `Attention along time, heaviest at ${seconds(middle)}: ${relative[peak].toFixed(1)} times an even spread.`);
      parts.axis.replaceChildren(...Array.from({ length: Math.floor(2 * axis) + 1 }, (_, at) => {
        const tick = make("span", {}, at % 2 ? "" : `${at / 2} s`);
        tick.style.left = per(at / 2 / axis);
        return tick;
      }));
      bands(shown.models[published.name]);
    }

    function bands({ attention }) {
      // Each pooling halves the coefficients, so that a step stands for a power of two of them.
      const each = 2 ** Math.ceil(Math.log2(data.coefficients / attention.length));
      parts.bands.replaceChildren(
        make("p", { class: "label" }, `Attention of ${published.told}. It does not walk along time: its weights lie on bands of coefficients, and each band holds the whole clip.`),
        make("ul", {}, ...attention.map((weight, at) => {
          const bar = make("span"), last = Math.min(data.coefficients, (at + 1) * each) - 1;
          bar.style.width = per(weight);
          return make("li", {}, make("span", {}, `coefficients ${at * each} to ${last}`), make("span", { class: "number" }, per(weight)), make("span", { class: "bar", "aria-hidden": "true" }, bar));
        })));
    }

    /* Glide while it plays; with reduced motion, step as often as the browser tells the time. */
    function follow() {
      cancelAnimationFrame(frame);
      const at = parts.audio.currentTime, playing = !parts.audio.paused;
      const word = playing ? "Pause" : "Play", length = shown ? shown.samples.length / data.rate : 0;
      if (parts.play.textContent !== word) parts.play.textContent = word;
      parts.place.value = String(at);
      parts.time.textContent = `${at.toFixed(1)} of ${seconds(length)}`;
      parts.place.setAttribute("aria-valuetext", `${seconds(at)} of ${seconds(length)}`);
      parts.head.hidden = !playing && at === 0;
      parts.head.style.left = per((data.offset + at) / axis);
      if (playing && !still.matches) frame = requestAnimationFrame(follow);
    }

    /* ---------- Two tables ---------- */

    /* `answers` maps each change that was tried to what the models said; "" is the clip as it is. */
    function tried(answers) {
      const first = answers.get("");
      const rows = ["", ...order].filter((value) => answers.has(value)).map((value) => [nameOf(value), ...models.map((one) => {
        const here = answers.get(value)[one.name].probabilities;
        const moved = topOf(here) !== topOf(first[one.name].probabilities);
        return [says(here), ...(moved ? [" ", make("strong", { class: "moved" }, "another answer")] : [])];
      })]);
      parts.tried.replaceChildren(stacked("What they say to each change that was tried", ["clip", ...models.map((one) => one.told)], rows));
    }

    /* `kept` holds {name, meant, and probabilities by model}; what was meant is written into it. */
    function takes(kept) {
      const numbers = (one, take) => `"${one.name}": [${take[one.name].map((p) => p.toFixed(4)).join(", ")}]`;
      const line = (take) => `    {"take": ${JSON.stringify(take.name)}, "meant": ${JSON.stringify(take.meant)}, ${models.map((one) => numbers(one, take)).join(", ")}},`;
      const write = () => { parts.text.value = `takes = [\n${kept.map(line).join("\n")}\n]`; };
      const rows = kept.map((take) => {
        const meant = make("select", { "aria-label": `What was meant in ${take.name}`, on: { change: () => { take.meant = meant.value; write(); } } },
          make("option", { value: "" }, "not said"), ...data.labels.map((label) => make("option", { value: label }, label)));
        meant.value = take.meant;
        return [take.name, meant, ...models.map((one) => says(take[one.name]))];
      });
      write();
      parts.takes.replaceChildren(
        stacked("The sounds that you asked about last. Say what was meant in each.", ["take", "meant", ...models.map((one) => one.told)], rows));
    }

    /* While a recording runs nothing else is asked. */
    function lock(on) { for (const one of parts.fares.elements) one.disabled = on; }

    function choose(value) { for (const one of parts.fares.querySelectorAll("input")) one.checked = one.value === value; }

    return { node, show, clear, tried, takes, choose, lock, nameOf, sentence, order, pause: () => parts.audio.pause() };
  }

  window.SerTryAnswer = { build, make, per, seconds, capital };
})();
