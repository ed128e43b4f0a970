import { change, locked, signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const critical = { severity: 'critical', confidence: 'high', level: 'default' } as const;
const probable = { severity: 'high', confidence: 'medium', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

const address = (key: string, trigger: 'load' | 'call' | 'unreachable' = 'load') => signal('wallet', 'addresses', key, trigger);
const distance = signal('wallet', 'distance', 'levenshtein', 'load');
const three = [address('a1'), address('a2'), address('a3')];
const provider = signal('wallet', 'provider', 'ethereum', 'load');
const recipient = signal('wallet', 'recipient', 'to', 'load');
const payment = signal('wallet', 'payment', 'eth_sendtransaction', 'load');
const asked = { message: 'at-load', ...audit, data: { what: 'provider' } };
const rows: readonly (readonly [name: string, after: Parameters<typeof upgraded>[0], wanted: readonly Wanted[], before?: Parameters<typeof upgraded>[1]])[] = [
  ['three addresses at load', { signals: three }, [{ message: 'at-load', ...medium, data: { what: 'addresses', places: 3 } }]],
  ['two addresses', { signals: three.slice(1) }, [{ message: 'at-load', ...folded }]],
  ['three addresses on call', { signals: three.map((one) => ({ ...one, trigger: 'call' as const })) }, [{ message: 'when-called', ...folded }]],
  ['three addresses in code that nothing reaches', { signals: three.map((one) => ({ ...one, trigger: 'unreachable' as const })) }, [{ message: 'when-called', ...audit }]],
  ['three addresses at install', { signals: three.map((one) => ({ ...one, trigger: 'install' as const })) }, [{ message: 'at-install', ...medium }]],
  ['one more beside two that stood', { signals: three }, [{ message: 'at-load', ...folded }], { signals: three.slice(1) }],
  ['an address, and a hook of the network', { signals: [address('a1'), signal('hook', 'network', 'fetch', 'load')] }, [{ message: 'at-load', ...critical }]],
  ['an address, and a hook of a wallet', { signals: [address('a1'), signal('hook', 'provider', 'ethereum.request', 'call')] }, [{ message: 'at-load', ...critical }]],
  ['an address, and a hook in code that nothing reaches', { signals: [address('a1'), signal('hook', 'network', 'fetch', 'unreachable')] }, [{ message: 'at-load', ...folded }]],
  ['an address, and a hook of the loader', { signals: [address('a1'), signal('hook', 'loader', 'require', 'load')] }, [{ message: 'at-load', ...folded }]],
  ['an address on call, and a hook', { signals: [address('a1', 'call'), signal('hook', 'network', 'fetch', 'load')] }, [{ message: 'when-called', ...critical }]],
  ['an address, and a measure of likeness', { signals: [address('a1'), distance] }, [{ message: 'at-load', ...critical, data: { what: 'addresses' } }, { message: 'at-load', ...critical, data: { what: 'distance' } }]],
  ['a measure of likeness alone', { signals: [distance] }, [{ message: 'at-load', ...folded }]],
  ['a measure of likeness, and an address in code that nothing reaches', { signals: [distance, address('a1', 'unreachable')] }, [{ message: 'at-load', ...folded }, { message: 'when-called', ...audit }]],
  ['an address, in a package that newly speaks to wallets', { signals: [address('a1'), provider] }, [{ message: 'at-load', ...medium, data: { what: 'addresses' } }, asked]],
  ['an address on call, in a package that newly speaks to wallets', { signals: [address('a1', 'call'), provider] }, [asked, { message: 'when-called', ...medium }]],
  ['an address in code that nothing reaches, in a package that newly speaks to wallets', { signals: [address('a1', 'unreachable'), provider] }, [asked, { message: 'when-called', ...audit, data: { what: 'addresses' } }]],
  ['an address, in a package that speaks to wallets on call', { signals: [address('a1'), { ...provider, trigger: 'call' }] }, [{ message: 'at-load', ...folded }, { ...asked, message: 'when-called' }]],
  ['an address, in a package that always spoke to wallets', { signals: [address('a1'), provider] }, [{ message: 'at-load', ...folded }], { signals: [provider] }],
  ['an address, in a package that spoke to another wallet', { signals: [address('a1'), provider] }, [{ message: 'at-load', ...folded }, asked], { signals: [{ ...provider, key: 'solana' }] }],
  ['three addresses, and another wallet than before', { signals: [...three, provider] }, [{ message: 'at-load', ...medium, data: { places: 3 } }, asked], { signals: [{ ...provider, key: 'solana' }] }],
  ['an address, a wallet and a hook', { signals: [address('a1'), provider, signal('hook', 'provider', 'ethereum.request', 'load')] }, [{ message: 'at-load', ...critical }, asked]],
  ['an address in the place of another, at load', { signals: [address('a1'), recipient] }, [{ message: 'at-load', ...folded }, { message: 'at-load', ...probable, data: { what: 'recipient' } }]],
  ['an address in the place of another, on call', { signals: [{ ...recipient, trigger: 'call' }] }, [{ message: 'when-called', ...folded }]],
  ['an address in the place of another on call, in a package that newly speaks to wallets', { signals: [{ ...recipient, trigger: 'call' }, provider] }, [asked, { message: 'when-called', ...probable, data: { what: 'recipient' } }]],
  ['an address, in a package that newly asks wallets for payments by itself', { signals: [address('a1'), provider, payment] }, [{ message: 'at-load', ...probable, data: { what: 'addresses' } }, { message: 'at-load', ...audit }, { message: 'at-load', ...audit }]],
  ['an address, in a package that newly asks wallets for payments on call', { signals: [address('a1'), provider, { ...payment, trigger: 'call' }] }, [{ message: 'at-load', ...medium }, asked, { message: 'when-called', ...audit }]],
  ['an address, in a package that asks for payments and always spoke to wallets', { signals: [address('a1'), provider, payment] }, [{ message: 'at-load', ...folded }, { message: 'at-load', ...audit, data: { what: 'payment' } }], { signals: [provider] }],
  ['a wallet is asked for', { signals: [signal('wallet', 'provider', 'ethereum', 'load')] }, [{ message: 'at-load', ...audit }]],
];

export const cases: readonly CheckCase[] = [
  ...standing({ signals: three }, { message: 'at-load', ...medium }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'an address, in a new package that speaks to wallets, of which nothing older is known', given: { ...upgraded({ signals: [address('a1'), provider] }), changes: [change(undefined, locked('left', '1.1.0'))] }, fires: [{ message: 'at-load', ...folded }, asked] },
  { name: 'other things that a version shows', given: upgraded({ signals: [signal('hook', 'provider', 'ethereum.request', 'load')] }) },
];
