import { describe, expect, test } from '@jest/globals';
import { told } from './told.js';

// Addresses of no one: their checksums are wrong.
const eth = (at: number): string => `0x${(at + 17).toString(16)}aB3c4D5e6F708192a3B4c5D6e7F8091a2B3c4D5`.padEnd(42, 'e').slice(0, 42);
const addresses = [1, 2, 3, 4].map((at) => JSON.stringify(eth(at)));
const distance = 'function d(a, b) { const m = []; for (let i = 0; i <= a.length; i++) { m[i] = [i]; } for (let j = 0; j <= b.length; j++) m[0][j] = j; for (let i = 1; i <= a.length; i++) { for (let j = 1; j <= b.length; j++) { m[i][j] = a[i - 1] === b[j - 1] ? m[i - 1][j - 1] : 1 + Math.min(m[i - 1][j], m[i][j - 1], m[i - 1][j - 1]); } } return m[a.length][b.length]; }';

describe('wallets', () => {
  test.each([
    [`const t = [${addresses.join()}];`, 'addresses table'], [`const t = { a: ${addresses[0]}, b: ${addresses[1]}, c: ${addresses[2]} };`, 'addresses table'], [`const t = ${JSON.stringify([1, 2, 3, 4].map(eth).join('|'))}.split("|");`, 'addresses table'], [`const t = [${[1, 2, 3].map((at) => `"${eth(at).slice(0, 20)}" + "${eth(at).slice(20)}"`).join()}];`, 'addresses table'],
    [`${distance} const x = ${addresses[0]};`, 'distance edit-distance'], [`${distance} text.match(/0x[a-fA-F0-9]{40}/g);`, 'distance edit-distance'], [`${distance.replace('Math.min(m[i - 1][j], m[i][j - 1], m[i - 1][j - 1])', 'Math.min(m[i - 1][j], Math.min(m[i][j - 1], m[i - 1][j - 1]))')} const x = [${addresses.join()}];`, 'distance edit-distance'],
    [`const M = Math; ${distance.replace('Math.min', 'M.min')} const x = [${addresses.join()}];`, 'distance edit-distance'],
    [`tx.to = ${addresses[0]};`, 'recipient to'], [`const t = [${addresses.join()}]; args.params[0].recipient = t[i];`, 'recipient recipient'], [`const mine = ${addresses[0]}; body = body.replace(/0x[a-fA-F0-9]{40}/g, mine);`, 'recipient replace'], [`s.replaceAll(p, () => ${addresses[0]});`, 'recipient replaceAll'], [`e.clipboardData.setData("text/plain", ${addresses[0]});`, 'recipient setData'],
    ['window.ethereum.request({});', 'provider ethereum'], ['if (typeof window.ethereum !== "undefined") go();', 'provider ethereum'], ['const { solana } = window; globalThis.solana.connect();', 'provider solana'], ['const p = window["ether" + "eum"];', 'provider ethereum'], ['typeof ethereum !== "undefined" && ethereum.request();', 'provider ethereum'], ['const w = window; w.phantom?.solana;', 'provider phantom'],
    ['(function (g) { g.tronWeb.ready; })(typeof window !== "undefined" ? window : globalThis);', 'provider tronWeb'],
  ])('%s', (text, expected) => { expect(told(text, 'wallet')).toContain(expected); });

  test.each([
    `send({ to: ${addresses[0]} });`, 'tx.to = account;', 'message.to = "someone@example.invalid";', 'text.replace(/0x/, "");', `map.set("to", ${addresses[0]});`, 'const t = ["a", "b"]; tx.to = t[0];',
    `const t = [${addresses.slice(0, 2).join()}];`, `${distance}`, 'const t = ["a", "b", "c"];', 'const t = ["5d41402abc4b2a76b9719d911017c592", "7d793037a0760186574b0282f2f435e7", "9e107d9d372bb6826bd81d3542a419d6"];', 'options.ethereum.rpc;', 'function f(ethereum) { ethereum.request(); }', 'import { ethereum } from "x"; ethereum.request();', 'const chains = { ethereum: 1, solana: 2 }; chains.solana;',
    `const x = [${addresses.join()}]; function f(a) { for (const b of a) for (const c of b) g(Math.min(1, 2, 3)); }`.replace('Math.min(1, 2, 3)', 'c'),
  ])('nothing: %s', (text) => { expect(told(text, 'wallet').filter((one) => text.includes('f(a)') ? one.startsWith('distance') : true)).toEqual([]); });
});
