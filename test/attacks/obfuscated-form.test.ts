import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { obfuscatedForm } from './obfuscated-form.js';

const harmless = String.raw`
var seen = [];
function sum(first, second) { return typeof first === 'number' ? first + second.length : { name: first, 'two words': true, size: 0.5 }; }
async function later(...all) { return await all.length; }
for (const word of ['one', 'don\'t', 'ümlaut "quoted"']) { seen.push(sum(1, word), word.replace(/[a-z]{2,3}/g, '-')); }
later(1, 2);
seen.push(sum('q', 'w'), Object.keys({ a: 1 }).concat('end'));
result.push(...seen);
`;

test.each([['plain', 7], ['plain', 908], ['base64', 7], ['base64', 1219]] as const)('the %s form of a harmless text (seed %i) computes what the text does, and shows none of its words', (strings, seed) => {
  const run = (text: string): unknown => {
    const result: unknown[] = [];
    runInNewContext(text, { result }, { timeout: 5_000 });
    return JSON.parse(JSON.stringify(result));
  };
  const text = obfuscatedForm(harmless, { seed, strings });
  expect(text).toBe(obfuscatedForm(harmless, { seed, strings }));
  expect(run(text)).toEqual(run(harmless));
  expect(text).not.toMatch(/\n|\bseen\b|\.push|\.length|function sum/);
  if (strings === 'base64') expect(text).not.toMatch(/umlaut|quoted/);
});
