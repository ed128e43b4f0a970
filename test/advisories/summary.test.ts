import { expect, test } from '@jest/globals';
import { readRecord } from '../../src/advisories/records.js';

test.each<[string, object, string]>([
  ['its own', { summary: ' A fault ', details: 'Long.' }, 'A fault'],
  ['the first line of its details', { details: '## A fault\n\nLong.' }, 'A fault'],
  ['neither', {}, 'told without a summary'],
  ['no texts', { summary: 7, details: [] }, 'told without a summary'],
  ['one that is too long', { summary: 'x'.repeat(20_000) }, 'x'.repeat(500)],
])('the summary of a record: %s', (_, more, expected) => {
  expect(readRecord({ id: 'PYSEC-2023-74', modified: '2023-01-01T00:00:00Z', affected: [], ...more })?.summary).toBe(expected);
});
