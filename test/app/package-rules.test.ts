import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { npmRepository } from './npm-repository.js';
import { shelf } from './shelf.js';
import { memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

const checks = new Set(['licence', 'dependency-confusion']);
const locks = (installed: { readonly [place: string]: string }): Files => npmRepository(shelf, { installed });
/** What is said of private names and licences under a policy, where packages come in. */
async function told(policy: string, before: Files, after: Files, settings: Files = {}): Promise<readonly string[]> {
  const more = { ...settings, '.github/mergewarden.yml': policy };
  const { verdict } = await world.review(memoryHost({ ...before, ...more }, { ...after, ...more }));
  const blocking = new Set(verdict.blocking);
  return verdict.findings.filter(({ check }) => checks.has(check)).map(({ check, message, level, data, fingerprint }) => `${blocking.has(fingerprint) ? 'blocks' : level} ${check} ${message} ${String(data['package'])}`);
}
const none = locks({});

describe('what a policy says of packages holds in a review', () => {
  test.each<[name: string, policy: string, before: Files, after: Files, told: readonly string[]]>([
    ['a private scope from the public registry', 'private: { scopes: ["@acme"] }\n', none, locks({ '@acme/unicode': '1.0.0' }), ['blocks dependency-confusion public @acme/unicode']],
    ['another scope', 'private: { scopes: ["@acm"] }\n', none, locks({ '@acme/unicode': '1.0.0' }), []],
    ['a licence that is allowed, and none', 'licences: { allow: [mit] }\n', none, locks({ tidy: '1.0.0', words: '1.0.1' }), ['blocks licence not-allowed words']],
    ['a licence that is allowed, and none where that warns', 'licences: { allow: [mit], unknown: warn }\n', none, locks({ tidy: '1.0.0', words: '1.0.1' }), ['default licence unknown words']],
    ['no licence where others are denied', 'licences: { deny: [ISC], unknown: block }\n', none, locks({ tidy: '1.0.0', words: '1.0.1' }), ['blocks licence unknown words']],
    ['one that is not allowed', 'licences: { allow: [ISC], unknown: ignore }\n', none, locks({ tidy: '1.0.0', words: '1.0.1' }), ['blocks licence not-allowed tidy']],
    ['one that stood', 'licences: { allow: [ISC] }\n', locks({ tidy: '1.0.0', words: '1.0.1' }), locks({ tidy: '1.1.0', words: '1.0.1' }), ['folded licence not-allowed tidy']],
    ['a check that only warns', 'licences: { deny: [MIT] }\nchecks: { licence: { mode: warn } }\n', none, locks({ tidy: '1.0.0', words: '1.0.1' }), ['default licence denied tidy']],
    ['an excepted package', 'licences: { deny: [MIT], except: [tidy] }\n', none, locks({ tidy: '1.0.0', words: '1.0.1' }), []],
  ])('%s', async (_name, policy, before, after, expected) => expect(await told(policy, before, after)).toEqual(expected));
});
