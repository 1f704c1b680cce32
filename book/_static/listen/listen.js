/* The page's side of listening: `SerListen.open(base)` for the folder that this script lies in.

   open(base)                  an object with:
     .supported()              "" or the sentence that says why it will not work here
     .load(onProgress)         a promise of {megabytes, milliseconds}; onProgress(loaded, total) in bytes
     .hear(fileOrPcm, change)  a promise of what worker.js says it heard; fileOrPcm is a Blob or {channels, rate, name}
     .close()                  ends the worker and gives its memory back
   A promise is refused with an Error whose message is a sentence for the reader. */
(function () {
  "use strict";

  var SECONDS = 30; // of what the browser decoded, these go to the worker

  function supported() {
    if (location.protocol === "file:") {
      return "This page was opened from a file, and a browser lets no such page load the models: "
        + "open the book from a server, such as that of `make serve`.";
    }
    if (typeof Worker === "undefined") return "This browser has no Web Workers, which the models run in: take a newer one.";
    if (typeof WebAssembly === "undefined") return "WebAssembly is switched off or missing in this browser, and the models need it.";
    return "";
  }

  function open(base) {
    var worker = null, waiting = new Map(), number = 0, loading = null, closed = false;

    function fail(why) {
      if (loading) loading.reject(new Error(why));
      waiting.forEach(function (one) { one.reject(new Error(why)); });
      waiting.clear();
      loading = null;
    }

    function start() {
      worker = new Worker(new URL("worker.js", new URL(base, location.href)));
      worker.onerror = function (event) {
        if (event.preventDefault) event.preventDefault();
        fail("What runs the models could not be started" + (event.message ? " (" + event.message + ")" : "") + ".");
      };
      worker.onmessage = function (event) { told(event.data); };
    }

    function told(said) {
      var one = waiting.get(said.id);
      if (said.type === "loading" && loading) loading.progress(said.loaded, said.total);
      if (said.type === "ready" && loading) {
        loading.resolve({ megabytes: said.megabytes, milliseconds: said.milliseconds });
        loading.resolve = loading.reject = function () {};
      }
      if (said.type === "failed") fail("The models could not be loaded: " + said.why + ".");
      if (!one) return;
      if (said.type === "foreign") { foreign(one, said); return; }
      waiting.delete(said.id);
      if (said.type === "heard") one.resolve(said);
      if (said.type === "refused") one.reject(new Error(said.why));
    }

    /* Let the browser decode what the worker cannot: the bytes that `said` names, at their rate. */
    function foreign(one, said) {
      var last = said.from + said.bytes, file = one.file, name = file.name || "the recording";
      var Context = window.OfflineAudioContext || window.webkitOfflineAudioContext;
      function no(why) { waiting.delete(one.id); one.reject(new Error(name + ": " + why)); }
      if (!Context) { no("this browser decodes WAV and AIFF alone; save it as WAV."); return; }
      file.slice(said.from, last).arrayBuffer().then(function (bytes) {
        return new Promise(function (resolve, reject) {
          var done = new Context(1, 1, said.rate).decodeAudioData(bytes, resolve, reject);
          if (done && done.catch) done.catch(reject);
        });
      }).then(function (sound) {
        var count = Math.min(sound.length, SECONDS * sound.sampleRate), channels = [];
        for (var place = 0; place < sound.numberOfChannels; place++) channels.push(sound.getChannelData(place).slice(0, count));
        post({ type: "hear", id: one.id, channels: channels, rate: sound.sampleRate, name: name, change: one.change });
      }).catch(function () {
        if (said.kind !== "sound") no(said.kind + ", which this browser cannot decode; save it as PCM WAV.");
        else no(file.size > last
          ? "this browser cannot decode its beginning; cut it to a few seconds, or save it as WAV."
          : "not audio that this browser can decode; expected WAV, AIFF, FLAC or MP3; take another file.");
      });
    }

    function post(message) {
      worker.postMessage(message, message.channels ? message.channels.map(function (one) { return one.buffer; }) : []);
    }

    function load(onProgress) {
      var why = closed ? "This was closed." : supported();
      if (why) return Promise.reject(new Error(why));
      if (!worker) start();
      if (!loading) {
        loading = { progress: function () {} };
        loading.promise = new Promise(function (resolve, reject) { loading.resolve = resolve; loading.reject = reject; });
        worker.postMessage({ type: "load" });
      }
      if (onProgress) loading.progress = onProgress;
      return loading.promise;
    }

    function hear(what, change) {
      return load().then(function () {
        return new Promise(function (resolve, reject) {
          var id = ++number, message = { type: "hear", id: id, change: change || null, name: what.name };
          waiting.set(id, { id: id, resolve: resolve, reject: reject, file: what, change: change || null });
          if (what instanceof Blob) message.file = what;
          else { message.channels = what.channels.map(function (one) { return one.slice(); }); message.rate = what.rate; }
          post(message);
        });
      });
    }

    function close() {
      closed = true;
      if (worker) worker.terminate();
      worker = null;
      fail("This was closed.");
    }

    return { supported: supported, load: load, hear: hear, close: close };
  }

  window.SerListen = { open: open, supported: supported };
})();
