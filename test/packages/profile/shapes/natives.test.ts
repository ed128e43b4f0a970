import { describe, expect, test } from '@jest/globals';
import { told } from './told.js';

describe('native libraries that are loaded', () => {
  test.each([
    ['require("./build/fast.node");', './build/fast.node'], ['try { module.exports = require("./a/b.so.1"); } catch {}', './a/b.so.1'], ['const p = require("path"); process.dlopen(module, p.join(__dirname, "data/fast.bin"));', './data/fast.bin'],
    ['const b = { "linux-x64": "./prebuilds/linux-x64.node" }[process.platform + "-" + process.arch]; b && require(b);', './prebuilds/linux-x64.node'], ['require("node-gyp-build")(__dirname);', 'node-gyp-build'], ['const load = require("bindings"); load("x");', 'bindings'],
    ['import { createRequire } from "node:module"; const r = createRequire(import.meta.url); r("./x.node");', './x.node'], ['import build from "node-gyp-build"; build(".");', 'node-gyp-build'],
  ])('%s', (text, key) => { expect(told(text, 'binary')).toEqual([`loaded ${key}`]); });

  test.each(['require("./node");', 'require("left.node.js");', 'load("./x.node");', 'const names = ["a.node"];', 'fs.readFileSync("x.node");', 'require("bindings-of-x");'])('none of it: %s', (text) => { expect(told(text, 'binary')).toEqual([]); });
});
