import { signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const probable = { severity: 'high', confidence: 'medium', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

const collector = signal('host', 'collector', 'webhook.example', 'load');
const rows: readonly (readonly [name: string, after: Parameters<typeof upgraded>[0], wanted: readonly Wanted[], before?: Parameters<typeof upgraded>[1]])[] = [
  ['a collector at install', { signals: [{ ...collector, trigger: 'install' }] }, [{ message: 'at-install', ...probable, data: { what: 'collector', key: 'webhook.example' } }]],
  ['a tunnel at install', { signals: [signal('host', 'tunnel', 't.example', 'install')] }, [{ message: 'at-install', ...probable }]],
  ['a tunnel at load', { signals: [signal('host', 'tunnel', 't.example', 'load')] }, [{ message: 'at-load', ...medium }]],
  ['a collector, undecided', { signals: [{ ...collector, trigger: 'undecided' }] }, [{ message: 'at-load', ...medium }]],
  ['a collector on call', { signals: [{ ...collector, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['a collector in code that nothing reaches', { signals: [{ ...collector, trigger: 'unreachable' }] }, [{ message: 'when-called', ...audit }]],
  ['an address at install', { signals: [signal('host', 'address', '198.51.100.1', 'install')] }, [{ message: 'at-install', ...medium }]],
  ['a dead drop at install', { signals: [signal('host', 'dead-drop', 'paste.example', 'install')] }, [{ message: 'at-install', ...medium }]],
  ['an address at load', { signals: [signal('host', 'address', '198.51.100.1', 'load')] }, [{ message: 'at-load', ...folded }]],
  ['a dead drop at load', { signals: [signal('host', 'dead-drop', 'paste.example', 'load')] }, [{ message: 'at-load', ...folded }]],
  ['a name at install', { signals: [signal('host', 'name', 'a.example', 'install')] }, [{ message: 'at-install', ...folded }]],
  ['a name at load', { signals: [signal('host', 'name', 'a.example', 'load')] }, [{ message: 'at-load', ...folded }]],
  ['another collector than before', { signals: [collector] }, [{ message: 'at-load', ...medium }], { signals: [{ ...collector, key: 'other.example' }] }],
  ['from call to load', { signals: [collector] }, [{ message: 'at-load', ...medium }], { signals: [{ ...collector, trigger: 'call' }] }],
  ['ten names are one finding', { signals: Array.from({ length: 10 }, (_, at) => signal('host', 'name', `h${at}.example`, 'load')) }, [{ message: 'at-load', ...folded, data: { places: 10 } }]],
];

export const cases: readonly CheckCase[] = [
  ...standing({ signals: [collector] }, { message: 'at-load', ...medium }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'many new names are never shown by themselves', given: upgraded({ signals: Array.from({ length: 50 }, (_, at) => signal('host', 'name', `h${at}.example`, 'install')) }) },
];
