/* From any rate to that of the features, with the low-pass that soxr's "HQ" has: its response, measured when the
   book was built (ser.audio.response), is what `tables` holds.

   A table: {native, kernel, rows, columns}. `kernel` is the response by distance in samples of the lower rate,
   `step` values to a sample; it is the same on both sides. soxr filters in two steps and begins the second where the
   sound begins, so its first few samples differ from what the kernel gives; `rows` and `columns` are that difference,
   as factors of a matrix (samples out by samples in). */
(function (self) {
  "use strict";

  function divisor(a, b) { while (b) { var rest = a % b; a = b; b = rest; } return a; }

  /* The table of a rate, or the one of the nearest rate where it has none. */
  function nearest(tables, native) {
    var best = tables[0];
    tables.forEach(function (one) {
      if (Math.abs(Math.log(one.native / native)) < Math.abs(Math.log(best.native / native))) best = one;
    });
    return best;
  }

  /* The kernel between its values: a cubic through the four around `distance`. */
  function at(kernel, step, distance) {
    var place = distance * step, low = Math.floor(place), part = place - low, last = kernel.length - 1;
    if (low >= last) return 0;
    var a = kernel[low === 0 ? 1 : low - 1], b = kernel[low], c = kernel[low + 1], d = low + 2 > last ? 0 : kernel[low + 2];
    return b + part * ((c - a / 3 - b / 2 - d / 6) + part * ((a + c) / 2 - b + part * ((d - a) / 6 + (b - c) / 2)));
  }

  var last = { native: 0, phases: null }; // the weights of the rate that was there before

  function resample(samples, native, rate, tables, step) {
    if (native === rate) return samples;
    var table = nearest(tables, native), kernel = table.kernel;
    var common = divisor(native, rate), into = rate / common, from = native / common, lower = Math.min(native, rate);
    var wanted = Math.ceil(samples.length * rate / native);
    var given = Math.floor(samples.length / (native / rate) + 0.5); // as soxr rounds; the sample that may be left is zero
    var reach = Math.ceil((kernel.length - 1) / step * native / lower), taps = 2 * reach + 2, scale = lower / native;
    if (last.native !== native) last = { native: native, phases: into * taps <= 2e6 ? new Map() : null };
    var out = new Float32Array(wanted), known = last.phases, weights, fresh = new Float64Array(taps);
    for (var m = 0; m < Math.min(given, wanted); m++) {
      var whole = Math.floor(m * from / into), phase = m * from - whole * into, first = whole - reach;
      weights = known && known.get(phase);
      if (!weights) {
        weights = known ? new Float32Array(taps) : fresh;
        for (var tap = 0; tap < taps; tap++) {
          weights[tap] = scale * at(kernel, step, Math.abs(tap - reach - phase / into) * scale);
        }
        if (known) known.set(phase, weights);
      }
      var begin = Math.max(0, -first), end = Math.min(taps, samples.length - first), sum = 0;
      for (var tap2 = begin; tap2 < end; tap2++) sum += weights[tap2] * samples[first + tap2];
      out[m] = sum;
    }
    if (table.native === native) beginning(out, samples, table, scale);
    return out;
  }

  function beginning(out, samples, table, scale) {
    for (var part = 0; part < table.rows.length; part++) {
      var row = table.rows[part], column = table.columns[part], sum = 0;
      for (var p = 0; p < column.length && p < samples.length; p++) sum += column[p] * samples[p];
      for (var m = 0; m < row.length && m < out.length; m++) out[m] += scale * sum * row[m];
    }
  }

  self.SerResample = { resample: resample };
})(self);
