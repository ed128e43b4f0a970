import { signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const high = { severity: 'high', confidence: 'high', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

const fetches = signal('hook', 'network', 'fetch', 'load');
const provider = signal('hook', 'provider', 'ethereum.request', 'load');
const rows: readonly (readonly [name: string, after: Parameters<typeof upgraded>[0], wanted: readonly Wanted[], before?: Parameters<typeof upgraded>[1]])[] = [
  ['the network at install', { signals: [{ ...fetches, trigger: 'install' }] }, [{ message: 'at-install', ...medium, data: { what: 'network', key: 'fetch' } }]],
  ['the network, undecided', { signals: [{ ...fetches, trigger: 'undecided' }] }, [{ message: 'at-load', ...medium }]],
  ['the loader at load', { signals: [signal('hook', 'loader', 'node:module._load', 'load')] }, [{ message: 'at-load', ...medium }]],
  ['a listener on a page that sends, at load', { signals: [signal('hook', 'page', 'page submit', 'load')] }, [{ message: 'at-load', ...medium, data: { what: 'page' } }]],
  ['a listener on a page that sends, on call', { signals: [signal('hook', 'page', 'page submit', 'call')] }, [{ message: 'when-called', ...folded }]],
  ['a wallet at load', { signals: [provider] }, [{ message: 'at-load', ...high, data: { what: 'provider' } }]],
  ['a wallet at load, where others were wrapped before', { signals: [provider] }, [{ message: 'at-load', ...folded }], { signals: [{ ...provider, key: 'solana.signTransaction' }] }],
  ['a wallet on call', { signals: [{ ...provider, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['a prototype at load', { signals: [signal('hook', 'prototype', 'Array.prototype.map', 'load')] }, [{ message: 'at-load', ...folded }]],
  ['the network on call, as instrumentation does', { signals: [{ ...fetches, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['the network in code that nothing reaches', { signals: [{ ...fetches, trigger: 'unreachable' }] }, [{ message: 'when-called', ...audit }]],
  ['another function of the network than before', { signals: [fetches] }, [{ message: 'at-load', ...folded }], { signals: [{ ...fetches, key: 'XMLHttpRequest.prototype.open' }] }],
  ['from call to load', { signals: [fetches] }, [{ message: 'at-load', ...medium }], { signals: [{ ...fetches, trigger: 'call' }] }],
  ['two functions are one finding', { signals: [fetches, { ...fetches, key: 'WebSocket' }] }, [{ message: 'at-load', ...medium, data: { places: 2 } }]],
];

export const cases: readonly CheckCase[] = [
  ...standing({ signals: [fetches] }, { message: 'at-load', ...medium }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'other things that a version shows', given: upgraded({ signals: [signal('wallet', 'provider', 'ethereum', 'load')] }) },
];
