import { flow, signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const critical = { severity: 'critical', confidence: 'high', level: 'default' } as const;
const high = { severity: 'high', confidence: 'high', level: 'default' } as const;
const probable = { severity: 'high', confidence: 'medium', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

type Moment = Parameters<typeof flow>[0];
const known = [signal('host', 'name', 'drop.example.invalid', 'unreachable')];
/** Secrets to a host that stood and on which everybody has a place of his own. */
function sharedRows(): readonly (readonly [name: string, after: Moment, wanted: Wanted, before: Parameters<typeof upgraded>[1]])[] {
  const of = (host: string): Parameters<typeof upgraded>[1] => ({ signals: [signal('host', 'name', host, 'load')] });
  return [
    ...['api.github.com', 'gist.github.com', 'raw.githubusercontent.com', 'x.workers.dev', 'bucket.s3.amazonaws.com', 'webhook.site', 'a.ngrok.io', 'api.telegram.org', 'pastebin.com', 'hooks.slack.com', 'discord.com'].map((host) => [`a secret variable at load, to ${host}, that stood`, { source: 'secret-variable', hosts: [host] }, { message: 'at-load', ...probable }, of(host)] as const),
    ['a secret variable at install, to a shared host that stood', { source: 'secret-variable', trigger: 'install', hosts: ['api.github.com'] }, { message: 'at-install', ...high }, of('api.github.com')],
    ['a secret variable at load, to a shared host to which one was sent', { source: 'secret-variable', hosts: ['a.workers.dev'] }, { message: 'at-load', ...medium }, { ...of('a.workers.dev'), flows: [flow({ source: 'secret-variable', hosts: ['api.example.invalid'] })] }],
    ['a secret variable at load, to a shared host, between statements that stood', { source: 'secret-variable', hosts: ['api.github.com'], sourceStatement: 'a', statement: 'b' }, { message: 'at-load', ...folded }, { ...of('api.github.com'), flows: [flow({ source: 'identity', sourceStatement: 'a', statement: 'b' })] }],
    ['a secret variable on call, to a shared host', { source: 'secret-variable', trigger: 'call', hosts: ['api.github.com'] }, { message: 'when-called', ...folded }, of('api.github.com')],
    ['a secret variable at load, to a node of a chain that stood', { source: 'secret-variable', hosts: ['mainnet.infura.io'] }, { message: 'at-load', ...folded }, of('mainnet.infura.io')],
    ['a secret variable at load, to a host with a like name that stood', { source: 'secret-variable', hosts: ['notgithub.com'] }, { message: 'at-load', ...folded }, of('notgithub.com')],
    ['who it is at install, to a shared host that stood', { source: 'identity', trigger: 'install', hosts: ['api.github.com'] }, { message: 'at-install', ...folded }, of('api.github.com')],
  ];
}

/** One flow by what it carries and when; a wanted finding, or none. */
const rows: readonly (readonly [name: string, after: Moment, wanted: Wanted, before?: Parameters<typeof upgraded>[1]])[] = [
  ['the environment at install', { trigger: 'install' }, { message: 'at-install', ...critical, data: { data: 'the whole environment', target: 'drop.example.invalid', api: 'fetch', places: 1, file: 'index.js', line: 3 } }],
  ['the environment at load', { trigger: 'load' }, { message: 'at-load', ...high }],
  ['the environment, undecided', { trigger: 'undecided' }, { message: 'at-load', ...high }],
  ['the environment on call, to a host that nobody named before', { trigger: 'call' }, { message: 'when-called', ...medium }],
  ['the environment in a file that only its own path leads to', { trigger: 'deep' }, { message: 'when-called', ...medium }],
  ['the environment on call, to a host that the old version names', { trigger: 'call' }, { message: 'when-called', ...folded }, { signals: known }],
  ['the environment on call, to an address that is not known', { trigger: 'call', hosts: [] }, { message: 'when-called', ...folded, data: { target: 'an address that it makes up' } }],
  ['the environment in code that nothing reaches', { trigger: 'unreachable' }, { message: 'when-called', ...audit }],
  ['the environment at install, to a host that the old version names', { trigger: 'install' }, { message: 'at-install', ...critical }, { signals: known }],
  ['from load to install', { trigger: 'install' }, { message: 'at-install', ...critical }, { flows: [flow()] }],
  ['from install to load', { trigger: 'load' }, { message: 'at-load', ...high }, { flows: [flow({ trigger: 'install' })] }],
  ['from call to load', { trigger: 'load' }, { message: 'at-load', ...high }, { flows: [flow({ trigger: 'call' })] }],
  ['to another host than before', { hosts: ['other.example.invalid'] }, { message: 'at-load', ...high, data: { target: 'other.example.invalid' } }, { flows: [flow()] }],
  ['to one more host', { hosts: ['drop.example.invalid', 'other.example.invalid'] }, { message: 'at-load', ...high }, { flows: [flow()] }],
  ['its parts stood, joined now', {}, { message: 'at-load', ...high }, { flows: [flow({ source: 'identity' }), flow({ sink: 'exec' })], signals: known }],
  ['a credential file at install', { source: 'credential-file', trigger: 'install' }, { message: 'at-install', ...critical, data: { data: 'a file that keeps credentials' } }],
  ['a credential file at load', { source: 'credential-file' }, { message: 'at-load', ...critical }],
  ['a credential file on call', { source: 'credential-file', trigger: 'call' }, { message: 'when-called', ...medium }],
  ['a credential file on call, to a host that the old version names', { source: 'credential-file', trigger: 'call' }, { message: 'when-called', ...folded }, { signals: known }],
  ['a key at load', { source: 'key' }, { message: 'at-load', ...critical, data: { data: 'key material' } }],
  ['a key at install', { source: 'key', trigger: 'install' }, { message: 'at-install', ...critical }],
  ['a key on call, to a new host', { source: 'key', trigger: 'call' }, { message: 'when-called', ...probable }],
  ['a key on call, to an address that is not known', { source: 'key', trigger: 'call', hosts: [] }, { message: 'when-called', ...probable }],
  ['a key on call, to a host that the old version names', { source: 'key', trigger: 'call' }, { message: 'when-called', ...folded }, { signals: known }],
  ['a key on call, to another host than keys were sent to before', { source: 'key', trigger: 'call' }, { message: 'when-called', ...probable }, { flows: [flow({ source: 'key', trigger: 'call', hosts: ['rpc.example.invalid'] })] }],
  ['a key on call, to an address that is not known, where keys were sent before', { source: 'key', trigger: 'call', hosts: [] }, { message: 'when-called', ...folded }, { flows: [flow({ source: 'key', trigger: 'call', hosts: ['rpc.example.invalid'] })] }],
  ['a key in code that nothing reaches', { source: 'key', trigger: 'unreachable' }, { message: 'when-called', ...audit }],
  ['a secret variable at install, to a new host', { source: 'secret-variable', trigger: 'install' }, { message: 'at-install', ...high, data: { data: 'a variable of the environment that holds a secret' } }],
  ['a secret variable at install, to an address that is not known', { source: 'secret-variable', trigger: 'install', hosts: [] }, { message: 'at-install', ...high }],
  ['a secret variable at install, to a host that the old version names', { source: 'secret-variable', trigger: 'install' }, { message: 'at-install', ...medium }, { signals: known }],
  ['a secret variable at load, to a new host', { source: 'secret-variable' }, { message: 'at-load', ...probable }],
  ['a secret variable at load, to a new host, where others were sent before', { source: 'secret-variable' }, { message: 'at-load', ...medium }, { flows: [flow({ source: 'secret-variable', hosts: ['api.example.invalid'] })] }],
  ['a secret variable at load, to a host that the old version names', { source: 'secret-variable' }, { message: 'at-load', ...folded }, { signals: known }],
  ['all that a page keeps, at load', { source: 'page-storage' }, { message: 'at-load', ...probable, data: { data: 'the cookies or the storage of a page' } }],
  ['all that a page keeps, by a longer way', { source: 'page-storage', hops: 5 }, { message: 'at-load', severity: 'medium', confidence: 'medium', level: 'default' }],
  ['all that a page keeps, to nobody knows where', { source: 'page-storage', hosts: [] }, { message: 'at-load', severity: 'medium', confidence: 'medium', level: 'default' }],
  ['all that a page keeps, on call', { source: 'page-storage', trigger: 'call' }, { message: 'when-called', ...folded }],
  ['all that a page keeps, to a host that the old version names', { source: 'page-storage' }, { message: 'at-load', ...folded }, { signals: known }],
  ['all that a page keeps, where it was sent before', { source: 'page-storage' }, { message: 'at-load', ...folded }, { flows: [flow({ source: 'page-storage', hosts: ['api.example.invalid'] })] }],
  ...sharedRows(),
  ['a secret variable at load, to an address that is not known', { source: 'secret-variable', hosts: [] }, { message: 'at-load', ...folded }],
  ['a secret variable on call', { source: 'secret-variable', trigger: 'call' }, { message: 'when-called', ...folded }],
  ['who it is at install, to a new host', { source: 'identity', trigger: 'install' }, { message: 'at-install', ...medium, data: { data: 'who and where this machine is' } }],
  ['who it is at install, to an address that is not known', { source: 'identity', trigger: 'install', hosts: [] }, { message: 'at-install', ...medium }],
  ['who it is at install, to a host that the old version names', { source: 'identity', trigger: 'install' }, { message: 'at-install', ...folded }, { signals: known }],
  ['who it is at load, to a new host', { source: 'identity' }, { message: 'at-load', ...medium }],
  ['who it is at load, where it was sent before', { source: 'identity' }, { message: 'at-load', ...folded }, { flows: [flow({ source: 'identity', hosts: ['api.example.invalid'] })] }],
  ['who it is at load, to an address that is not known', { source: 'identity', hosts: [] }, { message: 'at-load', ...folded }],
  ['the environment at install, by the longest way that attacks have', { trigger: 'install', hops: 12 }, { message: 'at-install', ...critical }],
  ['the environment at install, by a longer way', { trigger: 'install', hops: 13 }, { message: 'at-install', ...critical }],
  ['the environment at install, by a longer way between two statements that stood', { trigger: 'install', hops: 13, sourceStatement: 'a', statement: 'b' }, { message: 'at-install', ...medium }, { flows: [flow({ source: 'identity', sourceStatement: 'a', statement: 'b' })] }],
  ['a secret variable at load, by a longer way', { source: 'secret-variable', hops: 13 }, { message: 'at-load', ...probable }],
  ['a secret variable at install, to more hosts than are told', { source: 'secret-variable', trigger: 'install', moreHosts: true }, { message: 'at-install', ...high, data: { target: 'drop.example.invalid and others' } }, { signals: known }],
  ['who it is, by a longer way', { source: 'identity', hops: 13 }, { message: 'at-load', ...medium }],
  ['a secret variable on call, by a longer way', { source: 'secret-variable', trigger: 'call', hops: 13 }, { message: 'when-called', ...folded }],
  ['who it is on call', { source: 'identity', trigger: 'call' }, { message: 'when-called', ...folded }],
];

export const cases: readonly CheckCase[] = [
  ...standing({ flows: [flow({ trigger: 'load' })] }, { message: 'at-load', ...high }),
  ...rows.map(([name, after, wanted, before]) => ({ name, given: upgraded({ flows: [flow(after)] }, before), fires: [wanted] })),
  { name: 'two places of one way are one finding', given: upgraded({ flows: [flow(), flow({ line: 9 })] }), fires: [{ message: 'at-load', data: { places: 2 } }] },
  { name: 'two moments are two findings, the earlier first', given: upgraded({ flows: [flow(), flow({ trigger: 'install' })] }), fires: [{ message: 'at-install' }, { message: 'at-load' }] },
  { name: 'of many hosts three are named', given: upgraded({ flows: [flow({ hosts: ['a.example', 'b.example', 'c.example', 'd.example'] })] }), fires: [{ data: { target: 'a.example, b.example, c.example and others' } }] },
  { name: 'what is downloaded, decoded or packed is told by others', given: upgraded({ flows: [flow({ source: 'download' }), flow({ source: 'decoded', sink: 'eval' }), flow({ source: 'package-data', sink: 'exec' })] }) },
  { name: 'the same ways, by another function and on another line', given: upgraded({ flows: [flow({ api: 'https.request', line: 90 })] }, { flows: [flow()] }) },
  { name: 'one of the hosts is no longer there', given: upgraded({ flows: [flow()] }, { flows: [flow({ hosts: ['drop.example.invalid', 'other.example.invalid'] })] }) },
];
