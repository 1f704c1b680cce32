/* Everything heavy, away from the page: a classic Web Worker that goes the road of ser.training.saved.listening, from a sound
   file to probabilities. Nothing is fetched before {type: "load"}, and all of it from this folder.

   in   {type: "load"}
        {type: "hear", id, file} or {type: "hear", id, channels, rate}, and with either `name` and `change`
   out  {type: "loading", loaded, total} ... {type: "ready", megabytes, milliseconds} or {type: "failed", why}
        {type: "heard", id, rate, seconds, window, samples, mfcc, models, milliseconds} or {type: "refused", id, why}
        {type: "foreign", id, kind, from, bytes, rate}: the browser has to decode this file; listen.js sees to it */
"use strict";

importScripts("decode.js", "resample.js", "change.js");

var listening = null; // once loaded: what.json, tables, sessions
var queue = Promise.resolve();

function address(file) { return new URL(file, self.location.href).href; }

async function fetched(file, told) {
  var answer = await fetch(address(file));
  if (!answer.ok) throw new Error(file + " is not there (" + answer.status + ")");
  if (!answer.body) return answer.arrayBuffer();
  var parts = [], size = 0, source = answer.body.getReader();
  for (;;) {
    var step = await source.read();
    if (step.done) break;
    parts.push(step.value);
    size += step.value.byteLength;
    told(step.value.byteLength);
  }
  var whole = new Uint8Array(size), at = 0;
  parts.forEach(function (part) { whole.set(part, at); at += part.byteLength; });
  return whole.buffer;
}

async function load() {
  if (listening) {
    self.postMessage({ type: "ready", megabytes: listening.what.bytes / 1e6, milliseconds: 0 });
    return;
  }
  var began = performance.now(), what = await (await fetch(address("what.json"))).json(), loaded = 0;
  if (!what.runtime) throw new Error("this book was built without what runs the models; build it again with a network");
  if (!what.front) throw new Error("this book has no models");
  function told(more) {
    loaded += more;
    self.postMessage({ type: "loading", loaded: Math.min(loaded, what.bytes), total: what.bytes });
  }
  told(0);
  var names = Object.keys(what.models);
  var files = await Promise.all([what.runtime.binary, what.resampling.file, what.front.file]
    .concat(names.map(function (name) { return what.models[name].file; }))
    .map(function (file) { return fetched(file, told); }));
  importScripts(what.runtime.script);
  var settings = self.ort.env.wasm;
  settings.numThreads = 1;
  settings.proxy = false;
  settings.wasmPaths = { mjs: address(what.runtime.module), wasm: address(what.runtime.binary) };
  settings.wasmBinary = files[0];
  var options = { executionProviders: ["wasm"], graphOptimizationLevel: "all" }, sessions = {};
  var front = await self.ort.InferenceSession.create(files[2], options);
  settings.wasmBinary = undefined; // it is compiled by now
  for (var place = 0; place < names.length; place++) {
    sessions[names[place]] = await self.ort.InferenceSession.create(files[3 + place], options);
  }
  var numbers = new Float32Array(files[1]);
  function part(range) { return numbers.slice(range[0], range[0] + range[1]); }
  var tables = what.resampling.tables.map(function (table) {
    return { native: table.native, kernel: part(table.kernel), rows: table.rows.map(part), columns: table.columns.map(part) };
  });
  listening = { what: what, tables: tables, front: front, sessions: sessions };
  self.postMessage({ type: "ready", megabytes: what.bytes / 1e6, milliseconds: performance.now() - began });
}

async function run(session, feeds) {
  var found = await session.run(feeds), values = {};
  Object.keys(found).forEach(function (name) {
    values[name] = { dims: found[name].dims.slice(), data: Float32Array.from(found[name].data) };
    found[name].dispose();
  });
  Object.keys(feeds).forEach(function (name) { feeds[name].dispose(); });
  return values;
}

async function hear(asked) {
  if (!listening) throw new SerDecode.Refused("The models are not loaded yet.");
  var began = performance.now(), front = listening.what.front;
  var name = asked.name || (asked.file && asked.file.name) || "the recording";
  var found = asked.channels
    ? SerDecode.fromChannels(asked.channels, asked.rate, name, front.offset, front.duration)
    : await SerDecode.window(asked.file, name, front.offset, front.duration);
  var samples = SerResample.resample(found.samples, found.rate, front.rate, listening.tables, listening.what.resampling.step);
  samples = SerChange.change(samples, front.rate, front.duration, asked.change);
  var Tensor = self.ort.Tensor;
  var mfcc = (await run(listening.front, { samples: new Tensor("float32", samples.slice(), [samples.length]) })).mfcc, models = {};
  for (var which of Object.keys(listening.sessions)) {
    var said = await run(listening.sessions[which], { mfcc: new Tensor("float32", mfcc.data.slice(), mfcc.dims) });
    var about = listening.what.models[which];
    models[which] = {
      labels: about.labels, probabilities: Array.from(said.probabilities.data),
      attention: Array.from(said.attention.data), axis: about.axis,
    };
  }
  self.postMessage({
    type: "heard", id: asked.id, rate: found.rate, seconds: found.seconds, window: found.window, samples: samples,
    mfcc: { frames: mfcc.dims[0], coefficients: mfcc.dims[1], values: mfcc.data }, models: models,
    milliseconds: performance.now() - began,
  }, [samples.buffer, mfcc.data.buffer]);
}

async function answer(asked) {
  try {
    if (asked.type === "load") await load();
    if (asked.type === "hear") await hear(asked).catch(function (error) { return elsewhere(asked, error); });
  } catch (error) {
    if (asked.type === "load") self.postMessage({ type: "failed", why: sentence(error) });
    else {
      var known = error instanceof SerDecode.Refused;
      var why = known ? error.message : "This cannot be heard (" + sentence(error) + "); take another file.";
      self.postMessage({ type: "refused", id: asked.id, why: why });
    }
  }
}

/* Hand a file that is not read here to the browser, which decodes on the page's side; throw any other error on. */
async function elsewhere(asked, error) {
  if (!(error instanceof SerDecode.Foreign)) throw error;
  var said = { type: "foreign", id: asked.id, kind: error.message };
  self.postMessage(Object.assign(said, await SerDecode.foreign(asked.file)));
}

function sentence(error) { return String((error && error.message) || error).split("\n")[0]; }

// One after the other, in the order asked.
self.onmessage = function (event) { queue = queue.then(function () { return answer(event.data); }); };
