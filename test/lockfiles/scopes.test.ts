import { expect, test } from '@jest/globals';
import { compare, entry, lock, type Packages } from './fixtures.js';

const at = (name: string, version: string, host?: string): Packages => ({ [`node_modules/${name}`]: entry(name, version, host === undefined ? {} : { resolved: `https://${host}/${name}/-/${name.split('/').at(-1)}-${version}.tgz` }) });
const file = (...parts: readonly Packages[]): string => lock(Object.fromEntries(parts.flatMap((part) => Object.keys(part).map((key) => [key.slice('node_modules/'.length), '*']))), Object.assign({}, ...parts) as Packages);
const one = at('@team/one', '1.0.0');

test.each<[string, string, string, readonly string[]]>([
  ['one of a scope from another host', file(one), file(one, at('@team/two', '1.0.0', 'cdn.example')), ['@team cdn.example default']],
  ['one of a scope moves to another host', file(one, at('@team/two', '1.0.0')), file(one, at('@team/two', '1.0.1', 'cdn.example')), ['@team cdn.example default']],
  ['all of a scope move', file(one), file(at('@team/one', '1.0.1', 'cdn.example')), []],
  ['a scope that was mixed before', file(one, at('@team/two', '1.0.0', 'cdn.example')), file(one, at('@team/two', '1.0.1', 'cdn.example')), []],
  ['another scope', file(one), file(one, at('@other/two', '1.0.0', 'cdn.example')), []],
  ['no scope', file(at('left', '1.0.0')), file(at('left', '1.0.0'), at('right', '1.0.0', 'cdn.example')), []],
])('%s', (_, before, after, expected) => {
  expect((compare(before, after).reading.mixed ?? []).map(({ scope, sources }) => `${scope} ${sources.join(' ')}`)).toEqual(expected);
});
