import { expect, test } from '@jest/globals';
import { lineOf } from '../../src/core/version-line.js';

test.each([
  ['1.2.3', '1'], ['1.9.0', '1'], ['10.0.0', '10'], ['0.4.1', '0.4'], ['0.0.80', '0.0'], ['0.10.0-rc.1', '0.10'], ['2.0.0-rc.1', '2'], ['v3.1.0', '3'], ['1.2.3+build', '1'],
  ['', ''], ['latest', 'latest'], ['1', '1'], ['1.x', '1.x'], [`${'9'.repeat(40)}.0.0`, `${'9'.repeat(40)}.0.0`],
])('%s', (version, line) => {
  expect(lineOf(version)).toBe(line);
});
