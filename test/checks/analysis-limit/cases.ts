import { failed } from '../../../src/core/coverage.js';
import { archive, change, locked, type CheckCase } from '../case.js';

const old = locked('left', '1.0.0');
const now = locked('left', '1.1.0');
const changes = [change(old, now)];
const twice = archive({ ambiguities: [{ kind: 'duplicate-path', path: 'index.js' }] });

export const cases: readonly CheckCase[] = [
  { name: 'a tarball over a bound', given: { changes, facts: [{ of: now, archive: { coverage: failed('TARBALL_LIMIT', { limit: 'unpackedBytes' }) } }] }, fires: [{ message: 'limit', severity: 'medium', level: 'default', data: { code: 'TARBALL_LIMIT' } }] },
  { name: 'code that took too many steps', given: { changes, facts: [{ of: now, code: { coverage: { kind: 'partial', code: 'ANALYSER_STEPS', data: {} } } }] }, fires: [{ message: 'limit', data: { code: 'ANALYSER_STEPS' } }] },
  { name: 'other bytes than the lockfile pins', given: { changes, facts: [{ of: now, archive: { coverage: failed('INTEGRITY_MISMATCH') } }] }, fires: [{ message: 'other-bytes', severity: 'critical', confidence: 'high' }] },
  { name: 'an archive that can be read in two ways', given: { changes, facts: [{ of: now, archive: twice }] }, fires: [{ message: 'ambiguous', severity: 'high', level: 'default', data: { kind: 'duplicate-path' } }] },
  { name: 'the old archive could be read so too', given: { changes, facts: [{ of: old, archive: twice }, { of: now, archive: twice }] } },
  { name: 'a registry that is away is no evasion', given: { changes, facts: [{ of: now, archive: { coverage: failed('REGISTRY_UNREACHABLE') } }] } },
  { name: 'an ordinary archive', given: { changes } },
];
