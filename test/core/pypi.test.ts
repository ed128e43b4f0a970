import { expect, test } from '@jest/globals';
import { isArchiveOf, isPublicIndex, pypiName } from '../../src/core/pypi.js';

test.each<readonly [file: string, name: string, version: string | undefined, is: boolean | undefined]>([
  ['requests-2.31.0-py3-none-any.whl', 'requests', '2.31.0', true], ['zope.interface-6.0.tar.gz', 'zope-interface', '6.0', true], ['charset_normalizer-3.3.0-cp311-cp311-win32.whl', 'charset-normalizer', '3.3.0', true],
  ['torch-2.1.0+cpu-cp311-cp311-linux_x86_64.whl', 'torch', '2.1.0+cpu', true], ['a-1.0.zip', 'a', '1.0.0', true], ['a-b-c-1.0.post1.tar.bz2', 'a-b-c', '1.0.post1', true], ['a-1.0-1-py3-none-any.whl', 'a', '1.0', true],
  ['requests-2.30.0-py3-none-any.whl', 'requests', '2.31.0', false], ['request-2.31.0.tar.gz', 'requests', '2.31.0', false], ['requests.tar.gz', 'requests', '2.31.0', false], ['evil-1.0-py3-none-any.whl', 'a', undefined, false],
  ['pywin32-306.win-amd64-py3.11.exe', 'pywin32', '306', undefined], ['', 'a', '1', undefined],
])('%s is an archive of %s %s: %s', (file, name, version, is) => {
  expect(isArchiveOf(file, name, version)).toBe(is);
});

test('names have one spelling, and no other index is the public one', () => {
  expect(['Zope.Interface', 'zope__interface', 'ZOPE-._interface'].map(pypiName)).toEqual(['zope-interface', 'zope-interface', 'zope-interface']);
  expect(isPublicIndex('https://registry.example/simple')).toBe(false);
  expect(isArchiveOf(`${'a-'.repeat(200_000)}.zip`, 'a', '1')).toBeUndefined();
});
