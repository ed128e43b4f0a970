import { expect, test } from '@jest/globals';
import { cooldownEnds } from '../../src/core/cooldown.js';
import type { Finding } from '../../src/core/finding.js';
import { finding } from '../policy/build.js';

const young = (ends: string, more: Partial<Finding> = {}): Finding => finding({ check: 'release-age', message: 'cooldown', data: { ends }, ...more });

test.each<[name: string, findings: readonly Finding[], ends: string | undefined]>([
  ['nothing', [], undefined],
  ['one', [young('2026-11-25T10:00:00.000Z')], '2026-11-25T10:00:00.000Z'],
  ['the earliest of several, not the first by its letters', [young('2026-11-25T10:00:00.000Z'), young('2026-11-24T23:00:00.000Z'), young('2027-01-01T00:00:00.000Z')], '2026-11-24T23:00:00.000Z'],
  ['only what is told, and newly', [young('2026-11-24T00:00:00.000Z', { level: 'folded' }), young('2026-11-24T00:00:00.000Z', { change: 'standing' })], undefined],
  ['another check\'s word of that name', [young('2026-11-24T00:00:00.000Z', { check: 'new-dependency' })], undefined],
  ['no time', [young('soon'), finding({ check: 'release-age', data: {} }), finding({ check: 'release-age', data: { ends: 7 } })], undefined],
])('%s', (_name, findings, ends) => expect(cooldownEnds({ findings })).toBe(ends));
