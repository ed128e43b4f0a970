import { signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const probable = { severity: 'high', confidence: 'medium', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

const hidden = signal('hidden-api', 'module', 'child_process', 'load');
const rows: readonly (readonly [name: string, after: Parameters<typeof upgraded>[0], wanted: readonly Wanted[], before?: Parameters<typeof upgraded>[1]])[] = [
  ['a module at install', { signals: [{ ...hidden, trigger: 'install' }] }, [{ message: 'at-install', ...probable, data: { what: 'module', key: 'child_process' } }]],
  ...['node:child_process', 'vm', 'http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns/promises', 'worker_threads'].map((key) => [`${key} at install`, { signals: [signal('hidden-api', 'module', key, 'install')] }, [{ message: 'at-install', ...probable, data: { key } }]] as const),
  ...['fs', 'os', 'path', 'node:zlib', 'my-child_process'].map((key) => [`${key} at install, which tells less`, { signals: [signal('hidden-api', 'module', key, 'install')] }, [{ message: 'at-install', ...medium, data: { key } }]] as const),
  ...['eval', 'Function', 'fetch', 'XMLHttpRequest', 'WebSocket'].map((key) => [`the global ${key} at install`, { signals: [signal('hidden-api', 'global', key, 'install')] }, [{ message: 'at-install', ...probable, data: { what: 'global', key } }]] as const),
  ['a member that runs text at install', { signals: [signal('hidden-api', 'member', 'eval', 'install')] }, [{ message: 'at-install', ...probable, data: { what: 'member' } }]],
  ['a member that says little at install', { signals: [signal('hidden-api', 'member', 'exec', 'install')] }, [{ message: 'at-install', ...folded }]],
  ['something global that says little at install', { signals: [signal('hidden-api', 'global', 'evaluate', 'install')] }, [{ message: 'at-install', ...folded }]],
  ['a module at install where other modules were hidden before', { signals: [{ ...hidden, trigger: 'install' }] }, [{ message: 'at-install', ...folded }], { signals: [{ ...hidden, trigger: 'install', key: 'fs' }] }],
  ['of several at install the loudest speaks', { signals: [signal('hidden-api', 'module', 'fs', 'install'), { ...hidden, trigger: 'install' }] }, [{ message: 'at-install', ...probable, data: { key: 'child_process', places: 2 } }]],
  ['a module, undecided', { signals: [{ ...hidden, trigger: 'undecided' }] }, [{ message: 'at-load', ...medium }]],
  ['a module on call', { signals: [{ ...hidden, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['a module in code that nothing reaches', { signals: [{ ...hidden, trigger: 'unreachable' }] }, [{ message: 'when-called', ...audit }]],
  ['a member at load', { signals: [signal('hidden-api', 'member', 'exec', 'load')] }, [{ message: 'at-load', ...folded, data: { what: 'member' } }]],
  ['something global at load', { signals: [signal('hidden-api', 'global', 'eval', 'load')] }, [{ message: 'at-load', ...folded }]],
  ['where other modules were hidden before', { signals: [hidden] }, [{ message: 'at-load', ...folded }], { signals: [{ ...hidden, key: 'fs' }] }],
  ['where it was hidden on call before', { signals: [hidden] }, [{ message: 'at-load', ...medium }], { signals: [{ ...hidden, trigger: 'call' }] }],
  ['two modules are one finding', { signals: [hidden, { ...hidden, key: 'fs' }] }, [{ message: 'at-load', ...medium, data: { key: 'child_process', places: 2 } }]],
];

export const cases: readonly CheckCase[] = [
  ...standing({ signals: [hidden] }, { message: 'at-load', ...medium }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'other things that a version shows', given: upgraded({ signals: [signal('obfuscated', 'hex-names', 'h', 'load'), signal('hook', 'network', 'fetch', 'load')] }) },
];
