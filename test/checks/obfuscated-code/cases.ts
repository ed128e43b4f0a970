import { change, code, flow, locked, signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const probable = { severity: 'high', confidence: 'medium', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

const hex = signal('obfuscated', 'hex-names', 'h1', 'load');
const spawns = (path: string, trigger: 'load' | 'call'): CheckCase['given'] => {
  const now = locked('left', '1.1.0');
  return { changes: [change(locked('left', '1.0.0'), now)], facts: [{ of: now, code: code([{ kind: 'process-spawn', api: 'child_process.exec', trigger, path }], { signals: [hex] }) }] };
};
const starts = (statement: string) => code([{ kind: 'process-spawn', api: 'child_process.exec', trigger: 'load', statement }]).capabilities;
const rows: readonly (readonly [name: string, after: Parameters<typeof upgraded>[0], wanted: readonly Wanted[], before?: Parameters<typeof upgraded>[1]])[] = [
  ['scrambled at install', { signals: [signal('obfuscated', 'string-table', 'h1', 'install')] }, [{ message: 'at-install', ...medium, data: { what: 'string-table', key: 'h1', file: 'index.js', line: 3 } }]],
  ['scrambled, undecided', { signals: [{ ...hex, trigger: 'undecided' }] }, [{ message: 'at-load', ...medium }]],
  ['scrambled on call', { signals: [{ ...hex, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['scrambled in a file that only its own path leads to', { signals: [{ ...hex, trigger: 'deep' }] }, [{ message: 'when-called', ...folded }]],
  ['scrambled in code that nothing reaches', { signals: [{ ...hex, trigger: 'unreachable' }] }, [{ message: 'when-called', ...audit }]],
  ...(['hex-names', 'string-table', 'packer', 'symbols-only', 'control-flow', 'far-right'] as const).map((what) => [`${what} at load`, { signals: [signal('obfuscated', what, 'h', 'load')] }, [{ message: 'at-load', ...medium, data: { what } }]] as const),
  ...(['escapes', 'long-line', 'blob'] as const).map((what) => [`${what} at load, as tools make too`, { signals: [signal('obfuscated', what, 'h', 'load')] }, [{ message: 'at-load', ...folded, data: { what } }]] as const),
  ['where as much was scrambled before', { signals: [hex] }, [{ message: 'at-load', ...folded }], { signals: [{ ...hex, key: 'h0' }] }],
  ['beside what was scrambled before and still stands', { signals: [{ ...hex, key: 'h0' }, { ...hex, line: 7 }] }, [{ message: 'at-load', ...medium, data: { line: 7 } }], { signals: [{ ...hex, key: 'h0' }] }],
  ['beside a way of data that runs early, in the same file', { signals: [hex], flows: [flow({ source: 'secret-variable', hosts: [] })] }, [{ message: 'at-load', ...probable }]],
  ['beside a way of data in another file', { signals: [hex], flows: [flow({ path: 'other.js' })] }, [{ message: 'at-load', ...medium }]],
  ['beside a way of data on call', { signals: [hex], flows: [flow({ trigger: 'call' })] }, [{ message: 'at-load', ...medium }]],
  ['beside a way of data that stood', { signals: [hex], flows: [flow()] }, [{ message: 'at-load', ...medium }], { flows: [flow()] }],
  ...([['hidden-api', 'module'], ['hook', 'network'], ['worm', 'publish'], ['destructive', 'wipe']] as const).map(([kind, what]) => [`beside ${kind} in the same file`, { signals: [hex, signal(kind, what as never, 'k', 'load')] }, [{ message: 'at-load', ...probable }]] as const),
  ['beside a hook on call', { signals: [hex, signal('hook', 'network', 'fetch', 'call')] }, [{ message: 'at-load', ...medium }]],
  ['beside a hook in another file', { signals: [hex, signal('hook', 'network', 'fetch', 'load', { path: 'other.js' })] }, [{ message: 'at-load', ...medium }]],
  ['beside what says nothing', { signals: [hex, signal('host', 'name', 'a.example', 'load'), signal('gate', 'ci', 'CI', 'load')] }, [{ message: 'at-load', ...medium }]],
  ['beside loading that newly cannot be decided', { signals: [hex], undecided: true }, [{ message: 'at-load', ...probable }]],
  ['beside loading that could not be decided before either', { signals: [hex], undecided: true }, [{ message: 'at-load', ...medium }], { undecided: true }],
  ['on call, beside loading that newly cannot be decided', { signals: [{ ...hex, trigger: 'call' }], undecided: true }, [{ message: 'when-called', ...folded }]],
  ['several spans of one sort are one finding', { signals: [hex, { ...hex, key: 'h2' }, { ...hex, key: 'h3', line: 9 }] }, [{ message: 'at-load', ...medium, data: { places: 3 } }]],
  ['two sorts are two', { signals: [hex, signal('obfuscated', 'packer', 'p', 'load')] }, [{ data: { what: 'hex-names' } }, { data: { what: 'packer' } }]],
];

export const cases: readonly CheckCase[] = [
  ...standing({ signals: [hex] }, { message: 'at-load', ...medium }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'beside a program that is started early, in the same file', given: spawns('index.js', 'load'), fires: [{ message: 'at-load', ...probable }] },
  { name: 'beside a program that another statement starts than before', given: upgraded({ signals: [hex], capabilities: starts('a') }, { capabilities: starts('b') }), fires: [{ message: 'at-load', ...probable }] },
  { name: 'beside a program that the same statement starts as before', given: upgraded({ signals: [hex], capabilities: starts('a') }, { capabilities: starts('a') }), fires: [{ message: 'at-load', ...medium }] },
  { name: 'beside a program that is started on call', given: spawns('index.js', 'call'), fires: [{ message: 'at-load', ...medium }] },
  { name: 'beside a program that another file starts', given: spawns('other.js', 'load'), fires: [{ message: 'at-load', ...medium }] },
  { name: 'other things that a version shows', given: upgraded({ signals: [signal('invisible', 'bidi', 'k', 'load'), signal('gate', 'ci', 'CI', 'load')] }) },
];
