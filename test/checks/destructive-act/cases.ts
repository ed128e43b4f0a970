import { signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const critical = { severity: 'critical', confidence: 'high', level: 'default' } as const;
const high = { severity: 'high', confidence: 'high', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

const wipe = signal('destructive', 'wipe', '/', 'load');
const loop = signal('destructive', 'endless-loop', 'while', 'load');
const gate = signal('gate', 'place', 'country', 'unreachable');
const rows: readonly (readonly [name: string, after: Parameters<typeof upgraded>[0], wanted: readonly Wanted[], before?: Parameters<typeof upgraded>[1]])[] = [
  ['wiping at install', { signals: [{ ...wipe, trigger: 'install' }] }, [{ message: 'at-install', ...critical, data: { what: 'wipe', key: '/' } }]],
  ['wiping, undecided', { signals: [{ ...wipe, trigger: 'undecided' }] }, [{ message: 'at-load', ...high }]],
  ['processes without end, at load', { signals: [signal('destructive', 'fork-bomb', 'fork bomb', 'load')] }, [{ message: 'at-load', ...high }]],
  ['overwriting at load', { signals: [signal('destructive', 'overwrite', '~', 'load')] }, [{ message: 'at-load', ...high }]],
  ['overwriting at load, behind a question', { signals: [signal('destructive', 'overwrite', '~', 'load'), gate] }, [{ message: 'at-load', ...critical }]],
  ['behind a question that stood', { signals: [wipe, gate] }, [{ message: 'at-load', ...high }], { signals: [gate] }],
  ['wiping on call', { signals: [{ ...wipe, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['wiping on call, behind a question', { signals: [{ ...wipe, trigger: 'call' }, gate] }, [{ message: 'when-called', ...medium }]],
  ['wiping in code that nothing reaches', { signals: [{ ...wipe, trigger: 'unreachable' }] }, [{ message: 'when-called', ...audit }]],
  ['a loop without end at load', { signals: [loop] }, [{ message: 'at-load', ...medium }]],
  ['a loop without end at install', { signals: [{ ...loop, trigger: 'install' }] }, [{ message: 'at-install', ...medium }]],
  ['a loop without end on call', { signals: [{ ...loop, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['a loop without end in code that nothing reaches', { signals: [{ ...loop, trigger: 'unreachable' }] }, [{ message: 'when-called', ...audit }]],
  ['from call to load', { signals: [wipe] }, [{ message: 'at-load', ...high }], { signals: [{ ...wipe, trigger: 'call' }] }],
];

export const cases: readonly CheckCase[] = [
  ...standing({ signals: [wipe] }, { message: 'at-load', ...high }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'a question alone', given: upgraded({ signals: [signal('gate', 'place', 'country', 'load')] }) },
];
