import { signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const critical = { severity: 'critical', confidence: 'high', level: 'default' } as const;
const high = { severity: 'high', confidence: 'high', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

const written = signal('persistence', 'shell', 'write .bashrc', 'load');
const orders = signal('agent', 'skip-permissions', '--yolo', 'load');
const rows: readonly (readonly [name: string, after: Parameters<typeof upgraded>[0], wanted: readonly Wanted[], before?: Parameters<typeof upgraded>[1]])[] = [
  ['written at install', { signals: [{ ...written, trigger: 'install' }] }, [{ message: 'at-install', ...critical, data: { what: 'shell', key: 'write .bashrc' } }]],
  ['written, undecided', { signals: [{ ...written, trigger: 'undecided' }] }, [{ message: 'at-load', ...high }]],
  ['written on call', { signals: [{ ...written, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['written in code that nothing reaches', { signals: [{ ...written, trigger: 'unreachable' }] }, [{ message: 'when-called', ...audit }]],
  ...(['agent', 'editor', 'scheduler', 'git-hook', 'service', 'login', 'settings', 'program', 'package'] as const).map((what) => [`${what} written at install`, { signals: [signal('persistence', what, 'write x', 'install')] }, [{ message: 'at-install', ...critical, data: { what } }]] as const),
  ['only named at install', { signals: [signal('persistence', 'shell', '.bashrc', 'install')] }, [{ message: 'at-install', ...folded }]],
  ['named before, written now', { signals: [written] }, [{ message: 'at-load', ...high }], { signals: [{ ...written, key: '.bashrc' }] }],
  ['another file written than before', { signals: [written] }, [{ message: 'at-load', ...high }], { signals: [{ ...written, key: 'write .zshrc' }] }],
  ['an agent that is to ask nobody, at install', { signals: [{ ...orders, trigger: 'install' }] }, [{ message: 'at-install', ...critical, data: { what: 'skip-permissions' } }]],
  ['an agent that is to ask nobody, at load', { signals: [orders] }, [{ message: 'at-load', ...high }]],
  ['an agent that is to ask nobody, on call', { signals: [{ ...orders, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['a text for an agent, at install', { signals: [signal('agent', 'prompt', 'h', 'install')] }, [{ message: 'at-install', ...folded }]],
  ['written and named are one finding, the louder', { signals: [{ ...written, key: '.bashrc' }, written] }, [{ message: 'at-load', ...folded }, { message: 'at-load', ...high }]],
];

export const cases: readonly CheckCase[] = [
  ...standing({ signals: [written] }, { message: 'at-load', ...high }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'other things that a version shows', given: upgraded({ signals: [signal('worm', 'workflow', 'write .github/workflows', 'install')] }) },
];
