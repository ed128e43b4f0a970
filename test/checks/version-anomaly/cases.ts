import { change, locked, type CheckCase, type Given } from '../case.js';

const step = (name: string) => ({ name, version: '1.0.0', location: name });
const upgrade = (from: string, to: string, transitive = true): Given => ({ changes: [change(locked('left', from), locked('left', to), { introducers: [{ importer: '', path: transitive ? [step('app'), step('other'), step('left')] : [step('app'), step('left')], others: 0 }] })] });

export const cases: readonly CheckCase[] = [
  { name: 'a prerelease that no manifest here asks for', given: upgrade('1.0.0', '1.1.0-beta.1'), fires: [{ message: 'prerelease', severity: 'medium', level: 'default' }] },
  { name: 'a prerelease of a direct dependency is folded', given: upgrade('1.0.0', '1.1.0-beta.1', false), fires: [{ message: 'prerelease', severity: 'low', level: 'folded' }] },
  { name: 'a version that goes back is folded', given: upgrade('1.1.0', '1.0.9'), fires: [{ message: 'downgrade', severity: 'low', level: 'folded' }] },
  { name: 'from one prerelease to the next', given: upgrade('1.1.0-beta.1', '1.1.0-beta.2') },
  { name: 'an ordinary upgrade', given: upgrade('1.0.0', '1.1.0') },
  { name: 'versions that do not compare', given: upgrade('main', '1.0.0-x') },
  { name: 'a package that comes in', given: { changes: [change(undefined, locked('left', '1.0.0-rc.1'))] } },
];
