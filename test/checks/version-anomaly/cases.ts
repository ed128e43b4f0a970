import type { SeenTag } from '../../../src/core/sighting.js';
import { change, locked, type CheckCase, type Given } from '../case.js';
import { recordOf, upgrade as changed } from '../registry-records.js';

const step = (name: string) => ({ name, version: '1.0.0', location: name });
const upgrade = (from: string, to: string, transitive = true): Given => ({ changes: [change(locked('left', from), locked('left', to), { introducers: [{ importer: '', path: transitive ? [step('app'), step('other'), step('left')] : [step('app'), step('left')], others: 0 }] })] });

const lately = '2026-11-21T12:00:00';
const pointed = (tag: string, version: string, more: Partial<SeenTag> = {}): SeenTag => ({ registry: 'default', name: 'left', tag, version, since: Date.parse('2026-10-01T00:00:00Z'), ...more });
const record = (tags: { readonly [tag: string]: string }, old = '2026-11-21T12:00:00') => recordOf({ '1.0.0': ['2025-01-01T00:00:00'], '1.0.1': [old], '2.0.0': ['2026-06-01T00:00:00'], '2.1.0': ['2026-11-20T00:00:00'], '3.0.0-rc.1': [lately] }, { '2.1.1': '2026-11-21T00:00:00Z' }, { tags });
const tagged = (tags: { readonly [tag: string]: string }, to: string, seen: readonly SeenTag[], more: { readonly from?: string; readonly old?: string; readonly transitive?: boolean } = {}): Given => ({ ...changed(record(tags, more.old), more.from ?? '1.0.0', to, more), seen: { tags: seen } });
const day = 86_400_000;
const now = Date.parse('2026-11-22T00:00:00Z');

