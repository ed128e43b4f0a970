import { failed } from '../../../src/core/coverage.js';
import { advisory, change, locked, python, type CheckCase } from '../case.js';

const old = locked('left', '1.0.0');
const now = locked('left', '1.1.0');
const malware = advisory('MAL-1', { malware: true, severity: 'critical' });

export const cases: readonly CheckCase[] = [
  { name: 'an update to a known-malicious version', given: { changes: [change(old, now)], facts: [{ of: now, advisories: [malware] }] }, fires: [{ message: 'malicious', severity: 'critical', level: 'default', change: 'added' }] },
  { name: 'a later version that nothing is known against is named', given: { changes: [change(old, now)], facts: [{ of: now, advisories: [malware] }], remedy: { nearest: '1.1.1', ends: [], whole: true, tool: { format: 'npm', version: '3', workspaces: false } } }, fires: [{ data: { fixed: '1.1.1', scope: 'runtime' } }] },
  { name: 'a new package that is known to be malicious', given: { changes: [change(undefined, now)], facts: [{ of: now, advisories: [malware] }] }, fires: [{ severity: 'critical' }] },
  { name: 'told even where the base holds it too', given: { changes: [change(old, now)], facts: [{ of: old, advisories: [malware] }, { of: now, advisories: [malware] }] }, fires: [{ change: 'standing', level: 'default' }] },
  { name: 'leaving a malicious version is silent', given: { changes: [change(old, now)], facts: [{ of: old, advisories: [malware] }] } },
  { name: 'an ordinary vulnerability is the other check\'s', given: { changes: [change(old, now)], facts: [{ of: now, advisories: [advisory('GHSA-1')] }] } },
  { name: 'an unknown answer is a hole', given: { changes: [change(undefined, now)], facts: [{ of: now, advisories: { coverage: failed('ADVISORIES_MALFORMED') } }] }, gaps: ['ADVISORIES_MALFORMED'] },
  { name: 'no version is pinned, and advisories speak of some versions', given: { changes: [change(python('left', '1.0.0'), python('left', '>=1', { unpinned: true }))], facts: [{ of: python('left', '>=1', { unpinned: true }), advisories: { coverage: { kind: 'partial', code: 'VERSION_UNKNOWN', data: {} }, value: [] } }] } },
  { name: 'a pin is no version', given: { changes: [change(undefined, python('left', 'trunk'))], facts: [{ of: python('left', 'trunk'), advisories: { coverage: { kind: 'partial', code: 'VERSION_UNKNOWN', data: {} }, value: [] } }] }, gaps: ['VERSION_UNKNOWN'] },
];
