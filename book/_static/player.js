/* Players: a line moves over the waveform, and over the figures that follow a clip, while it plays.
   Every player is a plain <audio> that works without this script. */
(function () {
  "use strict";

  var still = window.matchMedia("(prefers-reduced-motion: reduce)");

  var all = [];

  function line(parent) {
    var head = document.createElement("span");
    head.className = "ser-head";
    head.hidden = true;
    head.setAttribute("aria-hidden", "true");
    parent.appendChild(head);
    return head;
  }

  function told(seconds) {
    return seconds.toFixed(1) + " s";
  }

  /* One clip: its audio, and everything that shows where it is. */
  function Clip(player) {
    var clip = this;
    all.push(this);
    this.name = player.dataset.clip;
    this.audio = player.querySelector("audio");
    this.seconds = Number(player.dataset.seconds);
    this.shown = [];
    this.frame = 0;
    ["play", "pause", "seeked", "ended", "timeupdate"].forEach(function (name) {
      clip.audio.addEventListener(name, function () { clip.follow(); });
    });
    this.audio.addEventListener("play", function () {
      all.forEach(function (other) { if (other !== clip) { other.audio.pause(); } });
    });

    var wave = player.querySelector(".ser-wave");
    var head = line(wave);
    this.shown.push(function (at, playing) {
      head.hidden = !playing && at === 0;
      head.style.left = 100 * Math.min(1, at / clip.seconds) + "%";
    });
    wave.addEventListener("click", function (event) {
      var box = wave.getBoundingClientRect();
      clip.seek(clip.seconds * (event.clientX - box.left) / box.width);
    });
  }

  /* A server that sends files whole, as Python's does, lets nobody seek: then the sound is fetched and kept. */
  Clip.prototype.keep = function () {
    var clip = this, audio = this.audio, seekable = audio.seekable;
    if (this.kept || !/^https?:/.test(audio.src) || (seekable.length && seekable.end(seekable.length - 1) > 0)) {
      return null;
    }
    this.kept = fetch(audio.src)
      .then(function (answer) { return answer.blob(); })
      .then(function (sound) {
        var playing = !audio.paused;
        audio.src = URL.createObjectURL(sound);
        if (playing) { audio.play().catch(function () {}); }
        return new Promise(function (ready) { audio.addEventListener("loadedmetadata", ready, { once: true }); });
      })
      .catch(function () {});
    return this.kept;
  };

  Clip.prototype.seek = function (seconds) {
    var clip = this, kept = this.keep();
    if (kept) {
      kept.then(function () { clip.seek(seconds); });
      return;
    }
    this.audio.currentTime = Math.max(0, Math.min(seconds, this.seconds));
    this.draw();
  };

  Clip.prototype.toggle = function () {
    // A browser that cannot play says so in the controls of the player.
    if (this.audio.paused) { this.audio.play().catch(function () {}); } else { this.audio.pause(); }
  };

  Clip.prototype.draw = function () {
    var at = this.audio.currentTime, playing = !this.audio.paused;
    this.shown.forEach(function (show) { show(at, playing); });
  };

  /* Glide while it plays; with reduced motion jump, as often as the browser tells the time. */
  Clip.prototype.follow = function () {
    var clip = this;
    window.cancelAnimationFrame(this.frame);
    this.draw();
    if (!this.audio.paused && !still.matches) {
      this.frame = window.requestAnimationFrame(function () { clip.follow(); });
    }
  };

  /* A figure that follows a clip: lines over its axes, and under it a button and a slider. */
  function overlay(bar) {
    var figure = document.getElementById(bar.dataset.figure);
    var image = figure && figure.querySelector("img");
    var clip = all.find(function (one) { return one.name === bar.dataset.clip; });
    if (!image || !clip) { return; }

    /* On a phone the figure is another picture, in which the axes lie elsewhere. */
    var picture = image.closest("picture") || image;
    var source = picture.querySelector("source");
    var phone = source ? window.matchMedia(source.media) : { matches: false };
    var wide = JSON.parse(bar.dataset.boxes), narrow = JSON.parse(bar.dataset.narrowBoxes);
    if (source) { phone.addEventListener("change", function () { clip.draw(); }); }

    var around = document.createElement("span");
    around.className = "ser-over";
    picture.parentNode.insertBefore(around, picture);
    around.appendChild(picture);
    wide.forEach(function (_, number) {
      var head = line(around);
      clip.shown.push(function (at, playing) {
        var box = (phone.matches ? narrow : wide)[number];
        var share = (at - box[4]) / (box[5] - box[4]);
        head.hidden = share < 0 || share > 1 || (!playing && at === 0);
        head.style.top = 100 * box[1] + "%";
        head.style.height = 100 * box[3] + "%";
        head.style.left = 100 * (box[0] + share * box[2]) + "%";
      });
    });

    var button = document.createElement("button");
    button.type = "button";
    var slider = document.createElement("input");
    slider.type = "range";
    slider.min = "0";
    slider.max = String(clip.seconds);
    slider.step = "0.05";
    slider.value = "0";
    slider.setAttribute("aria-label", "Place in the clip, " + bar.dataset.label);
    var time = document.createElement("span");
    time.className = "ser-time";
    button.addEventListener("click", function () { clip.toggle(); });
    slider.addEventListener("input", function () { clip.seek(Number(slider.value)); });
    clip.shown.push(function (at, playing) {
      var word = playing ? "Pause" : "Play";
      if (button.textContent !== word) {
        button.textContent = word;
        button.setAttribute("aria-label", word + " the clip over this figure, " + bar.dataset.label);
      }
      slider.value = String(at);
      slider.setAttribute("aria-valuetext", told(at) + " of " + told(clip.seconds));
      time.textContent = told(at) + " of " + told(clip.seconds);
    });
    bar.append(button, slider, time);
    var left = bar.closest(".cell");
    around.insertAdjacentElement("afterend", bar);
    bar.hidden = false;
    if (left && !left.textContent.trim()) { left.remove(); }
    clip.draw();
  }

  function start() {
    document.querySelectorAll(".ser-player").forEach(function (player) { new Clip(player); });
    document.querySelectorAll(".ser-follow").forEach(overlay);
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