export const cases: readonly CheckCase[] = [
  { name: 'a prerelease that no manifest here asks for', given: upgrade('1.0.0', '1.1.0-beta.1'), fires: [{ message: 'prerelease', severity: 'medium', level: 'default' }] },
  { name: 'a prerelease of a direct dependency is folded', given: upgrade('1.0.0', '1.1.0-beta.1', false), fires: [{ message: 'prerelease', severity: 'low', level: 'folded' }] },
  { name: 'a version that goes back is folded', given: upgrade('1.1.0', '1.0.9'), fires: [{ message: 'downgrade', severity: 'low', level: 'folded' }] },
  { name: 'from one prerelease to the next', given: upgrade('1.1.0-beta.1', '1.1.0-beta.2') },
  { name: 'an ordinary upgrade', given: upgrade('1.0.0', '1.1.0') },
  { name: 'versions that do not compare', given: upgrade('main', '1.0.0-x') },
  { name: 'a package that comes in', given: { changes: [change(undefined, locked('left', '1.0.0-rc.1'))] } },
  { name: 'latest goes back to a line that was filled up', given: tagged({ latest: '1.0.1' }, '1.0.1', [pointed('latest', '2.1.0')]), fires: [{ message: 'tag-back', severity: 'medium', level: 'default', data: { tag: 'latest', from: '2.1.0', version: '1.0.1' } }] },
  { name: 'a tag of an old line goes back to a later release', given: tagged({ latest: '2.1.0', stable: '1.0.1' }, '1.0.1', [pointed('latest', '2.1.0'), pointed('stable', '2.0.0')]), fires: [{ message: 'tag-back', level: 'default', data: { tag: 'stable', from: '2.0.0' } }] },
  { name: 'a second review says what the first one said', given: tagged({ latest: '1.0.1' }, '1.0.1', [pointed('latest', '1.0.1', { before: '2.1.0', since: now - day })]), fires: [{ message: 'tag-back', severity: 'medium', level: 'default', data: { from: '2.1.0' } }] },
  { name: 'in two steps, the first of which was seen', given: tagged({ latest: '1.0.1' }, '1.0.1', [pointed('latest', '1.0.0', { before: '2.1.0', since: now - day, highest: { version: '2.1.0', until: now - day } })]), fires: [{ message: 'tag-back', severity: 'medium', level: 'default', data: { from: '2.1.0' } }] },
  { name: 'in many steps', given: tagged({ latest: '1.0.1' }, '1.0.1', [pointed('latest', '0.9.0', { before: '0.9.1', since: now - day, highest: { version: '2.1.0', until: now - 13 * day } })]), fires: [{ message: 'tag-back', level: 'default', data: { from: '2.1.0' } }] },
  { name: 'in two steps, both seen', given: tagged({ latest: '1.0.1' }, '1.0.1', [pointed('latest', '1.0.1', { before: '1.0.0', since: now - day, highest: { version: '2.1.0', until: now - 2 * day } })]), fires: [{ message: 'tag-back', level: 'default', data: { from: '2.1.0' } }] },
  { name: 'a step that was seen two weeks ago is no news', given: tagged({ latest: '1.0.1' }, '1.0.1', [pointed('latest', '1.0.0', { before: '2.1.0', since: now - 14 * day, highest: { version: '2.1.0', until: now - 14 * day } })]) },
  { name: 'later than one that it left, though not than the highest', given: tagged({ latest: '1.0.1' }, '1.0.1', [pointed('latest', '2.0.0', { highest: { version: '2.1.1', until: now - day } })], { old: '2026-11-20T12:00:00' }), fires: [{ message: 'tag-back', level: 'default', data: { from: '2.0.0' } }] },
  { name: 'to a prerelease in two steps', given: tagged({ latest: '3.0.0-rc.1' }, '3.0.0-rc.1', [pointed('latest', '3.0.0-rc.0', { before: '2.1.0', since: now - day, highest: { version: '2.1.0', until: now - day } })], { from: '3.0.0-rc.0' }), fires: [{ message: 'tag-prerelease', level: 'default', data: { from: '2.1.0' } }] },
  { name: 'from a release that was left upwards', given: tagged({ latest: '2.1.0' }, '2.1.0', [pointed('latest', '2.0.0', { before: '1.0.0', since: now - day, highest: { version: '1.0.0', until: now - day } })]) },
  { name: 'a move that was first seen two weeks ago is no news', given: tagged({ latest: '1.0.1' }, '1.0.1', [pointed('latest', '1.0.1', { before: '2.1.0', since: now - 14 * day })]) },
  { name: 'a bad release that is taken back is folded', given: tagged({ latest: '2.0.0' }, '2.0.0', [pointed('latest', '2.1.0')]), fires: [{ message: 'tag-back', severity: 'low', level: 'folded' }] },
  { name: 'one that is taken back and gone is folded', given: tagged({ latest: '2.1.0' }, '2.1.0', [pointed('latest', '2.1.1')]), fires: [{ message: 'tag-back', level: 'folded' }] },
  { name: 'a filled-up line that has stood for two weeks is folded', given: tagged({ latest: '1.0.1' }, '1.0.1', [pointed('latest', '2.0.0')], { old: '2026-11-07T00:00:00' }), fires: [{ message: 'tag-back', level: 'folded' }] },
  { name: 'the same version, moved', given: tagged({ latest: '1.0.1' }, '1.0.1', [pointed('latest', '2.1.0')], { from: '1.0.1' }), fires: [{ message: 'tag-back', level: 'folded', change: 'standing' }] },
  { name: 'latest goes to a prerelease', given: tagged({ latest: '3.0.0-rc.1' }, '3.0.0-rc.1', [pointed('latest', '2.1.0')], { from: '3.0.0-rc.0' }), fires: [{ message: 'tag-prerelease', severity: 'medium', level: 'default', data: { from: '2.1.0' } }] },
  { name: 'a prerelease under latest that no manifest asks for is told once', given: tagged({ latest: '3.0.0-rc.1' }, '3.0.0-rc.1', [pointed('latest', '2.1.0')], { transitive: true }), fires: [{ message: 'prerelease', level: 'default' }, { message: 'tag-prerelease', level: 'folded' }] },
  { name: 'next goes on to a prerelease', given: tagged({ latest: '2.1.0', next: '3.0.0-rc.1' }, '3.0.0-rc.1', [pointed('next', '2.1.0')], { from: '3.0.0-rc.0' }) },
  { name: 'latest goes on, as every release does', given: tagged({ latest: '2.1.0' }, '2.1.0', [pointed('latest', '1.0.0')]) },
  { name: 'latest stays', given: tagged({ latest: '2.1.0' }, '2.1.0', [pointed('latest', '2.1.0')]) },
  { name: 'latest goes back, and another version is locked', given: tagged({ latest: '1.0.1' }, '2.1.0', [pointed('latest', '2.1.0')]) },
  { name: 'what no tag points to', given: tagged({ latest: '2.1.0' }, '2.0.0', []) },
  { name: 'tags of another registry are of another package', given: tagged({ latest: '1.0.1' }, '1.0.1', [pointed('latest', '2.1.0', { registry: 'https://npm.example/' })]), fires: [{ message: 'first-sight', level: 'audit' }] },
  { name: 'a first sight is kept, and not told', given: tagged({ latest: '1.0.1' }, '1.0.1', []), fires: [{ message: 'first-sight', severity: 'info', level: 'audit', data: { known: 'unknown: first sight', tags: 'latest' } }] },
  { name: 'without a memory every sight is the first', given: changed(record({ latest: '1.0.1' }), '1.0.0', '1.0.1'), fires: [{ message: 'first-sight', level: 'audit' }] },
  { name: 'more names than are asked about are a hole', given: { ...tagged({ latest: '2.1.0' }, '2.1.0', [pointed('latest', '2.1.0')]), seen: { tags: [pointed('latest', '2.1.0')], unasked: ['right'] } }, gaps: ['SIGHTINGS_LIMIT'] },
];
