import type { Provenance } from '../../../src/trust/evidence.types.js';
import type { CheckCase, Given, Wanted } from '../case.js';
import { refused, vouched, type Releases, type Way } from '../vouched-releases.js';

const [begun, long, just] = ['2026-01-01T00:00:00', '2026-08-01T00:00:00', '2026-11-20T00:00:00'] as const;
const blocks: Wanted = { severity: 'high', level: 'default', change: 'added', confidence: 'high' };
const warns: Wanted = { ...blocks, severity: 'medium' };
const keeps: Wanted = { severity: 'low', level: 'folded', change: 'added' };

/** `left` from a build like this one to a build like that one. */
function to(after: Partial<Provenance>, before: Partial<Provenance> = {}, more: { readonly at?: string; readonly ways?: readonly [Way, Way] } = {}): Given {
  const [a, b] = more.ways ?? ['trusted', 'trusted'];
  const releases: Releases = { '1.0.0': [begun, a], '1.1.0': [more.at ?? just, b] };
  return vouched(releases, '1.0.0', '1.1.0', { '1.0.0': { build: before }, '1.1.0': { build: after } });
}
const elsewhere = { repository: 'https://github.com/mallory/left', repositoryId: '8' };
const gitlab = { platform: 'gitlab', repository: 'https://gitlab.com/acme/left', repositoryId: '9', workflow: '.gitlab-ci.yml', ref: 'v1.1.0', builder: 'https://gitlab.com/acme/left/-/runners/1', builderClass: 'unknown' } as const;
const own = { builder: 'https://github.com/actions/runner/self-hosted', builderClass: 'self-hosted' } as const;
/** What provenance of early 2023 does not say. */
const { repositoryId: _, ...unnumbered } = { repositoryId: undefined, repository: 'https://github.com/acme/left' };
const early = (given: Given, version: '1.0.0' | '1.1.0'): Given => ({ ...given, facts: given.facts!.map((facts) => ('version' in facts.of && facts.of.version === version && facts.trust && 'attestations' in facts.trust ? { ...facts, trust: { ...facts.trust, attestations: facts.trust.attestations.map((one) => { const { repositoryId: __, ...provenance } = one.provenance!; return { ...one, provenance }; }) } } : facts)) });

export const cases: readonly CheckCase[] = [
  { name: 'another repository', given: to(elsewhere), fires: [{ ...blocks, message: 'repository', data: { old: '1.0.0', from: 'https://github.com/acme/left (7)', to: 'https://github.com/mallory/left (8)' } }] },
  { name: 'another repository, and it stood two weeks', given: to(elsewhere, {}, { at: long }), fires: [{ severity: 'high', level: 'default', confidence: 'low', message: 'repository' }] },
  { name: 'another repository, of which one side says no number', given: early(to(elsewhere), '1.0.0'), fires: [{ ...blocks, message: 'repository' }] },
  { name: 'another repository of the same name', given: to({ repositoryId: '8' }), fires: [{ ...blocks, message: 'replaced' }] },
  { name: 'another repository has files and refs of its own', given: to({ ...elsewhere, workflow: '.github/workflows/x.yml', ref: 'refs/heads/main' }), fires: [{ ...blocks, message: 'repository' }] },
  { name: 'the same repository under another name', given: to({ repository: 'https://github.com/new/left' }), fires: [{ ...keeps, message: 'moved' }] },
  { name: 'another platform', given: to(gitlab), fires: [{ ...blocks, message: 'platform' }] },
  { name: 'back from another platform', given: to({}, gitlab), fires: [{ ...blocks, message: 'platform' }] },
  { name: 'on machines of one\'s own', given: to(own), fires: [{ ...blocks, message: 'self-hosted' }] },
  { name: 'by a builder that nobody knows', given: to({ builder: 'https://github.com/actions/runner/github-hosted-large', builderClass: 'unknown' }), fires: [{ ...warns, message: 'builder' }] },
  { name: 'the loudest is told and the others are kept', given: to({ ...elsewhere, ...own }), fires: [{ ...blocks, message: 'repository' }, { message: 'self-hosted', severity: 'high', level: 'folded' }] },
  { name: 'another workflow alone', given: to({ workflow: '.github/workflows/publish.yml' }), fires: [{ ...keeps, message: 'workflow' }] },
  { name: 'another workflow, and no longer by the trusted publisher', given: to({ workflow: '.github/workflows/publish.yml' }, {}, { ways: ['trusted', 'provenance'] }), fires: [{ ...warns, message: 'workflow' }] },
  { name: 'of a branch after a tag', given: to({ ref: 'refs/heads/main' }), fires: [{ ...keeps, message: 'ref', data: { from: 'tag', to: 'branch' } }] },
  { name: 'of a pull request', given: to({ ref: 'refs/pull/7/merge' }), fires: [{ ...warns, message: 'ref', data: { to: 'pull request' } }] },
  { name: 'one of two that were locked was built elsewhere', given: vouched({ '0.9.0': [begun, 'trusted'], '1.0.0': [begun, 'trusted'], '1.1.0': [just, 'trusted'] }, ['0.9.0', '1.0.0'], '1.1.0', { '0.9.0': { build: elsewhere } }), fires: [{ ...blocks, message: 'repository', data: { old: '0.9.0' } }] },
  { name: 'back to what was built where the project lived before', given: vouched({ '1.0.0': [begun, 'trusted'], '1.1.0': [long, 'trusted'] }, '1.1.0', '1.0.0', { '1.0.0': { build: elsewhere } }), fires: [{ ...keeps, message: 'repository' }] },

  { name: 'the same build', given: to({ ref: 'refs/tags/v2', commit: 'd'.repeat(40) }) },
  { name: 'the same repository in other letters', given: to({ repository: 'https://github.com/Acme/Left' }) },
  { name: 'the same builder by its older names', given: to({}, { builder: 'https://github.com/npm/cli@9.2.0' }) },
  { name: 'one side says no number of the same name', given: early(to(unnumbered), '1.0.0') },
  { name: 'a tag after a branch', given: to({}, { ref: 'refs/heads/main' }) },
  { name: 'away from machines of one\'s own', given: to({}, own) },
  { name: 'the old one was not verified', given: vouched({ '1.0.0': [begun, 'trusted'], '1.1.0': [just, 'trusted'] }, '1.0.0', '1.1.0', { '1.0.0': refused(), '1.1.0': { build: elsewhere } }) },
  { name: 'the new one is not verified: another check tells that', given: vouched({ '1.0.0': [begun, 'trusted'], '1.1.0': [just, 'trusted'] }, '1.0.0', '1.1.0', { '1.1.0': refused() }) },
  { name: 'a new dependency', given: vouched({ '1.1.0': [just, 'trusted'] }, undefined, '1.1.0', { '1.1.0': { build: elsewhere } }) },
];
