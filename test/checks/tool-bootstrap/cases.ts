import { signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const probable = { severity: 'high', confidence: 'medium', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

const runtime = signal('bootstrap', 'runtime', 'bun.sh/install', 'install');
const scanner = signal('bootstrap', 'scanner', 'trufflehog', 'load');
const rows: readonly (readonly [name: string, after: Parameters<typeof upgraded>[0], wanted: readonly Wanted[], before?: Parameters<typeof upgraded>[1]])[] = [
  ['a runtime at install', { signals: [runtime] }, [{ message: 'at-install', ...probable, data: { what: 'runtime', key: 'bun.sh/install' } }]],
  ['a package at install', { signals: [signal('bootstrap', 'package', 'npm install', 'install')] }, [{ message: 'at-install', ...medium }]],
  ['a container that is given the machine, at install', { signals: [signal('bootstrap', 'container', 'docker privileged', 'install')] }, [{ message: 'at-install', ...probable }]],
  ['a container that is given the machine, at load', { signals: [signal('bootstrap', 'container', 'docker privileged', 'load')] }, [{ message: 'at-load', ...probable }]],
  ['a container that is given the machine, on call', { signals: [signal('bootstrap', 'container', 'docker privileged', 'call')] }, [{ message: 'when-called', ...folded }]],
  ['a scanner at install', { signals: [{ ...scanner, trigger: 'install' }] }, [{ message: 'at-install', ...probable }]],
  ['a scanner, undecided', { signals: [{ ...scanner, trigger: 'undecided' }] }, [{ message: 'at-load', ...probable }]],
  ['a scanner on call', { signals: [{ ...scanner, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['a runtime at load', { signals: [{ ...runtime, trigger: 'load' }] }, [{ message: 'at-load', ...folded }]],
  ['a package at load', { signals: [signal('bootstrap', 'package', 'npm install', 'load')] }, [{ message: 'at-load', ...folded }]],
  ['a runtime on call', { signals: [{ ...runtime, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['a scanner in code that nothing reaches', { signals: [{ ...scanner, trigger: 'unreachable' }] }, [{ message: 'when-called', ...audit }]],
  ['from load to install', { signals: [runtime] }, [{ message: 'at-install', ...probable }], { signals: [{ ...runtime, trigger: 'load' }] }],
  ['another runtime than before', { signals: [runtime] }, [{ message: 'at-install', ...probable }], { signals: [{ ...runtime, key: 'deno.land/install' }] }],
];

export const cases: readonly CheckCase[] = [
  ...standing({ signals: [scanner] }, { message: 'at-load', ...probable }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'other things that a version shows', given: upgraded({ signals: [signal('worm', 'tokens', 'npm token', 'install')] }) },
];
