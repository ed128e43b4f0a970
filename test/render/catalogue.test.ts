import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/index.js';
import { markdown, plain, wordsOf } from '../../src/render/words.js';
import { finding } from './build.js';
import { expectInert } from './tree.js';

const messages = [...catalogue.values()].flatMap((entry) => Object.keys(entry.messages).map((message) => [entry.id, message] as const));

describe('the words of every check', () => {
  test('there are some', () => expect(messages.length).toBeGreaterThan(10));
  test.each(messages)('%s %s: three sentences, inert in markdown', (check, message) => {
    const data = new Proxy({}, { getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 'QZQ @octocat #1' }), get: () => 'QZQ @octocat #1' });
    const one = finding({ check, message, data });
    const words = wordsOf(one, catalogue, markdown);
    expectInert(Object.values(words).join('\n\n'), 'QZQ');
    for (const text of Object.values(wordsOf(one, catalogue, plain))) expect(text).toMatch(/^(?:["A-Z]|npm ).{5,}/);
  });
});
