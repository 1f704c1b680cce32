/* One window of a sound file as mono samples, as ser.audio.read_window reads it: only the bytes of the window are read.

   WAV (PCM of 8 to 32 bits, float, A-law, mu-law) and AIFF are read here, by content and not by name. Of any other sound
   `SerDecode.window` throws `Foreign`: the page then lets the browser decode it. The message is its kind, "sound" for
   those that every browser knows. */
(function (self) {
  "use strict";

  var LOWEST = 1000, HIGHEST = 768000; // rates that recorders write, in Hz
  var LOUDEST = 100; // samples on another scale (those of 16 bit, say) pass this
  var CHUNKS = 4096;
  var BROKEN = "damaged inside (its header breaks off); expected whole WAV, FLAC or AIFF; take another file.";
  // ser.audio.kinds names the same, but for those that Python reads.
  var UNCOMMON = { "#!AM": "AMR", "0&\u00b2u": "WMA or WMV", ".snd": "AU", caff: "CAF", riff: "Wave64" };
  var CODINGS = { 2: "MS ADPCM", 17: "IMA ADPCM" }; // of WAV
  var EMPTY = "no samples, the header promises none; expected speech; take another file.";

  function Refused(message) { this.name = "Refused"; this.message = message; }
  function Foreign(kind) { this.name = "Foreign"; this.message = kind; }
  function refuse(name, why) { throw new Refused(name + ": " + why); }
  Refused.prototype = Object.create(Error.prototype);
  Foreign.prototype = Object.create(Error.prototype);

  function bytes(blob, from, to) {
    return blob.slice(from, Math.min(to, blob.size)).arrayBuffer().then(function (buffer) { return new DataView(buffer); });
  }

  function tag(view, at) {
    var text = "";
    for (var place = at; place < at + 4 && place < view.byteLength; place++) text += String.fromCharCode(view.getUint8(place));
    return text;
  }

  /* What the first bytes of a file are, in words: "sound" is what browsers decode. */
  function kind(view) {
    var head = tag(view, 0), size = view.byteLength;
    function byte(place) { return place < size ? view.getUint8(place) : -1; }
    if (head === "RIFF" || head === "RIFX") return tag(view, 8) === "WAVE" ? "wav" : tag(view, 8) === "AVI " ? "a video" : "not audio";
    if (head === "FORM") return /^AIF[FC]$/.test(tag(view, 8)) ? "aiff" : "not audio";
    if (head === "%PDF") return "a PDF";
    if (head === "PK\u0003\u0004") return "a zip archive";
    if (/^(\u0089PNG|GIF8)$/.test(head) || (byte(0) === 0xff && byte(1) === 0xd8)) return "a picture";
    if (head === "fLaC" || head === "OggS" || /^ID3/.test(head) || tag(view, 4) === "ftyp" || head === "RF64") return "sound";
    if (byte(0) === 0x1a && byte(1) === 0x45 && byte(2) === 0xdf && byte(3) === 0xa3) return "sound"; // WebM
    if (byte(0) === 0xff && (byte(1) & 0xe0) === 0xe0) return "sound"; // MP3, AAC
    if (/^\u0000\u0000\u0001[\u00ba\u00b3]$/.test(head)) return "a video"; // MPEG
    if (byte(0) === 0x47 && byte(188) === 0x47 && byte(376) === 0x47) return "a video"; // MPEG transport stream
    return "not audio";
  }

  function lawful(code, law) { // one byte of A-law or mu-law, ITU-T G.711, as a sample of 16 bits
    var sign, exponent, mantissa;
    if (law === "mu") {
      code = ~code & 0xff;
      exponent = (code >> 4) & 7;
      mantissa = (((code & 15) << 3) + 132 << exponent) - 132;
      return code & 0x80 ? -mantissa : mantissa;
    }
    code ^= 0x55;
    exponent = (code >> 4) & 7;
    mantissa = (code & 15) << 4;
    sign = code & 0x80 ? 1 : -1;
    return sign * (exponent === 0 ? mantissa + 8 : (mantissa + 264) << (exponent - 1));
  }

  /* A function (view, byte) -> sample in [-1, 1], scaled as libsndfile does. */
  function reader(form) {
    var little = form.little, unsigned = form.unsigned;
    if (form.law) return function (view, at) { return lawful(view.getUint8(at), form.law) / 32768; };
    if (form.float) {
      return form.bytes === 8
        ? function (view, at) { return Math.fround(view.getFloat64(at, little)); }
        : function (view, at) { return view.getFloat32(at, little); };
    }
    if (form.bytes === 1) return unsigned
      ? function (view, at) { return (view.getUint8(at) - 128) / 128; }
      : function (view, at) { return view.getInt8(at) / 128; };
    if (form.bytes === 2) return function (view, at) { return view.getInt16(at, little) / 32768; };
    if (form.bytes === 3) return little
      ? function (view, at) { return ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8388608; }
      : function (view, at) { return ((view.getInt8(at) << 16) | view.getUint16(at + 1, false)) / 8388608; };
    return function (view, at) { return Math.fround(view.getInt32(at, little) / 2147483648); };
  }

  function extended(view, at) { // the 80-bit number that AIFF has its rate in
    var exponent = view.getUint16(at) & 0x7fff;
    var whole = view.getUint32(at + 2) * 4294967296 + view.getUint32(at + 6);
    return whole * Math.pow(2, exponent - 16446);
  }

  /* Call `each(name, from, size)` for every chunk until it returns true or the file ends. */
  async function walk(blob, little, each) {
    var at = 12;
    for (var count = 0; count < CHUNKS && at + 8 <= blob.size; count++) {
      var head = await bytes(blob, at, at + 8), size = head.getUint32(4, little);
      if (await each(tag(head, 0), at + 8, size)) return;
      at += 8 + size + (size & 1);
    }
  }

  async function wav(blob, name, little) {
    var form = null, data = null;
    await walk(blob, little, async function (chunk, from, size) {
      if (chunk === "fmt ") {
        var view = await bytes(blob, from, from + Math.min(size, 40));
        if (view.byteLength < 16) refuse(name, BROKEN);
        var code = view.getUint16(0, little), bits = view.getUint16(14, little);
        if (code === 0xfffe && view.byteLength >= 26) code = view.getUint16(24, little);
        form = { channels: view.getUint16(2, little), rate: view.getUint32(4, little), little: little };
        form.block = view.getUint16(12, little);
        form.bytes = (bits + 7) >> 3;
        if (code === 6 || code === 7) { form.law = code === 6 ? "A" : "mu"; form.bytes = 1; }
        else if (code === 3 && (form.bytes === 4 || form.bytes === 8)) form.float = true;
        else if (code === 1 && form.bytes >= 1 && form.bytes <= 4) form.unsigned = form.bytes === 1;
        else throw new Foreign("WAV in " + (CODINGS[code] || "coding " + code));
        if (form.block && form.channels && form.block % form.channels === 0 && !form.law) form.bytes = form.block / form.channels;
        if (!form.float && !form.law && (form.bytes < 1 || form.bytes > 4)) throw new Foreign("WAV of " + bits + " bits");
      }
      if (chunk === "data") { data = { from: from, size: size }; return true; }
    });
    return { form: form, data: data };
  }

  var AIFC = {
    NONE: {}, twos: {}, in24: {}, in32: {}, sowt: { little: true }, "raw ": { unsigned: true },
    fl32: { float: true }, FL32: { float: true }, fl64: { float: true }, FL64: { float: true },
    alaw: { law: "A" }, ALAW: { law: "A" }, ulaw: { law: "mu" }, ULAW: { law: "mu" },
  };

  async function aiff(blob, name, compressed) {
    var form = null, data = null;
    await walk(blob, false, async function (chunk, from, size) {
      if (chunk === "COMM") {
        var view = await bytes(blob, from, from + Math.min(size, 22));
        if (view.byteLength < 18) refuse(name, BROKEN);
        var code = compressed && view.byteLength >= 22 ? tag(view, 18) : "NONE", known = AIFC[code];
        if (!known) throw new Foreign("AIFF in coding " + code);
        form = Object.assign({ channels: view.getUint16(0), rate: Math.round(extended(view, 8)), little: false }, known);
        form.bytes = (view.getUint16(6) + 7) >> 3;
        if (form.law) form.bytes = 1;
        if (form.float) form.bytes = /64/.test(code) ? 8 : 4;
      }
      if (chunk === "SSND" && size >= 8) {
        var head = await bytes(blob, from, from + 8), skip = head.byteLength < 4 ? 0 : head.getUint32(0);
        data = { from: from + 8 + skip, size: size - 8 - skip };
      }
      return form && data;
    });
    return { form: form, data: data };
  }

  /* {samples, rate, seconds, window: {from, to}} of the window that begins `offset` s into a file and lasts `duration` s at most. */
  async function window(blob, name, offset, duration) {
    if (blob.size === 0) refuse(name, "empty file (0 bytes); expected audio; take another file.");
    var head = await bytes(blob, 0, 400), what = kind(head), uncommon = UNCOMMON[tag(head, 0)];
    if (uncommon) throw new Foreign(uncommon);
    if (what === "sound") throw new Foreign("sound");
    if (what !== "wav" && what !== "aiff") {
      var named = what === "not audio" ? what : "not audio (" + what + ")";
      refuse(name, named + "; expected a recording, such as WAV, AIFF, FLAC or MP3; take another file.");
    }
    var little = tag(head, 0) === "RIFF";
    var found = what === "wav" ? await wav(blob, name, little) : await aiff(blob, name, tag(head, 8) === "AIFC");
    var form = found.form, data = found.data;
    if (!form || !form.channels || !form.bytes) {
      refuse(name, "not audio (its header has no usable sample rate or length); expected WAV, FLAC or AIFF; take another file.");
    }
    checkRate(form.rate, name);
    if (!data) refuse(name, EMPTY);
    if (data.size >= 0xfffffff0) refuse(name, "never finished, its header names no length; write the file again.");
    if (data.from + data.size > blob.size) {
      var there = Math.max(0, blob.size - data.from);
      refuse(name, "cut short, header promises " + data.size + " bytes, received " + there + "; take the whole file.");
    }
    var step = form.bytes * form.channels, frames = Math.floor(data.size / step);
    var place = span(frames, form.rate, name, offset, duration);
    var view = await bytes(blob, data.from + place.start * step, data.from + (place.start + place.count) * step);
    var read = reader(form), samples = new Float32Array(Math.min(place.count, Math.floor(view.byteLength / step)));
    for (var frame = 0, at = 0; frame < samples.length; frame++) {
      var sum = 0;
      for (var channel = 0; channel < form.channels; channel++, at += form.bytes) sum += read(view, at);
      samples[frame] = sum / form.channels;
    }
    return checked(samples, form.rate, frames, place, name);
  }

  /* The same of channels that are already numbers: a recording, or what the browser decoded. `before` seconds of it were left out. */
  function fromChannels(channels, rate, name, offset, duration) {
    checkRate(rate, name);
    var frames = channels.length ? channels[0].length : 0;
    var place = span(frames, rate, name, offset, duration), samples = new Float32Array(place.count);
    for (var frame = 0; frame < place.count; frame++) {
      var sum = 0;
      for (var channel = 0; channel < channels.length; channel++) sum += channels[channel][place.start + frame];
      samples[frame] = sum / channels.length;
    }
    return checked(samples, rate, frames, place, name);
  }

  function checkRate(rate, name) {
    if (rate >= LOWEST && rate <= HIGHEST) return;
    refuse(name, "a sample rate of " + rate + " Hz; expected " + LOWEST + " to " + HIGHEST + "; take another file.");
  }

  function span(frames, rate, name, offset, duration) {
    if (frames === 0) refuse(name, EMPTY);
    var start = Math.floor(offset * rate);
    if (frames <= start) {
      var lasts = (frames / rate).toFixed(2);
      refuse(name, "too short, received " + lasts + " s, expected more than " + offset + " s; take a longer recording.");
    }
    return { start: start, count: Math.min(Math.floor(duration * rate), frames - start) };
  }

  function checked(samples, rate, frames, place, name) {
    var peak = 0;
    for (var at = 0; at < samples.length; at++) {
      var size = Math.abs(samples[at]);
      if (!(size <= peak)) peak = size; // a value that is not a number makes the peak one
      if (peak !== peak) break;
    }
    if (!isFinite(peak)) refuse(name, "holds values that are not finite; expected samples in [-1, 1]; take another file.");
    if (peak === 0) {
      refuse(name, "silent, every sample of the window is zero; expected speech; record it again nearer to the microphone.");
    }
    if (peak > LOUDEST) {
      refuse(name, "samples of up to " + peak.toPrecision(3) + "; expected about [-1, 1]; write the file again in that range.");
    }
    var window = { from: place.start / rate, to: (place.start + place.count) / rate };
    return { samples: samples, rate: rate, seconds: frames / rate, window: window };
  }

  /* Where a file begins behind its ID3 tags, which may hold a picture of megabytes. */
  async function untagged(blob) {
    for (var at = 0, count = 0; count < 4; count++) {
      var view = await bytes(blob, at, at + 10);
      if (view.byteLength < 10 || !/^ID3/.test(tag(view, 0))) break;
      at += 10 + ((view.getUint8(6) << 21) | (view.getUint8(7) << 14) | (view.getUint8(8) << 7) | view.getUint8(9));
      if (view.getUint8(5) & 0x10) at += 10; // it is told again at its end
    }
    return Math.min(at, blob.size);
  }

  /* What the browser should decode of a compressed file: {from, bytes, rate}, its first `bytes` behind any tag, at the
     rate in Hz that they name.

     The rate is 48000 where they do not name it plainly. More bytes might be an hour, and half a gigabyte decoded. */
  async function foreign(blob) {
    var from = await untagged(blob), view = await bytes(blob, from, from + 65536);
    var head = tag(view, 0), size = view.byteLength, table = [44100, 48000, 32000];
    function is(rate, bytes) { return { from: from, bytes: bytes, rate: rate >= 8000 && rate <= 192000 ? rate : 48000 }; }
    if (head === "fLaC" && size > 21) return is(view.getUint32(18) >>> 12, 4e6);
    if (head === "OggS" && size > 44 && tag(view, 29) === "vorb") return is(view.getUint32(40, true), 1e6);
    if (tag(view, 4) === "ftyp") return is(48000, 4e6);
    for (var at = 0, end = Math.min(4096, size - 3); at < end; at++) {
      var second = view.getUint8(at + 1), version = (second >> 3) & 3, layer = (second >> 1) & 3;
      var place = (view.getUint8(at + 2) >> 2) & 3;
      if (view.getUint8(at) === 0xff && second >= 0xe0 && layer === 1 && version !== 1 && place !== 3) {
        return is(table[place] >> (version === 3 ? 0 : version === 2 ? 1 : 2), 1e6);
      }
      if (from === 0 && view.getUint8(0) !== 0xff) break;
    }
    return is(48000, 1e6);
  }

  self.SerDecode = { window: window, fromChannels: fromChannels, foreign: foreign, Refused: Refused, Foreign: Foreign };
})(self);
