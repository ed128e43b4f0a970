import { signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const critical = { severity: 'critical', confidence: 'high', level: 'default' } as const;
const high = { severity: 'high', confidence: 'high', level: 'default' } as const;
const probable = { severity: 'high', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

const publish = signal('worm', 'publish', 'npm publish', 'install');
const tokens = signal('worm', 'tokens', '/-/npm/v1/tokens', 'install');
const workflow = signal('worm', 'workflow', 'write .github/workflows', 'load');
const rows: readonly (readonly [name: string, after: Parameters<typeof upgraded>[0], wanted: readonly Wanted[], before?: Parameters<typeof upgraded>[1]])[] = [
  ['publishing at install', { signals: [publish] }, [{ message: 'at-install', ...probable, data: { what: 'publish', key: 'npm publish' } }]],
  ['asking for tokens at install', { signals: [tokens] }, [{ message: 'at-install', ...probable }]],
  ['both at install', { signals: [publish, tokens] }, [{ message: 'at-install', ...critical, data: { what: 'publish' } }, { message: 'at-install', ...critical, data: { what: 'tokens' } }]],
  ['both at load', { signals: [{ ...publish, trigger: 'load' }, { ...tokens, trigger: 'load' }] }, [{ message: 'at-load', ...probable }, { message: 'at-load', ...probable }]],
  ['one at load, one on call', { signals: [{ ...publish, trigger: 'load' }, { ...tokens, trigger: 'call' }] }, [{ message: 'at-load', ...folded }, { message: 'when-called', ...folded }]],
  ['one at load alone', { signals: [{ ...publish, trigger: 'load' }] }, [{ message: 'at-load', ...folded }]],
  ['both on call, as release tools do', { signals: [{ ...publish, trigger: 'call' }, { ...tokens, trigger: 'call' }] }, [{ message: 'when-called', ...folded }, { message: 'when-called', ...folded }]],
  ['both, in code that nothing reaches', { signals: [{ ...publish, trigger: 'unreachable' }, { ...tokens, trigger: 'unreachable' }] }, [{ message: 'when-called', ...audit }, { message: 'when-called', ...audit }]],
  ['one word where the other stood', { signals: [publish, tokens] }, [{ message: 'at-install', ...probable, data: { what: 'publish' } }], { signals: [tokens] }],
  ['writing a workflow at load', { signals: [workflow] }, [{ message: 'at-load', ...high, data: { what: 'workflow' } }]],
  ['writing a workflow on call', { signals: [{ ...workflow, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['naming the folder of workflows at install', { signals: [signal('worm', 'workflow', '.github/workflows', 'install')] }, [{ message: 'at-install', ...folded }]],
  ['making a repository at install', { signals: [signal('worm', 'repository', 'user/repos', 'install')] }, [{ message: 'at-install', ...probable }]],
  ['a runner at install', { signals: [signal('worm', 'runner', 'actions-runner', 'install')] }, [{ message: 'at-install', ...probable }]],
];

export const cases: readonly CheckCase[] = [
  ...standing({ signals: [workflow] }, { message: 'at-load', ...high }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'other things that a version shows', given: upgraded({ signals: [signal('credentials', 'file', '.npmrc', 'install')] }) },
];
