import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { inShort } from '../../app/world.js';
import { expected } from './expected.js';
import { honestOf, incidents, replicaOf } from './incidents.js';
import { rowOf, stoppedBy, tableOf, wordsOf } from './rows.js';
import { minuteOne, ordinary, reviewed } from './world.js';

/** Some carry files of ten megabytes, as the attacks did. */
const patience = 600_000;

test('all 28 attacks are here, and each says what of its record is known and what is filled in', () => {
  expect(incidents.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  expect(new Set(incidents.map(({ id }) => id)).size).toBe(28);
  for (const { known, assumed } of incidents) expect([known, assumed].filter((text) => text.length < 10)).toEqual([]);
});

test('the document has the table as it is held here', () => {
  expect(readFileSync('docs/attacks.md', 'utf8')).toContain(`\n${tableOf(expected)}\n`);
});

describe.each(incidents)('$id', (incident) => {
  const { ordinary: before, ...attack } = expected.find(({ id }) => id === incident.id)!;

  test('is blocked in its first minute, and each half says what the table says', async () => {
    const [whole, record, code] = await reviewed(minuteOne(incident, await replicaOf(incident)), ['whole', 'record', 'code']);
    expect(whole!.outcome).toBe('block');
    expect(stoppedBy(whole!)).not.toEqual([]);
    expect(rowOf(incident.id, { whole: whole!, record: record!, code: code! })).toEqual(attack);
    expect(code!.gaps.map((gap) => gap.code)).toContain('REGISTRY_UNREACHABLE');
  }, patience);

  test('an honest release before it is what the table says after a day, and only young beside that in its first minute', async () => {
    const [replica, honest] = [await replicaOf(incident), await honestOf(incident)];
    const [later] = await reviewed(ordinary(incident, replica, honest, 'day'), ['whole']);
    const { outcome, told, gaps } = inShort(later!);
    expect(wordsOf(later!)).toBe(before);
    expect([outcome, gaps]).toEqual([told.length > 0 ? 'warn' : 'pass', []]);
    const [at] = await reviewed(ordinary(incident, replica, honest, 'minute'), ['whole']);
    expect(inShort(at!)).toMatchObject({ outcome: 'warn', told: [...told, 'release-age fresh'].sort(), gaps: [] });
  }, patience);
});
