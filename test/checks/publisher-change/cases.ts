import type { CheckCase } from '../case.js';
import { by, recordOf, upgrade, type Versions } from '../registry-records.js';

const ada = by('ada', 'ada@left.example');
const ci = by('GitHub Actions', 'oidc@registry.example', 'github');
const [long, lately] = ['2024-01-01T00:00:00', '2026-11-21T12:00:00'] as const;
const put = (versions: Versions, from = '1.0.0') => upgrade(recordOf(versions), from, '1.1.0');
const loud = { severity: 'medium', level: 'default', change: 'added' } as const;

export const cases: readonly CheckCase[] = [
  { name: 'an account that never published it', given: put({ '1.0.0': [long, ada], '1.1.0': [lately, by('eve', 'eve@mail.example')] }), fires: [{ message: 'account', ...loud, data: { publisher: 'eve' } }] },
  { name: 'the same, in several versions of one sitting', given: put({ '0.9.0': ['2023-01-01T00:00:00', ada], '1.0.0': [long, ada], '1.0.1': ['2026-11-21T11:00:00', by('eve')], '1.1.0': [lately, by('eve')] }), fires: [{ message: 'account', ...loud }] },
  { name: 'by hand, where a build service had published', given: put({ '0.9.0': ['2023-01-01T00:00:00', ada], '1.0.0': [long, ci], '1.1.0': [lately, ada] }), fires: [{ message: 'person', ...loud, data: { publisher: 'ada' } }] },
  { name: 'the same account, with an address of another domain', given: put({ '1.0.0': [long, ada], '1.1.0': [lately, by('ada', 'ada@mail.example')] }), fires: [{ message: 'address', ...loud, data: { domain: 'mail.example' } }] },
  { name: 'a new account two weeks ago is folded', given: put({ '1.0.0': [long, ada], '1.1.0': ['2026-11-07T00:00:00', by('eve')] }), fires: [{ message: 'account', severity: 'low', level: 'folded' }] },
  { name: 'the baseline is by the same account already', given: put({ '0.9.0': [long, ada], '1.0.0': ['2026-11-21T11:00:00', by('eve', 'eve@mail.example')], '1.1.0': [lately, by('eve', 'eve@mail.example')] }), fires: [{ message: 'account', level: 'folded', change: 'standing' }] },
  { name: 'the same account and address', given: put({ '1.0.0': [long, ada], '1.1.0': [lately, ada] }) },
  { name: 'another address of the same domain', given: put({ '1.0.0': [long, ada], '1.1.0': [lately, by('ada', 'ADA.L@LEFT.example')] }) },
  { name: 'an account that published an older version', given: put({ '0.9.0': ['2023-01-01T00:00:00', by('bob')], '1.0.0': [long, ada], '1.1.0': [lately, by('bob')] }) },
  { name: 'a build service comes in', given: put({ '1.0.0': [long, ada], '1.1.0': [lately, ci] }) },
  { name: 'the first version of all', given: upgrade(recordOf({ '1.1.0': [lately, ada] }), undefined, '1.1.0') },
  { name: 'a registry without publishers', given: put({ '1.0.0': [long], '1.1.0': [lately] }), gaps: ['RECORD_INCOMPLETE'] },
];
