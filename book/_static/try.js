/* The page "Try it": loading the models, three ways to give them a sound, and the same sound changed.
   The models run in a worker (listen/); try_record.js records, try_answer.js shows. Of the models, nothing but the list
   of what this build carries is asked for before the reader presses the button, and nothing ever from another origin. */
(() => {
  "use strict";

  const ADDRESS = new URL("listen/", document.currentScript.src).href;
  const TAKES = 12; // kept in the table at most

  const NO_MODELS = "This build of the book carries no models: its profile has none, or the build has said why they are missing. The book of the profile full has them.";
  const NO_RUNTIME = "This build of the book carries the models, but not what runs them in a browser, because it could not be fetched. Build it again with make book "
    + "where there is a network. The command ser predict asks the models without a browser.";
  const UNREADABLE = "What the models need could not be read from where this page comes from. Reload the page; if that does not help, build the book again with make book.";
  const FROM_DISK = "This page was opened from the disk, and browsers do not let such a page run the models. Show the book with make serve, "
    + "or with python -m http.server in the folder of the book, and open the address that it prints.";
  const NO_ASSEMBLY = "The models cannot run here: this browser has no WebAssembly, or it is switched off. A newer browser can run them.";
  const NO_WORKER = "The models cannot run here: this browser has no web workers, or they are switched off. A newer browser can run them.";

  class Absent extends Error {}

  function start() {
    const root = document.getElementById("ser-try"), told = document.getElementById("ser-try-data");
    if (!root || !told || root.dataset.started) return;
    root.dataset.started = "true";
    root.replaceChildren(); // what stands there for whoever has no script
    const data = JSON.parse(told.textContent);
    const { build, make, per, seconds, capital } = window.SerTryAnswer, { record, wav, hindrance } = window.SerTryRecord;
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    const parts = { status: make("p", { role: "status", "aria-live": "polite", class: "status" }) };
    const counts = {};
    let engine = null, recording = null, sound = null, turn = 0, kept = [], answers = new Map();

    const say = (text, refusal = false) => {
      parts.status.textContent = text;
      parts.status.classList.toggle("refused", refusal);
    };

    /* ---------- Loading ---------- */

    parts.load = make("div", { class: "box load" });
    if (data.demo) root.append(make("p", { class: "ser-demo", role: "note" }, data.demo));
    root.append(parts.load, parts.status);
    const why = location.protocol === "file:" ? FROM_DISK : !window.WebAssembly ? NO_ASSEMBLY : !window.Worker ? NO_WORKER : "";
    if (why) absent(why);
    else carried().then(offer, (error) => absent(error instanceof Absent ? error.message : UNREADABLE));

    function absent(sentence) {
      parts.load.remove();
      say(sentence, true);
    }

    /* How many bytes of models and runtime this build carries, from the list that was written when it was built. */
    async function carried() {
      const what = await (await fetch(`${ADDRESS}what.json`)).json();
      if (!what.front) throw new Absent(NO_MODELS);
      if (!what.runtime) throw new Absent(NO_RUNTIME);
      return what.bytes;
    }

    function offer(bytes) {
      parts.button = make("button", { type: "button", class: "first", on: { click: load } }, `Load the models (${(bytes / 1e6).toFixed(1)} MB)`);
      parts.load.append(make("p", {}, "Nothing has been loaded yet. It comes from where this page comes from, and goes when you close the tab."), parts.button);
    }

    /* Only this page needs it, and only now. */
    function script(name) {
      return window.SerListen ? null : new Promise((resolve, reject) => {
        const asked = make("script", { src: ADDRESS + name, on: { load: resolve, error: () => reject(new Error(UNREADABLE)) } });
        document.head.append(asked);
      });
    }

    async function load() {
      if (engine) return;
      const { button } = parts, bar = make("progress", { "aria-label": "Loading", max: "1", value: "0" });
      button.setAttribute("aria-disabled", "true");
      parts.load.append(bar);
      say("Loading the models.");
      try {
        await script("listen.js");
        engine = window.SerListen.open(ADDRESS);
        const ready = await engine.load((loaded, total) => { bar.max = total; bar.value = loaded; });
        const held = [button, document.body].includes(document.activeElement);
        parts.load.remove();
        ways();
        say(`The models are ready: ${ready.megabytes.toFixed(1)} MB in ${seconds(ready.milliseconds / 1000)}. Record, choose a file, or pick a made clip.`);
        if (held) (parts.record.disabled ? parts.file : parts.record).focus();
      } catch (error) {
        if (engine) engine.close();
        engine = null;
        bar.remove();
        button.removeAttribute("aria-disabled");
        say(error.message, true);
      }
    }

    /* ---------- Three ways to a sound ---------- */

    function ways() {
      const no = hindrance(), from = data.offset, to = from + data.duration;
      parts.record = make("button", { type: "button", class: "first", disabled: Boolean(no), on: { click: recordOrStop } }, "Record");
      parts.level = make("div", { class: "level", role: "meter", "aria-label": "Level", "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": "0" }, make("span"));
      const heard = make("span", { class: "heard" });
      heard.style.left = per(from / data.recorded);
      heard.style.width = per((to - from) / data.recorded);
      parts.gone = make("span", { class: "gone" });
      parts.time = make("span", { class: "time" });
      parts.meters = make("div", { class: "meters", hidden: true }, parts.level,
        make("div", { class: "strip", "aria-hidden": "true" }, heard, parts.gone), parts.time);
      const voice = make("div", { class: "box" }, make("h3", {}, "Your voice"),
        ...(no ? [make("p", {}, no)] : [
          make("p", {}, `Take a breath, then say one short sentence. Recording stops by itself after ${data.recorded} s. The models hear what lies between ${from} s and ${to} s.`),
          make("p", {}, "Your browser will ask whether this page may use the microphone. The sound stays in this tab."),
        ]), parts.record, parts.meters);

      const chosen = () => { const [file] = parts.file.files, { length } = parts.file.files; parts.file.value = ""; given(file, length); };
      parts.file = make("input", { type: "file", id: "ser-try-file", accept: "audio/*,.wav,.flac,.aif,.aiff,.mp3,.ogg,.m4a", on: { change: chosen } });
      const drop = make("div", { class: "box drop" }, make("h3", {}, "A file"),
        make("p", {}, "Choose a sound file, or drop it here. It is read in this tab and sent nowhere."),
        make("label", { for: "ser-try-file" }, "Sound file"), parts.file);
      // Everywhere on the tool: a browser opens a file that is dropped beside its place, and the takes would be lost.
      for (const name of ["dragenter", "dragover"]) root.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
      for (const name of ["dragleave", "drop"]) root.addEventListener(name, () => drop.classList.remove("over"));
      root.addEventListener("drop", (event) => { event.preventDefault(); given(event.dataTransfer.files[0], event.dataTransfer.files.length); });

      parts.clip = make("select", { id: "ser-try-clip" }, ...data.clips.map((clip, at) => make("option", { value: at }, clip.name)));
      const clips = make("div", { class: "box" }, make("h3", {}, "A clip of this book"), make("p", {}, data.whose),
        make("label", { for: "ser-try-clip" }, "Clip"), parts.clip, make("button", { type: "button", on: { click: pick } }, "Ask about this clip"));

      parts.answer = build(data, change, all);
      root.insertBefore(make("div", { class: "ways" }, voice, drop, clips), parts.status);
      root.append(parts.answer.node);
    }

    async function recordOrStop() {
      if (recording) { recording.stop(); return; }
      const mine = ++turn;
      let looked = 0;
      parts.answer.pause();
      parts.answer.lock(true);
      parts.record.textContent = "Stop";
      say("Waiting for the microphone.");
      recording = record(data.recorded, (peak, past) => {
        if (parts.meters.hidden) { parts.meters.hidden = false; say("Recording. Speak now."); }
        const now = performance.now();
        if (now - looked < (still.matches ? 500 : 60)) return;
        looked = now;
        const level = Math.min(1, Math.max(0, 1 + Math.log10(Math.max(peak, 1e-4)) / 2.5)); // 50 dB of it
        parts.level.firstChild.style.width = per(level);
        parts.level.setAttribute("aria-valuenow", Math.round(100 * level));
        parts.gone.style.width = per(Math.min(1, past / data.recorded));
        parts.time.textContent = `${Math.min(past, data.recorded).toFixed(1)} of ${seconds(data.recorded)}`;
      });
      const over = () => { recording = null; parts.record.textContent = "Record"; parts.meters.hidden = true; parts.answer.lock(false); };
      try {
        const whole = await recording.done;
        over();
        if (mine !== turn) return;
        counts.recordings = (counts.recordings || 0) + 1;
        const name = `Recording ${counts.recordings}`;
        await hear({ name, whole, file: new File([wav(whole.samples, whole.rate)], name) }, loudness(whole.samples));
      } catch (error) {
        over();
        if (mine === turn) refuse(error);
      }
    }

    function loudness(samples) {
      const peak = samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
      if (peak > 0.99) return " It is clipped: louder than the microphone can take. Speak from farther away.";
      return peak < 0.02 ? " It is very quiet. Come closer to the microphone." : "";
    }

    function given(file, count) {
      if (file) hear({ name: file.name, file }, count > 1 ? ` Of ${count} files the first was taken.` : "");
    }

    async function pick() {
      const clip = data.clips[parts.clip.value], mine = ++turn;
      try {
        const answer = await fetch(clip.source);
        if (!answer.ok) throw new Error("This clip is not where the page looks for it. Build the book again with make book.");
        const file = new File([await answer.blob()], clip.name);
        if (mine === turn) await hear({ name: capital(clip.name), meant: clip.emotion, file });
      } catch (error) { if (mine === turn) refuse(error); }
    }

    /* ---------- Hearing ---------- */

    function refuse(error) {
      sound = null;
      parts.answer.clear();
      say(error.message, true);
    }

    async function hear(what, remark = "") {
      const mine = ++turn;
      if (recording) recording.stop();
      parts.answer.pause();
      say("The models listen.");
      try {
        const found = await engine.hear(what.file);
        if (mine !== turn) return;
        sound = what;
        sound.first = found;
        answers = new Map([["", found.models]]);
        const said = Object.fromEntries(data.models.map(({ name }) => [name, [...found.models[name].probabilities]]));
        kept = [...kept, { name: sound.name, meant: sound.meant || "", ...said }].slice(-TAKES);
        parts.answer.choose("");
        parts.answer.show(sound, found);
        parts.answer.tried(answers);
        parts.answer.takes(kept);
        say(parts.answer.sentence(sound.name, found.models) + remark);
      } catch (error) { if (mine === turn) refuse(error); }
    }

    const ask = (value) => {
      const [kind, size] = value.split(":");
      return engine.hear(sound.file, value ? { [kind]: Number(size), seed: 0 } : null);
    };

    async function change(value) {
      const mine = ++turn;
      parts.answer.pause();
      try {
        const found = value ? await ask(value) : sound.first;
        if (mine !== turn) return;
        answers.set(value, found.models);
        parts.answer.show(sound, found);
        parts.answer.tried(answers);
        say(parts.answer.sentence(`${sound.name}, ${parts.answer.nameOf(value)}`, found.models));
      } catch (error) { if (mine === turn) say(error.message, true); }
    }

    async function all() {
      const mine = ++turn;
      say("The models listen to every change.");
      try {
        for (const value of parts.answer.order) {
          const found = await ask(value);
          if (mine !== turn) return;
          answers.set(value, found.models);
          parts.answer.tried(answers);
        }
        say(`${sound.name}: every change was tried. What they say stands in the table below the changes.`);
      } catch (error) { if (mine === turn) say(error.message, true); }
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
