import { expect, test } from '@jest/globals';
import { originOf } from '../../src/lockfiles/origin.js';
import { registries } from './fixtures.js';

const kindOf = (resolved: string, name = '@acme/left'): string => {
  const origin = originOf(resolved, name, '1.0.0', { registries, directory: '' });
  return origin.kind === 'registry' ? origin.registry : origin.kind;
};
const digest = 'ab'.repeat(20);

test.each([
  ['GitHub\'s form below the scope\'s registry', `https://npm.acme.example/download/@acme/left/1.0.0/${digest}`, 'https://npm.acme.example/'],
  ['GitLab\'s form', 'https://npm.acme.example/@acme/left/-/@acme/left-1.0.0.tgz', 'https://npm.acme.example/'],
  ['another version', `https://npm.acme.example/download/@acme/left/2.0.0/${digest}`, 'url'],
  ['another name', `https://npm.acme.example/download/@acme/right/1.0.0/${digest}`, 'url'],
  ['no digest', 'https://npm.acme.example/download/@acme/left/1.0.0/latest', 'url'],
  ['another host', `https://npm.other.example/download/@acme/left/1.0.0/${digest}`, 'url'],
  ['below the public registry', `https://registry.example/download/@acme/left/1.0.0/${digest}`, 'url'],
])('%s', (_, resolved, expected) => {
  expect(kindOf(resolved)).toBe(expected);
});
