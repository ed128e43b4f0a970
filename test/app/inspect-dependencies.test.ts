import { describe, expect, test } from '@jest/globals';
import { newDependencies } from '../../src/app/inspect-dependencies.js';
import type { JsonObject } from '../../src/core/json.js';

const named = (wanted: JsonObject, baseline?: JsonObject, imports?: readonly string[]): readonly string[] => newDependencies(wanted, baseline, imports).map((one) => `${one.name} ${one.field}${one.phantom === undefined ? '' : one.phantom ? ' phantom' : ' used'}`);

describe('newDependencies', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['what the old manifest does not ask for', named({ dependencies: { a: '1', b: '1' } }, { dependencies: { a: '1' } }, ['b']), ['b dependencies used']],
    ['a phantom comes first', named({ dependencies: { a: '1', z: '1' } }, {}, ['a']), ['z dependencies phantom', 'a dependencies used']],
    ['types are no phantoms', named({ dependencies: { '@types/node': '*' } }, {}, []), ['@types/node dependencies used']],
    ['where the code was not read nobody knows', named({ dependencies: { a: '1' } }, {}), ['a dependencies']],
    ['another range of the same package is no news', named({ dependencies: { a: '^2' } }, { dependencies: { a: '^1' } }, []), []],
    ['another package behind the same name is', named({ dependencies: { a: 'npm:evil@1' } }, { dependencies: { a: '^1' } }, ['a']), ['a dependencies used']],
    ['another place is', named({ dependencies: { a: 'git+https://git.example.invalid/a.git#1' } }, { dependencies: { a: '^1' } }, ['a']), ['a dependencies used']],
    ['another commit of the same place is not', named({ dependencies: { a: 'acme/a#1' } }, { dependencies: { a: 'acme/a#2' } }, ['a']), []],
    ['another field is no news', named({ dependencies: { a: '1' } }, { optionalDependencies: { a: '1' } }, ['a']), []],
    ['optional ones, and peers that must be there', named({ optionalDependencies: { a: '1' }, peerDependencies: { b: '1', c: '1' }, peerDependenciesMeta: { c: { optional: true } }, devDependencies: { d: '1' } }, {}, ['a', 'b', 'c', 'd']), ['a optionalDependencies used', 'b peerDependencies used']],
    ['without a baseline all are new', named({ dependencies: { a: '1' } }, undefined, ['a']), ['a dependencies used']],
    ['prototype names are names', named(JSON.parse('{"dependencies":{"__proto__":"1","constructor":"1"}}') as JsonObject, {}, []), ['__proto__ dependencies phantom', 'constructor dependencies phantom']],
  ])('%s', (_what, found, wanted) => expect(found).toEqual(wanted));
});
