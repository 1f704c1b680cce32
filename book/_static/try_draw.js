/* Pictures for the page "Try it": waveform, MFCC and attention over one axis of time. Canvases as wide as their place. */
(() => {
  "use strict";

  /* A canvas in its own pixels: the context, and width and height in those of the page. */
  function open(canvas) {
    const ratio = window.devicePixelRatio || 1;
    const { width, height } = canvas.getBoundingClientRect();
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    return { pen, width, height };
  }

  const colour = (canvas, name) => getComputedStyle(canvas).getPropertyValue(name).trim();

  /* Stripes over what the models do not hear. */
  function hatch(pen, from, to, height, stroke) {
    if (to - from < 1) return;
    pen.save();
    pen.beginPath(); pen.rect(from, 0, to - from, height); pen.clip();
    pen.strokeStyle = stroke; pen.lineWidth = 1; pen.beginPath();
    for (let x = from - height; x < to; x += 7) { pen.moveTo(x, height); pen.lineTo(x + height, 0); }
    pen.stroke();
    pen.restore();
  }

  /* The lowest and highest sample of each column of a part of the picture. */
  function outline(pen, samples, from, to, height, top) {
    const columns = Math.max(1, Math.round(to - from));
    pen.beginPath();
    for (let column = 0; column < columns; column++) {
      const first = Math.floor((column * samples.length) / columns);
      const last = Math.max(first + 1, Math.floor(((column + 1) * samples.length) / columns));
      let low = Infinity, high = -Infinity;
      for (let at = first; at < last && at < samples.length; at++) {
        if (samples[at] < low) low = samples[at];
        if (samples[at] > high) high = samples[at];
      }
      if (high < low) continue;
      const y = (value) => height / 2 - (value / top) * (height / 2 - 2);
      pen.rect(from + column, y(high), 1, Math.max(1, y(low) - y(high)));
    }
    pen.fill();
  }

  /* Times are seconds of the clip: `axis` is where the picture ends, `heard` the window, `room` where the models stop listening.
     `whole`, of a recording, is drawn pale behind the window. */
  function waveform(canvas, { samples, whole, axis, heard, room }) {
    const { pen, width, height } = open(canvas);
    const x = (seconds) => (seconds / axis) * width;
    let top = 1e-6;
    for (const one of samples) top = Math.max(top, Math.abs(one));
    pen.fillStyle = colour(canvas, "--window");
    pen.fillRect(x(room.from), 0, x(room.to) - x(room.from), height);
    if (whole) {
      pen.fillStyle = colour(canvas, "--quiet");
      const most = Math.min(whole.samples.length, Math.round(axis * whole.rate));
      for (const one of whole.samples.subarray(0, most)) top = Math.max(top, Math.abs(one));
      outline(pen, whole.samples.subarray(0, most), 0, x(most / whole.rate), height, top);
      pen.fillStyle = colour(canvas, "--window");
      pen.fillRect(x(heard.from), 0, x(heard.to) - x(heard.from), height);
    }
    pen.fillStyle = colour(canvas, "--mark");
    outline(pen, samples, x(heard.from), x(heard.to), height, top);
    pen.fillStyle = colour(canvas, "--edge");
    for (const edge of [room.from, room.to]) pen.fillRect(x(edge) - 0.5, 0, 1, height);
  }

  /* Coefficients from the second on, upwards, red above zero and blue below; hatched where the clip is over. */
  function mfcc(canvas, { values, frames, coefficients, step, scale, axis, room }) {
    const { pen, width, height } = open(canvas);
    const x = (seconds) => ((room.from + seconds) / axis) * width;
    const rows = coefficients - 1, sizes = new Float32Array(frames * rows);
    for (let frame = 0; frame < frames; frame++)
      for (let row = 0; row < rows; row++) sizes[frame * rows + row] = Math.abs(values[frame * coefficients + row + 1]);
    const top = sizes.length ? sizes.slice().sort()[Math.floor(0.99 * (sizes.length - 1))] || 1 : 1;
    const colours = scale.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
    const end = ((room.to - room.from) / step) + 1;
    pen.fillStyle = "#ffffff";
    pen.fillRect(x(-step / 2), 0, x((end - 0.5) * step) - x(-step / 2), height);
    if (frames) {
      const image = new ImageData(frames, rows), middle = (colours.length - 1) / 2;
      for (let frame = 0; frame < frames; frame++)
        for (let row = 0; row < rows; row++) {
          const value = values[frame * coefficients + row + 1] / top;
          const [red, green, blue] = colours[Math.round(middle + middle * Math.min(1, Math.max(-1, value)))];
          image.data.set([red, green, blue, 255], 4 * ((rows - 1 - row) * frames + frame));
        }
      const small = document.createElement("canvas");
      small.width = frames; small.height = rows;
      small.getContext("2d").putImageData(image, 0, 0);
      pen.imageSmoothingEnabled = false;
      pen.drawImage(small, x(-step / 2), 0, x((frames - 0.5) * step) - x(-step / 2), height);
    }
    hatch(pen, x((frames - 0.5) * step), x((end - 0.5) * step), height, "#767676");
  }

  /* Steps of weight over time, relative to an even spread, which is dotted. A frame has its middle at its time, so that
     steps begin earlier by `shift`. */
  function attention(canvas, { weights, step, shift, end, axis, room }) {
    const { pen, width, height } = open(canvas);
    const x = (seconds) => ((room.from + Math.min(Math.max(0, seconds - shift), end)) / axis) * width;
    const top = Math.max(1.2, 1.1 * weights.reduce((most, one) => Math.max(most, one), 0));
    const y = (value) => height - (value / top) * (height - 2);
    pen.fillStyle = colour(canvas, "--weight");
    pen.strokeStyle = colour(canvas, "--line");
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(x(0), height);
    weights.forEach((weight, at) => { pen.lineTo(x(at * step), y(weight)); pen.lineTo(x((at + 1) * step), y(weight)); });
    pen.lineTo(x(weights.length * step), height);
    pen.fill();
    pen.stroke();
    pen.setLineDash([2, 3]); pen.lineWidth = 1; pen.beginPath();
    pen.moveTo(x(0), y(1)); pen.lineTo(x(end), y(1)); pen.stroke();
  }

  window.SerTryDraw = { waveform, mfcc, attention };
})();
