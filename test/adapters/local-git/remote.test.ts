import { expect, test } from '@jest/globals';
import { localName, parseRemote } from '../../../src/adapters/local-git/remote.js';

const acme = { host: 'code.example', owner: 'acme', name: 'widgets' };
test.each([
  ['https://code.example/acme/widgets.git', acme], ['https://code.example/acme/widgets', acme], ['https://code.example/acme/widgets/', acme], ['HTTPS://Code.Example/acme/widgets.git', acme],
  ['https://user:tok@en@code.example:8443/acme/widgets.git', acme], ['git@code.example:acme/widgets.git', acme], ['code.example:acme/widgets', acme], ['ssh://git@code.example:22/acme/widgets.git', acme],
  ['git://code.example/acme/widgets', acme], ['git+ssh://git@code.example/acme/widgets', acme], ['https://code.example/acme/widgets.git?x=1#y', acme],
  ['https://code.example/group/sub/widgets.git', { ...acme, owner: 'group/sub' }], ['https://[::1]:8080/acme/widgets', { ...acme, host: '[::1]' }],
  ['/srv/git/widgets.git', undefined], ['../widgets', undefined], ['./a:b/c', undefined], ['file:///srv/widgets', undefined], ['ext::sh -c x', undefined], ['C:\\repos\\x', undefined],
  ['https://code.example/widgets', undefined], ['https:///acme/widgets', undefined], ['https://bad host/acme/widgets', undefined], ['', undefined], [`https://code.example/${'a/'.repeat(2000)}x`, undefined],
])('%s', (url, expected) => expect(parseRemote(url)).toEqual(expected));

test('a repository without a remote is called by its folder', () => {
  expect(localName('/srv/widgets.git')).toEqual({ host: 'local', owner: '', name: 'widgets' });
  expect(localName('/')).toEqual({ host: 'local', owner: '', name: 'repository' });
});
