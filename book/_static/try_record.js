/* Recording for the page "Try it": the microphone's own samples, the level while it runs, and a WAV file of it.
   Nothing is sent anywhere. Whatever ends a recording also puts the microphone's light out. */
(() => {
  "use strict";

  const CHUNK = 1024; // samples between two looks at the level
  const PATIENCE = 4000; // milliseconds to wait for a first sample

  const WORKLET = `registerProcessor("ser-take", class extends AudioWorkletProcessor {
    constructor() { super(); this.kept = new Float32Array(${CHUNK}); this.count = 0; }
    process([channels]) {
      for (let at = 0; channels.length && at < channels[0].length; at++) {
        let sum = 0;
        for (const channel of channels) sum += channel[at];
        this.kept[this.count++] = sum / channels.length;
        if (this.count === ${CHUNK}) { this.port.postMessage(this.kept); this.kept = new Float32Array(${CHUNK}); this.count = 0; }
      }
      return true;
    }
  });`;

  const REFUSALS = {
    NotAllowedError: "The browser did not let this page use the microphone. Allow it beside the address of the page and press Record again, or choose a file.",
    NotFoundError: "No microphone was found. Plug one in and press Record again, or choose a file.",
    NotReadableError: "The microphone is there but could not be opened: another program may be using it. Close that and press Record again.",
  };

  /* Why this browser cannot record here, or "". */
  function hindrance() {
    if (!window.isSecureContext)
      return "Recording is off: browsers lend the microphone only to pages from https or from your own machine. Choose a file.";
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia)
      return "Recording is off: this browser offers no microphone to a page. Choose a file.";
    if (!window.AudioContext || !window.AudioWorkletNode)
      return "Recording is off: this browser cannot hand over what the microphone hears. A newer one can, or choose a file.";
    return "";
  }

  /* Record until `stop` or for `longest` seconds. Calls onLevel(peak, seconds) while it runs and returns
     { done: a promise of {samples, rate}, stop() }. The promise fails with an Error whose message helps. */
  function record(longest, onLevel) {
    const parts = [];
    let stream, context, address, waiting, finish, fail, over = false, count = 0;
    const done = new Promise((resolve, reject) => { finish = resolve; fail = reject; });

    function close() {
      over = true;
      clearTimeout(waiting);
      document.removeEventListener("visibilitychange", hidden);
      window.removeEventListener("pagehide", left);
      if (stream) for (const track of stream.getTracks()) { track.onended = null; track.stop(); }
      if (context && context.state !== "closed") context.close();
      if (address) URL.revokeObjectURL(address);
    }
    function refuse(why) { if (!over) { close(); fail(new Error(why)); } }
    function stop() {
      if (over) return;
      const rate = context ? context.sampleRate : 0;
      close();
      if (!count) { fail(new Error("Nothing was recorded.")); return; }
      const samples = new Float32Array(Math.min(count, Math.round(longest * rate)));
      let at = 0;
      for (const part of parts) {
        samples.set(part.subarray(0, samples.length - at), at);
        at += Math.min(part.length, samples.length - at);
      }
      finish({ samples, rate });
    }
    function hidden() {
      if (document.hidden)
        refuse("The recording was stopped and thrown away because this tab was hidden. Stay on it while you speak, and press Record again.");
    }
    function left() { refuse("The recording was stopped because the page was left."); }

    async function begin() {
      // What makes a voice clear on the telephone changes what the models hear.
      const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
      const lent = await navigator.mediaDevices.getUserMedia({ audio: plain });
      if (over) { for (const track of lent.getTracks()) track.stop(); return; }
      stream = lent;
      for (const track of stream.getTracks())
        track.onended = () => refuse("The microphone went away while it recorded. Plug it in and press Record again.");
      context = new AudioContext();
      address = URL.createObjectURL(new Blob([WORKLET], { type: "text/javascript" }));
      await context.audioWorklet.addModule(address);
      if (over) return;
      if (context.state === "suspended") await context.resume();
      if (over) return;
      const node = new AudioWorkletNode(context, "ser-take", { numberOfOutputs: 1 });
      node.port.onmessage = ({ data }) => {
        if (over) return;
        parts.push(data);
        count += data.length;
        let peak = 0;
        for (const one of data) peak = Math.max(peak, Math.abs(one));
        onLevel(peak, count / context.sampleRate);
        clearTimeout(waiting);
        if (count >= longest * context.sampleRate) stop();
      };
      context.createMediaStreamSource(stream).connect(node);
      node.connect(context.destination); // which pulls it; what comes out of it is silence
      waiting = setTimeout(() => refuse("The microphone was opened, but nothing came from it. Is it switched off?"), PATIENCE);
    }

    document.addEventListener("visibilitychange", hidden);
    window.addEventListener("pagehide", left);
    begin().catch((error) => refuse(REFUSALS[error.name] || `The microphone could not be used (${error.name}). Choose a file.`));
    return { done, stop };
  }

  /* A WAV file of 32-bit floats or of 16-bit whole numbers. */
  function wav(samples, rate, bits = 32) {
    const width = bits / 8, head = new DataView(new ArrayBuffer(44));
    const text = (at, word) => [...word].forEach((letter, i) => head.setUint8(at + i, letter.charCodeAt(0)));
    const float = bits === 32;
    text(0, "RIFF"); head.setUint32(4, 36 + samples.length * width, true); text(8, "WAVE"); text(12, "fmt ");
    head.setUint32(16, 16, true); head.setUint16(20, float ? 3 : 1, true); head.setUint16(22, 1, true);
    head.setUint32(24, rate, true); head.setUint32(28, rate * width, true); head.setUint16(32, width, true);
    head.setUint16(34, bits, true); text(36, "data"); head.setUint32(40, samples.length * width, true);
    const body = float ? samples : Int16Array.from(samples, (one) => Math.round(32767 * Math.min(1, Math.max(-1, one))));
    return new Blob([head.buffer, body], { type: "audio/wav" });
  }

  window.SerTryRecord = { hindrance, record, wav };
})();
