import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReviewResult, ReviewTarget } from '../../src/app/review.types.js';
import type { Finding } from '../../src/core/finding.js';
import type { Gap } from '../../src/core/verdict.js';
import { mergewarden } from '../entries/cli/cli.js';
import { fingerprint, harness, installation, pullPayload, repository, result, sha, type Harness } from './harness.js';

const origin = { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'left', version: '1.0.0' } as const;
const bound = { package: 'left', version: '1.0.0', integrity: 'sha512-AAAA', reason: 'read by hand', by: 'maria', until: '2026-12-31' };
const ofFinding = { ...bound, fingerprint: fingerprint('1') };
const ofGap = { ...bound, fingerprint: fingerprint('2') };
const otherBytes = { ...ofGap, integrity: 'sha512-BBBB', by: 'paul' };

let app: Harness;
beforeAll(async () => {
  app = await harness({
    reviewer: async (target: ReviewTarget): Promise<ReviewResult> => {
      const plain = result(target, { outcome: 'pass' });
      const finding = { check: 'install-script', fingerprint: fingerprint('1'), subject: origin } as unknown as Finding;
      const gap: Gap = { check: 'dynamic-code', subject: 'left@1.0.0', origin, integrity: 'sha512-AAAA', code: 'PARSE_FAILED', data: {}, counts: false, waived: true, fingerprint: fingerprint('2') };
      return { ...plain, verdict: { ...plain.verdict, waived: [{ finding, waiver: ofFinding }], gaps: [gap, { ...gap, waived: false, fingerprint: fingerprint('3') }] }, waivers: [ofFinding, otherBytes, ofGap] };
    },
  });
});
afterAll(async () => { await app.close(); });

test('each waiver that took effect in a verdict is a row beside it, and the export shows them', async () => {
  app.host.open(1, sha('a'));
  await app.delivered('pull_request', pullPayload({ action: 'opened', head: sha('a') }));
  await app.settle();
  const about = { installation, repository: repository.id, head: sha('a'), pull: 1 };
  const wanted = [
    { ...about, kind: 'verdict' },
    { ...about, kind: 'waiver', body: { waived: 'finding', check: 'install-script', fingerprint: fingerprint('1'), subject: origin, waivers: [ofFinding], policyHash: 'p' } },
    { ...about, kind: 'waiver', body: { waived: 'gap', check: 'dynamic-code', fingerprint: fingerprint('2'), code: 'PARSE_FAILED', waivers: [ofGap] } },
  ];
  expect(await app.audit.read({ limit: 10 })).toMatchObject(wanted);
  const { host, port, user, password, database } = app.address;
  const url = `postgresql://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  const { code, out } = await mergewarden(['audit', 'export'], { cwd: '/', env: { DATABASE_URL: url, HOME: '/' } });
  expect(code).toBe(0);
  expect(out.trimEnd().split('\n').map((line) => JSON.parse(line) as unknown)).toMatchObject(wanted);
});
