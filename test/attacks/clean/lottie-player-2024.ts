import type { Replica } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';
import { before } from '../blind/lottie-player-2024.js';

export const replica: Replica = {
  id: 'lottie-player-2024',
  story: 'The bundle grows by a canvas renderer, easing curves and a control bar with an embedded icon.',
  name: '@lottiefiles/lottie-player',
  before,
  after: {
    version: '2.1.0',
    publishedAt: '2024-08-14T09:14:27.000Z',
    publisher: { name: 'lottie-ci', email: 'ci@mail.example.invalid' },
    manifest: {
      main: 'dist/lottie-player.js',
      unpkg: 'dist/lottie-player.js',
      license: 'MIT',
      description: 'animation web component',
    },
    files: {
      ...before.files,
      'dist/lottie-player.js': before.files['dist/lottie-player.js']
        .replace(`  var PlayerState;`, () => `  var PLAY_ICON = 'data:image/png;base64,iVBORw0KGgo${noise(2400, 17)}';

  function cubicBezier(x1, y1, x2, y2) {
    var cx = 3 * x1, bx = 3 * (x2 - x1) - cx, ax = 1 - cx - bx;
    var cy = 3 * y1, by = 3 * (y2 - y1) - cy, ay = 1 - cy - by;
    return function (x) {
      var t = x;
      for (var i = 0; i < 8; i++) {
        var err = ((ax * t + bx) * t + cx) * t - x;
        if (Math.abs(err) < 1e-6) { break; }
        t -= err / ((3 * ax * t + 2 * bx) * t + cx);
      }
      return ((ay * t + by) * t + cy) * t;
    };
  }

  var EASINGS = { linear: function (x) { return x; }, ease: cubicBezier(.25, .1, .25, 1), easeInOut: cubicBezier(.42, 0, .58, 1) };

  class CanvasRenderer {
    constructor(canvas, data) {
      this.context = canvas.getContext('2d');
      this.data = data;
      this.scale = Math.min(canvas.width / data.w, canvas.height / data.h);
    }
    frame(n) {
      var context = this.context;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, context.canvas.width, context.canvas.height);
      context.scale(this.scale, this.scale);
      this.data.layers.forEach(function (layer) {
        if (n < layer.ip || n >= layer.op) { return; }
        var progress = EASINGS[layer.easing || 'linear']((n - layer.ip) / (layer.op - layer.ip));
        context.globalAlpha = layer.from + (layer.to - layer.from) * progress;
        context.fillStyle = layer.fill;
        context.fill(new Path2D(layer.path));
      });
    }
  }

  function controls(player) {
    var bar = document.createElement('div');
    var button = bar.appendChild(document.createElement('button'));
    button.style.backgroundImage = 'url(' + PLAY_ICON + ')';
    button.addEventListener('click', function () { player.dispatchEvent(new CustomEvent('toggle')); });
    window.addEventListener('resize', function () { bar.style.width = player.clientWidth + 'px'; });
    player.shadowRoot.appendChild(bar);
  }

  var PlayerState;`)
        .replace(`        this.currentState = PlayerState.Playing;`, () => `        this.currentState = PlayerState.Playing;
        var canvas = this.shadowRoot.querySelector('.animation').appendChild(document.createElement('canvas'));
        this.renderer = new CanvasRenderer(canvas, json);
        if (this.hasAttribute('controls')) { controls(this); }`),
    },
  },
  must: 'warn',
};
