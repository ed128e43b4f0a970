// What the tests of a mutation group take from @jest/globals: the real `expect`, and a collector in place of jest's own runner.
import { createRequire } from 'node:module';

const require = createRequire(createRequire(import.meta.url).resolve('@jest/globals'));
export const { expect } = require('expect');

/** Every test that was declared since the process began, in order. Names are for people; ids are told apart by a number. */
export const declared = [];
const path = [];
let file = '';
export const inFile = (name) => { file = name; };

export function test(name, body) {
  declared.push({ id: `${file} ${[...path, name].join(' > ')} #${declared.length}`, name: [...path, name].join(' > '), body });
}
export function describe(name, body) {
  path.push(name);
  try {
    body();
  } finally {
    path.pop();
  }
}
const each = (declare) => (rows) => (name, body) => {
  for (const [index, row] of rows.entries()) declare(`${name} ${index}`, () => (Array.isArray(row) ? body(...row) : body(row)));
};
test.each = each(test);
describe.each = each(describe);
