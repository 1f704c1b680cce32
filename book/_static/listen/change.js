/* What may be done to a clip before it is heard: cut it, slow it, put noise over it. In this order. */
(function (self) {
  "use strict";

  function cut(samples, rate, seconds) {
    return samples.slice(0, Math.max(1, Math.round(seconds * rate)));
  }

  /* The same voice `factor` times as long, at the same pitch (WSOLA: Verhelst & Roelands, 1993).

     Pieces of 40 ms are laid over each other at half their length; each is taken from where, within 10 ms, it goes
     on most like the piece before. */
  function slow(samples, rate, factor) {
    var piece = 2 * Math.round(0.02 * rate), hop = piece / 2, play = Math.round(0.01 * rate);
    var length = Math.round(samples.length * factor), out = new Float32Array(length), sum = new Float32Array(length);
    var hann = Float32Array.from({ length: piece }, function (_, at) { return 0.5 - 0.5 * Math.cos(2 * Math.PI * (at + 0.5) / piece); });
    function sample(at) { return at >= 0 && at < samples.length ? samples[at] : 0; }
    function likeness(one, other) {
      var product = 0, power = 1e-9;
      for (var at = 0; at < hop; at += 2) { product += sample(one + at) * sample(other + at); power += sample(other + at) * sample(other + at); }
      return product / Math.sqrt(power);
    }
    var place = -hop;
    for (var to = -hop; to < length; to += hop) {
      var ideal = Math.round(to / factor), next = place + hop, best = ideal, most = -Infinity;
      if (to === -hop) best = ideal;
      else for (var shift = -play; shift <= play; shift += 2) {
        var found = likeness(next, ideal + shift);
        if (found > most) { most = found; best = ideal + shift; }
      }
      place = best;
      for (var at = Math.max(0, -to); at < piece && to + at < length; at++) {
        out[to + at] += hann[at] * sample(place + at);
        sum[to + at] += hann[at];
      }
    }
    for (var n = 0; n < length; n++) if (sum[n] > 1e-3) out[n] /= sum[n];
    return out;
  }

  /* Numbers between 0 and 1, the same for the same seed (mulberry32). */
  function draws(seed) {
    var state = seed >>> 0;
    return function () {
      state = (state + 0x6d2b79f5) >>> 0;
      var t = state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }

  /* White noise over the clip, so that its power lies `decibels` below that of the clip. */
  function noisy(samples, decibels, seed) {
    var draw = draws(seed), power = 0, n = samples.length, out = new Float32Array(n);
    for (var at = 0; at < n; at++) power += samples[at] * samples[at];
    var spread = Math.sqrt(power / n / Math.pow(10, decibels / 10));
    for (var to = 0; to < n; to++) {
      out[to] = samples[to] + spread * Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
    }
    return out;
  }

  /* `wanted` is {cut: seconds kept or null, slow: factor or null, noise: signal to noise in dB or null, seed}. */
  function change(samples, rate, duration, wanted) {
    if (!wanted) return samples;
    if (wanted.cut > 0) samples = cut(samples, rate, wanted.cut);
    if (wanted.slow > 0 && wanted.slow !== 1) samples = slow(samples, rate, wanted.slow).slice(0, Math.floor(duration * rate));
    if (wanted.noise !== null && wanted.noise !== undefined && isFinite(wanted.noise)) samples = noisy(samples, wanted.noise, wanted.seed || 0);
    return samples;
  }

  self.SerChange = { change: change };
})(self);
